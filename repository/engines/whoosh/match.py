"""Given a query tree and a snapshot, which reports have what: a mask of reports, and postings to rank them by."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.narrow import of_terms, of_years
from repository.engines.whoosh.positions import together
from repository.engines.whoosh.readings import SHOWN, Found, find, in_title, shown
from repository.engines.whoosh.snapshot import Snapshot
from repository.index import Reading, Run
from repository.query import All, AnyOf, Everything, Named, Node, Not, Phrase, Synonyms, Terms, Word, Years

ALTERNATIVES = 4  # forms of a word of a phrase that the receipt names
MARKED = 1_000  # forms of one part that are marked on a page
SYNONYM = 0.3  # of an occurrence: what was typed comes before what means the same
Postings = tuple[Array, Array]  # units, times: int64 ascending, float32


@dataclass(slots=True)
class Leaf:
    """One word, phrase or group of synonyms: where it stands, and where in titles."""

    units: Array
    times: Array
    title: Postings | None
    words: tuple[Found, ...]  # as typed, one a word; for closeness
    reports: Array  # mask


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
            case Word() | Phrase():
                leaf = self._leaf(node)
                return self._told(leaf, node, [(node, leaf.words)])
            case Synonyms():
                return self._synonyms(node)
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

    def _synonyms(self, node: Synonyms) -> Matched:
        leaves = [self._leaf(node.ways[0]), *(_weaker(self._leaf(way)) for way in node.ways[1:])]
        units, times = union(self.snapshot, [(leaf.units, leaf.times) for leaf in leaves])
        titles = [leaf.title for leaf in leaves if leaf.title is not None]
        title = union(self.snapshot, titles) if titles else None
        leaf = Leaf(units, times, title, leaves[0].words, self._mask(units))
        return self._told(leaf, node, [(way, each.words) for way, each in zip(node.ways, leaves, strict=True)])

    def _told(self, leaf: Leaf, node: Word | Phrase | Synonyms, ways: list[tuple[Word | Phrase, tuple[Found, ...]]]) -> Matched:
        """The receipt names the commonest forms of what was typed; whatever was counted is marked."""
        first, words = ways[0]
        forms = _in_a_row(first, words) if isinstance(first, Phrase) and not first.distance else shown(words, first.field or "text", SHOWN)
        marked = tuple(run for way, found in ways for run in _runs(way, found))
        self.readings.append(Reading(node.part, forms, int(np.count_nonzero(leaf.reports)), marked))
        return Matched(leaf.reports, [leaf])

    def _mask(self, units: Array) -> Array:
        mask = np.zeros(self.snapshot.reports, bool)
        mask[self.snapshot.report_of[units]] = True
        return mask

    def _words(self, node: Word | Phrase) -> tuple[Found, ...]:
        where = node.field or "text"
        if isinstance(node, Word):
            return (find(self.snapshot, node.form, node.typed, node.how, where),)
        return tuple(find(self.snapshot, form, form, node.how, where) for form in node.forms)

    def _leaf(self, node: Word | Phrase) -> Leaf:
        words = self._words(node)
        self.cut |= any(word.cut for word in words)
        where = node.field or "text"
        if len(words) == 1:
            units, times = word_postings(self.snapshot, where, words[0])
            title = None
            if where == "text" and isinstance(node, Word):
                title = word_postings(self.snapshot, "title", in_title(self.snapshot, node.form, node.typed, node.how))
        else:
            units, times = self._together(where, words, node.distance if isinstance(node, Phrase) else 0)
            title = None
        return Leaf(units, times, title, words, self._mask(units))

    def _together(self, where: str, words: tuple[Found, ...], distance: int) -> Postings:
        pieces = []
        for part in self.snapshot.parts:
            forms = [word.inside(part) for word in words]
            if words and all(forms):
                units, times = together(part.segment, where, forms, distance)
                pieces.append((units + part.unit, times.astype(np.float32)))
        return alive(self.snapshot, _joined(pieces))


def _weaker(leaf: Leaf) -> Leaf:
    """A way of saying it that was not typed: each occurrence counts for less."""
    title = None if leaf.title is None else (leaf.title[0], SYNONYM * leaf.title[1])
    return replace(leaf, times=SYNONYM * leaf.times, title=title)


def _runs(way: Word | Phrase, found: tuple[Found, ...]) -> tuple[Run, ...]:
    """A phrase is marked as a whole, the words of one that may stand apart each for itself."""
    words = tuple(shown((word,), way.field or "text", MARKED) for word in found)
    if isinstance(way, Phrase) and way.distance:
        return tuple((forms,) for forms in words if forms)
    return (words,) if all(words) else ()


def _in_a_row(phrase: Phrase, words: tuple[Found, ...]) -> tuple[str, ...]:
    """A phrase as it was looked for: `recruitment agency/agencies`."""
    forms = [shown((word,), phrase.field or "text", ALTERNATIVES) for word in words]
    return (" ".join("/".join(each) for each in forms),) if all(forms) else ()


def word_postings(snapshot: Snapshot, where: str, word: Found) -> Postings:
    """Living units that have any of the forms, and how often all forms together."""
    pieces = []
    for part, ordinals in word.places:
        lists = []
        for ordinal in ordinals:
            ids, times = part.segment.postings(where, ordinal)
            lists.append((ids, np.ones(len(ids), np.float32) if times is None else times.astype(np.float32)))
        units, summed = _united(len(part.segment.units.page), lists)
        pieces.append((units + part.unit if part.unit else units, summed))
    return alive(snapshot, _joined(pieces))


def union(snapshot: Snapshot, lists: list[Postings]) -> Postings:
    """Units of any, times added."""
    return _united(snapshot.units, lists)


def alive(snapshot: Snapshot, postings: Postings) -> Postings:
    """Without deleted units."""
    if snapshot.all_alive:
        return postings
    units, times = postings
    stays = snapshot.alive_units[units]
    return units[stays], times[stays]


def _joined(pieces: list[Postings]) -> Postings:
    if len(pieces) == 1:
        return pieces[0]
    if not pieces:
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    return np.concatenate([units for units, _ in pieces]), np.concatenate([times for _, times in pieces])


def _united(size: int, lists: list[Postings]) -> Postings:
    if len(lists) <= 1:
        return _joined(lists)
    if sum(len(units) for units, _ in lists) * 8 > size:
        total = np.zeros(size, np.float32)
        for units, times in lists:
            total[units] += times
        found = np.flatnonzero(total)
        return found, total[found]
    units, times = _joined(lists)
    order = np.argsort(units, kind="stable")
    units, times = units[order], times[order]
    first = np.flatnonzero(np.diff(units, prepend=-1))
    return units[first], np.add.reduceat(times, first) if len(first) else times
