"""Given filters, which reports pass; given a list of reports, how many each facet value has."""

from collections.abc import Mapping, Sequence

import numpy as np

from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.snapshot import Snapshot
from repository.index import Filter

Span = tuple[int | None, int | None]
SPARSE = 8  # reports are few when they are fewer than one in so many


def of_terms(snapshot: Snapshot, ids: Sequence[int]) -> Array:
    """Mask of the reports that have any of the terms."""
    mask = np.zeros(snapshot.reports, bool)
    known, _ = snapshot.term_ids
    places = _places(known, ids)
    for place in places[places >= 0].tolist():
        mask[snapshot.reports_of_term(place)] = True
    return mask


def of_years(snapshot: Snapshot, first: int | None, last: int | None) -> Array:
    """Mask of the reports dated within the years, both included."""
    years = snapshot.years.values
    inside = np.ones(len(years), bool)
    if first is not None:
        inside &= years >= first
    if last is not None:
        inside &= years <= last
    mask = np.zeros(snapshot.reports, bool)
    mask[snapshot.report_of_year[inside]] = True
    return mask


def _places(known: Array, ids: Sequence[int]) -> Array:
    """Where each id stands among the known ones, -1 when it does not."""
    wanted = np.asarray(ids, np.int64)
    if not len(known) or not len(wanted):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, at, -1)


class Narrowing:
    """The filters of one request: OR inside a facet, AND across facets, excluded terms AND NOT."""

    def __init__(self, snapshot: Snapshot, filters: Sequence[Filter], years: Span | None) -> None:
        self._snapshot = snapshot
        self._masks: dict[str, Array] = {}
        for one in filters:
            mask = of_terms(snapshot, one.include) if one.include else np.ones(snapshot.reports, bool)
            if one.exclude:
                mask &= ~of_terms(snapshot, one.exclude)
            self._masks[one.facet] = self._masks[one.facet] & mask if one.facet in self._masks else mask
        if years is not None and years != (None, None):
            self._masks[""] = of_years(snapshot, *years)

    @property
    def open(self) -> bool:
        """Whether everything passes."""
        return not self._masks

    def apply(self, mask: Array, ignoring: str | None = None) -> Array:
        """The reports of `mask` that pass every filter but that of one facet (the empty name is the years)."""
        for facet, passing in self._masks.items():
            if facet != ignoring:
                mask = mask & passing
        return mask

    def counts(self, matched: Array, facets: Mapping[str, Sequence[int]]) -> tuple[dict[str, dict[int, int]], dict[int, int], int]:
        """Reports by facet value, by year, and without a year; each facet ignores its own filter."""
        everywhere = self.apply(matched)
        common: Array | None = None
        result: dict[str, dict[int, int]] = {}
        for facet, ids in facets.items():
            if facet in self._masks:
                numbers = _term_counts(self._snapshot, self.apply(matched, ignoring=facet))
            else:
                common = numbers = _term_counts(self._snapshot, everywhere) if common is None else common
            result[facet] = _picked(self._snapshot, numbers, ids)
        years, undated = _year_counts(self._snapshot, self.apply(matched, ignoring=""))
        return result, years, undated


def _term_counts(snapshot: Snapshot, mask: Array) -> Array:
    """By place of a term, how many of the reports have it: over the reports when they are few, over the terms otherwise."""
    few = np.count_nonzero(mask) * SPARSE < snapshot.reports
    return snapshot.terms_of(np.flatnonzero(mask)) if few else snapshot.having_terms(mask)


def _picked(snapshot: Snapshot, numbers: Array, ids: Sequence[int]) -> dict[int, int]:
    known, places = snapshot.remembered(tuple(ids), lambda: _known(snapshot, ids))
    found = numbers[places]
    some = np.flatnonzero(found)
    return dict(zip(known[some].tolist(), found[some].tolist(), strict=True))


def _known(snapshot: Snapshot, ids: Sequence[int]) -> tuple[Array, Array]:
    """Of the ids those that any report has, and their places."""
    places = _places(snapshot.term_ids[0], ids)
    return np.asarray(ids, np.int64)[places >= 0], places[places >= 0]


def _year_counts(snapshot: Snapshot, mask: Array) -> tuple[dict[int, int], int]:
    numbers = np.bincount(snapshot.years.values[mask[snapshot.report_of_year]])
    years = np.flatnonzero(numbers)
    undated = int(np.count_nonzero(mask)) - int(np.count_nonzero(mask & snapshot.dated))
    return dict(zip(years.tolist(), numbers[years].tolist(), strict=True)), undated
