"""Given a commit, everything a search looks at: its opened segments side by side, and facts by unit and by report.

Units and reports are numbered through all segments; a deleted report keeps its number and is not alive. A snapshot never
changes: a new commit gives a new one, which shares the segments that stayed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from whoosh.codec.whoosh3 import W3Segment

from repository.analysis.stems import LANGUAGES, STEMMED
from repository.engines.whoosh import refresh
from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.contents import Ragged
from repository.engines.whoosh.generations import Commit, segment_files
from repository.engines.whoosh.segment import Segment
from repository.engines.whoosh.storage import digest_of, read_proved
from repository.errors import IndexUnavailable
from repository.kept import Kept

PAGES_OF_A_LANGUAGE = 20  # fewer may be wrong guesses
REMEMBERED = 64  # term lists
LEAVES, PLACES = 48 * 2**20, 24 * 2**20  # bytes of words and phrases asked for last, and of their places on pages
K1, B = 1.2, 0.75  # BM25's parameters

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Part:
    """A segment at its place among all units and reports."""

    segment: Segment
    unit: int  # number of its first unit
    report: int  # number of its first report


class Snapshot:
    """One commit, opened; safe for any number of searches at once."""

    def __init__(self, commit: Commit, opened: Mapping[str, Segment]) -> None:
        self.commit = commit
        self.segments: dict[str, Segment] = {}
        self.parts: list[Part] = []
        self.refreshed = refresh.read(commit)
        self._remembered: dict[tuple[int, ...], Any] = {}
        self.found: dict[tuple[str, ...], Any] = {}  # words of questions as read; see readings.py
        self.leaves: Kept[Any] = Kept(LEAVES)  # see leaf.py
        self.places: Kept[Any] = Kept(PLACES)  # see close.py
        alive: list[Array] = []
        unit = report = 0
        for listed in commit.segments:
            name = str(listed.segment_id())
            segment = opened.get(name) or open_checked(commit, listed)
            self.segments[name] = segment
            self.parts.append(Part(segment, unit, report))
            alive.append(_alive(segment, listed))
            unit += len(segment.units.page)
            report += len(segment.reports.number)
        self.units, self.reports = unit, report
        self._join(alive)

    def _join(self, alive: list[Array]) -> None:
        parts = [(part, part.segment.units, part.segment.reports) for part in self.parts]
        nothing = np.zeros(0, np.int64)
        self.report_of = np.concatenate([nothing, *(units.report.astype(np.int64) + p.report for p, units, _ in parts)])
        self.page = np.concatenate([nothing, *(units.page for _, units, _ in parts)])
        self.length = np.concatenate([nothing, *(units.length for _, units, _ in parts)]).astype(np.float32)
        self.languages, self.language = _languages([(p.segment.languages, units.language) for p, units, _ in parts])
        self.first_unit = np.searchsorted(self.report_of, np.arange(self.reports + 1))
        self.number = np.concatenate([nothing, *(reports.number for *_, reports in parts)])
        self.version = np.concatenate([nothing, *(reports.version for *_, reports in parts)])
        self.group = np.concatenate([nothing, *(reports.group for *_, reports in parts)])
        self.date = np.concatenate([nothing, *(reports.date for *_, reports in parts)])
        self.readable = np.concatenate([nothing, *(reports.readable for *_, reports in parts)]).astype(bool)
        empty = Ragged(np.zeros(1, np.int64), nothing)
        written = Ragged.join([empty, *(reports.terms for *_, reports in parts)])
        self.terms = self.refreshed.over(self.number, written)
        self.years = Ragged.join([empty, *(reports.years for *_, reports in parts)])
        self.alive = np.concatenate([np.zeros(0, bool), *alive])
        self.all_alive = bool(self.alive.all())
        self.alive_units = self.alive[self.report_of]

    @cached_property
    def place_of(self) -> dict[int, int]:
        """Report number → its place, of those alive."""
        places = np.flatnonzero(self.alive)
        return dict(zip(self.number[places].tolist(), places.tolist(), strict=True))

    @cached_property
    def language_of_report(self) -> Array:
        """By report, its cover's."""
        languages: Array = self.language[self.first_unit[:-1]]
        return languages

    @cached_property
    def is_cover(self) -> Array:
        """By unit."""
        cover: Array = self.page == 0
        return cover

    @cached_property
    def counted_units(self) -> Array:
        """By unit: whether it is a living page; a cover counts where its report has no pages."""
        pages = np.bincount(self.report_of, ~self.is_cover, self.reports)
        counted: Array = self.alive_units & (~self.is_cover | (pages[self.report_of] == 0))
        return counted

    @cached_property
    def damping(self) -> Array:
        """By unit, for all living pages; see `damping_of`."""
        return damping_of(self, self.counted_units)

    @cached_property
    def pages_by_language(self) -> Array:
        """Living pages by language number."""
        return np.bincount(self.language[self.counted_units], minlength=len(self.languages))

    @cached_property
    def read_in(self) -> tuple[str, ...]:
        """Languages a query is read in: the five of the house, and any other that is more than a wrong guess."""
        pages = zip(self.languages, self.pages_by_language.tolist(), strict=True)
        return (*LANGUAGES, *(one for one, count in pages if count >= PAGES_OF_A_LANGUAGE and one in STEMMED and one not in LANGUAGES))

    @cached_property
    def folds(self) -> bool:
        """Whether any two living reports share a row."""
        groups = self.group[self.alive]
        return len(np.unique(groups)) < len(groups)

    @cached_property
    def term_ids(self) -> tuple[Array, Array]:
        """Every term id there is, ascending, and for each entry of `terms` its place among them."""
        known, places = np.unique(self.terms.values, return_inverse=True)
        return known, places

    @cached_property
    def term_places(self) -> Ragged:
        """Of each report the places of its terms in `term_ids`."""
        return Ragged(self.terms.at, self.term_ids[1])

    @cached_property
    def _reports_by_term(self) -> Ragged:
        known, places = self.term_ids
        order = np.argsort(places, kind="stable")
        at = np.zeros(len(known) + 1, np.int64)
        np.cumsum(np.bincount(places, minlength=len(known)), out=at[1:])
        return Ragged(at, np.repeat(np.arange(self.reports), np.diff(self.terms.at))[order])

    def reports_of_term(self, place: int) -> Array:
        """Reports that have the term at this place of `term_ids`."""
        inverse = self._reports_by_term
        return inverse.values[int(inverse.at[place]) : int(inverse.at[place + 1])]

    def terms_of(self, reports: Array) -> Array:
        """By place of a term, how many of the reports have it."""
        return np.bincount(self.term_places.rows(reports), minlength=len(self.term_ids[0]))

    def having_terms(self, mask: Array) -> Array:
        """The same of a mask of reports."""
        inverse = self._reports_by_term
        if not len(inverse.values):
            return np.zeros(0, np.int64)
        counts: Array = np.add.reduceat(mask[inverse.values], inverse.at[:-1], dtype=np.int64)
        return counts

    @cached_property
    def dated(self) -> Array:
        """By report."""
        dated: Array = self.years.at[1:] > self.years.at[:-1]
        return dated

    @cached_property
    def report_of_year(self) -> Array:
        """For each entry of `years` its report."""
        return np.repeat(np.arange(self.reports), np.diff(self.years.at))

    def remembered(self, ids: tuple[int, ...], make: Callable[[], Made]) -> Made:
        """What `make` gives for these terms, made once: the terms of a facet are asked for again."""
        known: Made | None = self._remembered.get(ids)
        if known is None:
            if len(self._remembered) > REMEMBERED:
                self._remembered.clear()
            known = self._remembered[ids] = make()
        return known

    @cached_property
    def title_rank(self) -> Array:
        """By report, its place when sorted by title."""
        titles = [title for part in self.parts for title in part.segment.reports.title]
        order = sorted(range(len(titles)), key=lambda place: (titles[place], -int(self.number[place])))
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        return rank


def open_checked(commit: Commit, listed: W3Segment) -> Segment:
    """Opens a segment whose words and facts have the digests of the manifest; raises IndexUnavailable."""
    terms, postings, reports = segment_files(listed)
    raw = [read_proved(commit.folder / name, *commit.manifest.files[name]) for name in (terms, reports)]
    path = commit.folder / postings
    try:
        return Segment(path, *raw)
    except OSError as error:
        raise IndexUnavailable("index_damaged", what=postings) from error


def _alive(segment: Segment, listed: W3Segment) -> Array:
    alive = np.ones(len(segment.reports.number), bool)
    deleted = np.fromiter(listed.deleted_docs(), np.int64, listed.deleted_count())
    alive[segment.units.report[deleted]] = False
    return alive


def _languages(parts: list[tuple[list[str], Array]]) -> tuple[list[str], Array]:
    """One numbering of languages for all segments."""
    known: dict[str, int] = {}
    columns = [np.zeros(0, np.int64)]
    for names, numbers in parts:
        table = np.array([known.setdefault(name, len(known)) for name in names] or [0], np.int64)
        columns.append(table[numbers])
    return list(known), np.concatenate(columns)


def damping_of(snapshot: Snapshot, counted: Array) -> Array:
    """By unit, BM25's k1 (1 - b + b length / mean length), the mean being that of the counted units of its language."""
    size = len(snapshot.languages)
    language = snapshot.language[counted]
    mean = np.bincount(language, snapshot.length[counted], size) / np.maximum(np.bincount(language, minlength=size), 1)
    ratio = snapshot.length / np.maximum(mean, 1.0)[snapshot.language] if size else snapshot.length
    return (K1 * (1 - B + B * ratio)).astype(np.float32)


def damage(commit: Commit) -> list[str]:
    """Names of the files of a commit whose bytes are not the ones written."""
    found = []
    for name, (size, digest) in sorted(commit.manifest.files.items()):
        path = commit.folder / name
        try:
            if path.stat().st_size != size or digest_of(path) != digest:
                found.append(name)
        except OSError:
            found.append(name)
    return found
