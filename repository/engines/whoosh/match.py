"""Given a query tree and a snapshot, which reports have what: a mask of reports, and postings to rank them by."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.leaf import Leaf, leaf_of
from repository.engines.whoosh.narrow import of_terms, of_years
from repository.engines.whoosh.snapshot import Snapshot
from repository.index import Reading
from repository.query import All, AnyOf, Everything, Named, Node, Not, Phrase, Synonyms, Terms, Word, Years


@dataclass(slots=True)
class Matched:
    """A node's reports, and the leaves that speak for a report."""

    mask: Array
    leaves: list[Leaf]


@dataclass(slots=True)
class Matcher:
    """Evaluates a tree; `check` is called between steps and tells when time is up."""

    snapshot: Snapshot
    check: Callable[[], bool]
    readings: list[Reading] = field(default_factory=list)
    cut: bool = False

    def match(self, node: Node) -> Matched:
        """The reports that have the node."""
        if self.check():
            self.cut = True
            return Matched(np.zeros(self.snapshot.reports, bool), [])
        match node:
            case Word() | Phrase() | Synonyms():
                return self._leaf(node)
            case Terms() | Years():
                return self._fact(node)
            case All():
                return self._all(node)
            case AnyOf():
                return self._any(node)
            case Not():
                return Matched(self.snapshot.alive & ~self.match(node.part).mask, [])
            case Everything():
                return Matched(self.snapshot.alive.copy(), [])
            case Named():  # the search makes terms of names; one it left finds nothing
                return Matched(np.zeros(self.snapshot.reports, bool), [])

    def _all(self, node: All) -> Matched:
        mask, leaves = self.snapshot.alive.copy(), []
        for part in node.parts:
            found = self.match(part)
            mask &= found.mask
            leaves += found.leaves
        return Matched(mask, leaves)

    def _any(self, node: AnyOf) -> Matched:
        mask, leaves = np.zeros(self.snapshot.reports, bool), []
        for part in node.parts:
            found = self.match(part)
            mask |= found.mask
            leaves += found.leaves
        return Matched(mask, leaves)

    def _fact(self, node: Terms | Years) -> Matched:
        having = of_terms(self.snapshot, node.ids) if isinstance(node, Terms) else of_years(self.snapshot, node.first, node.last)
        mask = having & self.snapshot.alive
        self.readings.append(Reading(node.part, (), int(np.count_nonzero(mask))))
        return Matched(mask, [])

    def _leaf(self, node: Word | Phrase | Synonyms) -> Matched:
        leaf = leaf_of(self.snapshot, node)
        self.cut |= any(word.cut for word in leaf.words)
        self.readings.append(Reading(node.part, leaf.forms, leaf.count, leaf.marked))
        return Matched(leaf.reports, [leaf])
