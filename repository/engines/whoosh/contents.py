"""Given a batch or older segments, the facts of a segment as arrays: by unit and by report."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from repository.engines.whoosh.bundle import Array, pack_texts, unpack_texts
from repository.engines.whoosh.invert import Units
from repository.index import Entry


@dataclass(frozen=True, slots=True)
class Ragged:
    """Several values a row: those of row `i` are `values[at[i]:at[i + 1]]`."""

    at: Array
    values: Array

    @staticmethod
    def of(rows: Sequence[Sequence[int]], kind: type) -> "Ragged":
        """From a list of rows."""
        at = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=at[1:])
        return Ragged(at, np.array([value for row in rows for value in row], kind))

    def rows(self, chosen: Array) -> Array:
        """The values of the chosen rows, one row after the other."""
        first, count = self.at[chosen], self.at[chosen + 1] - self.at[chosen]
        before = np.cumsum(count) - count
        return self.values[np.repeat(first - before, count) + np.arange(int(count.sum()))]

    def take(self, chosen: Array) -> "Ragged":
        """Only the chosen rows."""
        at = np.zeros(len(chosen) + 1, np.int64)
        np.cumsum(self.at[chosen + 1] - self.at[chosen], out=at[1:])
        return Ragged(at, self.rows(chosen))

    @staticmethod
    def join(parts: "Sequence[Ragged]") -> "Ragged":
        """The rows of all, in order."""
        ends = [0]
        for part in parts:
            ends.append(ends[-1] + len(part.values))
        at = [part.at[:-1] + end for part, end in zip(parts, ends, strict=False)]
        return Ragged(np.concatenate([*at, [ends[-1]]]).astype(np.int64), np.concatenate([p.values for p in parts]))


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """By unit: catalogue page id (0 for a cover), ordinal of its report, language number, words in text and title."""

    page: Array
    report: Array
    language: Array
    length: Array
    title_length: Array


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """By report of a segment."""

    number: Array
    version: Array
    group: Array
    date: Array
    readable: Array
    title: list[str]
    terms: Ragged
    direct: Ragged
    years: Ragged


def unit_facts(units: Units, length: Array, title_length: Array) -> UnitFacts:
    """Of a batch."""
    return UnitFacts(
        page=np.array(units.page, np.int64),
        report=np.array(units.report, np.int32),
        language=np.array(units.language, np.uint8),
        length=length.astype(np.uint32),
        title_length=title_length.astype(np.uint16),
    )


def report_facts(entries: Sequence[Entry]) -> ReportFacts:
    """Of a batch."""
    return ReportFacts(
        number=np.array([entry.number for entry in entries], np.int64),
        version=np.array([entry.version for entry in entries], np.int64),
        group=np.array([entry.group for entry in entries], np.int64),
        date=np.array([entry.date_key for entry in entries], np.int32),
        readable=np.array([entry.readable for entry in entries], bool),
        title=[entry.title_key for entry in entries],
        terms=Ragged.of([entry.terms for entry in entries], np.int64),
        direct=Ragged.of([entry.direct for entry in entries], np.int64),
        years=Ragged.of([entry.years for entry in entries], np.int16),
    )


def to_arrays(units: UnitFacts, reports: ReportFacts) -> dict[str, Array]:
    """Named arrays for a bundle."""
    titles, starts = pack_texts(reports.title)
    return {
        "unit.page": units.page,
        "unit.report": units.report,
        "unit.language": units.language,
        "unit.length": units.length,
        "unit.title_length": units.title_length,
        "report.number": reports.number,
        "report.version": reports.version,
        "report.group": reports.group,
        "report.date": reports.date,
        "report.readable": reports.readable,
        "title.blob": titles,
        "title.starts": starts,
        "terms.at": reports.terms.at,
        "terms.values": reports.terms.values,
        "direct.at": reports.direct.at,
        "direct.values": reports.direct.values,
        "years.at": reports.years.at,
        "years.values": reports.years.values,
    }


def from_arrays(arrays: dict[str, Array]) -> tuple[UnitFacts, ReportFacts]:
    """The inverse of `to_arrays`."""
    units = UnitFacts(
        page=arrays["unit.page"],
        report=arrays["unit.report"],
        language=arrays["unit.language"],
        length=arrays["unit.length"],
        title_length=arrays["unit.title_length"],
    )
    reports = ReportFacts(
        number=arrays["report.number"],
        version=arrays["report.version"],
        group=arrays["report.group"],
        date=arrays["report.date"],
        readable=arrays["report.readable"],
        title=unpack_texts(arrays["title.blob"], arrays["title.starts"]),
        terms=Ragged(arrays["terms.at"], arrays["terms.values"]),
        direct=Ragged(arrays["direct.at"], arrays["direct.values"]),
        years=Ragged(arrays["years.at"], arrays["years.values"]),
    )
    return units, reports
