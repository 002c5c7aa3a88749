"""Given a segment's three files, its words, postings and facts to read; given arrays, those three files.

`.trm` words, where their postings lie, stems by language · `.pst` postings · `.rep` facts by unit and report.
Words and facts are held in memory; postings are read when asked for, with `pread`: a file cut short is an error then,
not the end of the process, and what is read does not count as ours.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np

from repository.engines.whoosh import bundle
from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.contents import ReportFacts, UnitFacts, from_arrays
from repository.engines.whoosh.dictionary import Names
from repository.engines.whoosh.postings import Flat, decode_frequencies, decode_gaps, decode_ids, decode_many, head_size
from repository.engines.whoosh.vocabulary import Grouping
from repository.errors import IndexUnavailable

TERMS, POSTINGS, REPORTS = ".trm", ".pst", ".rep"


@dataclass(slots=True)
class FieldTerms:
    """The dictionary of one field: by word its numbers of postings and positions, where they lie and how."""

    names: Names
    counts: Array
    totals: Array
    at: Array  # one more than there are words
    widths: Array
    checks: Array
    trusted: set[int]  # words whose postings have been checked since opening


@dataclass(frozen=True, slots=True)
class Stems:
    """Word forms by stem in one language."""

    names: Names
    at: Array
    forms: Array  # ordinals in the dictionary of `text`

    def group(self, root: str) -> Array:
        """Ordinals of the forms with this stem."""
        found = self.names.find(root.encode())
        return self.forms[int(self.at[found]) : int(self.at[found + 1])] if found >= 0 else self.forms[:0]


class Segment:
    """One opened segment: immutable, so every snapshot that has it shares it."""

    def __init__(self, path: Path, terms: bytes, reports: bytes) -> None:
        self.path = path  # of the postings
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        arrays, meta = bundle.loads(terms)
        self.fields = {name: _field_of(name, arrays) for name in meta["fields"]}
        self.stems = {language: _stems_of(language, arrays) for language in meta["stems"]}
        facts, meta = bundle.loads(reports)
        self.languages: list[str] = meta["languages"]
        self.units: UnitFacts
        self.reports: ReportFacts
        self.units, self.reports = from_arrays(facts)

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the postings file."""
        file, self._file = getattr(self, "_file", -1), -1
        if file >= 0:
            os.close(file)

    def _read(self, at: int, size: int) -> bytes:
        raw = os.pread(self._file, size, at)
        if len(raw) != size:
            raise IndexUnavailable("index_damaged", what=self.path.name)
        return raw

    def _list(self, field: FieldTerms, ordinal: int, *, positions: bool) -> bytes:
        at, end = int(field.at[ordinal]), int(field.at[ordinal + 1])
        if ordinal in field.trusted:
            size = end - at if positions else head_size(int(field.counts[ordinal]), int(field.widths[ordinal]))
            return self._read(at, size)
        raw = self._read(at, end - at)
        if crc32(raw) != int(field.checks[ordinal]):
            raise IndexUnavailable("index_damaged", what=self.path.name)
        field.trusted.add(ordinal)
        return raw

    def postings(self, field: str, ordinal: int) -> tuple[Array, Array | None]:
        """Unit ids and how often in each (None: always once); raises IndexUnavailable when damaged."""
        terms = self.fields[field]
        raw = self._list(terms, ordinal, positions=False)
        count, widths = int(terms.counts[ordinal]), int(terms.widths[ordinal])
        return decode_ids(raw, count, widths), decode_frequencies(raw, count, widths)

    def positions(self, field: str, ordinal: int) -> tuple[Array, Array | None, Array]:
        """Unit ids, how often in each, and the position gaps."""
        terms = self.fields[field]
        raw = self._list(terms, ordinal, positions=True)
        count, widths = int(terms.counts[ordinal]), int(terms.widths[ordinal])
        gaps = decode_gaps(raw, count, int(terms.totals[ordinal]), widths)
        return decode_ids(raw, count, widths), decode_frequencies(raw, count, widths), gaps

    def flat(self, field: str, first: int, last: int) -> Flat:
        """The postings of the words from ordinal `first` up to `last`, flat, checked."""
        terms = self.fields[field]
        base = int(terms.at[first])
        raw = self._read(base, int(terms.at[last]) - base)
        view = memoryview(raw)
        places = (terms.at[first : last + 1].astype(np.int64) - base).tolist()
        checks = terms.checks[first:last].tolist()
        if any(crc32(view[a:b]) != c for a, b, c in zip(places, places[1:], checks, strict=False)):
            raise IndexUnavailable("index_damaged", what=self.path.name)
        chosen = slice(first, last)
        return decode_many(raw, terms.counts[chosen], terms.totals[chosen], terms.widths[chosen])

    @cached_property
    def tongue(self) -> Array:
        """By unit the number of its language; of a cover, which may speak several, one more than there are."""
        return np.where(self.units.page == 0, len(self.languages), self.units.language)

    @cached_property
    def roots(self) -> dict[str, tuple[Array, Array]]:
        """By language: form ordinals in order, and the stem each belongs to (a form may stand several times)."""
        found = {}
        for language, stems in self.stems.items():
            order = np.argsort(stems.forms, kind="stable")
            group = np.repeat(np.arange(stems.names.count), np.diff(stems.at))
            found[language] = (stems.forms[order], group[order])
        return found

    def roots_of(self, language: str, form: int) -> list[bytes]:
        """The stems a form is known to have in a language."""
        forms, groups = self.roots[language]
        low, high = np.searchsorted(forms, [form, form + 1])
        return [self.stems[language].names.name(int(group)) for group in groups[low:high]]


def _field_of(name: str, arrays: Mapping[str, Array]) -> FieldTerms:
    return FieldTerms(
        names=Names(arrays[f"{name}.blob"].tobytes(), arrays[f"{name}.starts"]),
        counts=arrays[f"{name}.counts"],
        totals=arrays[f"{name}.totals"],
        at=arrays[f"{name}.at"],
        widths=arrays[f"{name}.widths"],
        checks=arrays[f"{name}.checks"],
        trusted=set(),
    )


def _stems_of(language: str, arrays: Mapping[str, Array]) -> Stems:
    key = f"stem.{language}"
    names = Names(arrays[f"{key}.blob"].tobytes(), arrays[f"{key}.starts"])
    return Stems(names, arrays[f"{key}.at"], arrays[f"{key}.forms"])


def stem_arrays(groupings: Mapping[str, Grouping]) -> dict[str, Array]:
    """Named arrays of the stems."""
    arrays: dict[str, Array] = {}
    for language, grouping in groupings.items():
        blob, starts = Names.pack(grouping.roots)
        arrays |= {
            f"stem.{language}.blob": blob,
            f"stem.{language}.starts": starts,
            f"stem.{language}.at": grouping.at,
            f"stem.{language}.forms": grouping.forms,
        }
    return arrays
