"""Given the reports a question is narrowed to, what is usual on their pages, by language: how many, how long, how often a word.

A question asked inside one organisation is judged by that organisation's pages: a word that is rare in the house may be
on every page there. Few pages tell little, so each language also counts `BORROWED` pages of the whole house.
"""

from functools import cached_property

import numpy as np

from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.snapshot import Snapshot, damping_of

BORROWED = 20
RARER = 1.15  # power of the rarity: rare words of a question say more than BM25 has them say


class Usual:
    """Statistics of the pages of `within`, a mask of reports (None: all)."""

    def __init__(self, snapshot: Snapshot, within: Array | None) -> None:
        self._snapshot = snapshot
        self._within = within

    @property
    def whole(self) -> bool:
        """Whether all reports are meant."""
        return self._within is None

    @cached_property
    def _counted(self) -> Array:
        """By unit: whether it is a page that counts."""
        pages = self._snapshot.counted_units
        return pages if self._within is None else pages & self._within[self._snapshot.report_of]

    @cached_property
    def pages(self) -> Array:
        """By language, how many."""
        if self._within is None:
            return self._snapshot.pages_by_language
        return np.bincount(self._snapshot.language[self._counted], minlength=len(self._snapshot.languages))

    @cached_property
    def damping(self) -> Array:
        """By unit, BM25's k1 (1 - b + b length / mean length), the mean being that of the pages of the unit's language."""
        return self._snapshot.damping if self._within is None else damping_of(self._snapshot, self._counted)

    def rarity(self, units: Array) -> Array:
        """By language: inverse document frequency of what stands in these units."""
        snapshot = self._snapshot
        language = snapshot.language[units]
        having = np.bincount(language[self._counted[units]], minlength=len(snapshot.languages))
        share = len(units) / max(snapshot.units, 1)
        size = self.pages + BORROWED
        expected = having + BORROWED * share
        rarity: Array = np.log1p((size - expected + 0.5) / (expected + 0.5)) ** RARER
        return rarity.astype(np.float32)
