"""Given a word or phrase of a query and a snapshot, a leaf: where it stands, where in titles, and how it was read.

The leaves asked for last are kept with the snapshot, as many as a number of bytes allows: who narrows a list down, turns its
pages or reads on in a report asks for the same words again.
"""

from dataclasses import dataclass, replace

import numpy as np

from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.positions import together
from repository.engines.whoosh.readings import SHOWN, Found, find, in_title, shown
from repository.engines.whoosh.segment import Segment
from repository.engines.whoosh.snapshot import Snapshot
from repository.index import Run
from repository.query import Phrase, Synonyms, Word

ALTERNATIVES = 4  # forms of a word of a phrase that the receipt names
MARKED = 1_000  # forms of one part that are marked on a page
SYNONYM = 0.7  # of an occurrence: what was typed comes before what means the same, however often that is said
Postings = tuple[Array, Array]  # units, times: int64 ascending, float32


@dataclass(frozen=True, slots=True)
class Gains:
    """What a leaf gives before its rarity: by unit of the leaf, and to some reports what their covers say."""

    unit: Array
    reports: Array
    report: Array


@dataclass(slots=True)
class Leaf:
    """One word, phrase or group of synonyms; never changed once made, but for `gains` and `rarity` being noted."""

    units: Array
    times: Array
    title: Postings | None
    words: tuple[Found, ...]  # as typed, one a word; for closeness
    reports: Array  # mask
    count: int  # reports
    forms: tuple[str, ...]  # for the receipt, commonest first
    marked: tuple[Run, ...]
    gains: Gains | None = None  # among all pages; see rank.py
    rarity: Array | None = None

    @property
    def size(self) -> int:
        """Bytes, with its gains, which it may not have yet."""
        return self.units.nbytes + 2 * self.times.nbytes + 13 * len(self.reports) + (2 * self.title[0].nbytes if self.title else 0) + 2_000


def leaf_of(snapshot: Snapshot, node: Word | Phrase | Synonyms) -> Leaf:
    """The leaf, made now or remembered."""
    key = tuple(map(_key, node.ways)) if isinstance(node, Synonyms) else _key(node)
    leaf = snapshot.leaves.get(key)
    if leaf is None:
        leaf = _several(snapshot, node) if isinstance(node, Synonyms) else _made(snapshot, node)
        snapshot.leaves.put(key, leaf)
    return leaf


def _key(node: Word | Phrase) -> object:
    """All of a node but its number in the question."""
    if isinstance(node, Word):
        return node.form, node.typed, node.how, node.field
    return node.forms, node.how, node.distance, node.field


def _made(snapshot: Snapshot, node: Word | Phrase) -> Leaf:
    where = node.field or "text"
    title = None
    if isinstance(node, Word):
        words: tuple[Found, ...] = (find(snapshot, node.form, node.typed, node.how, where),)
        units, times = _word(snapshot, where, words[0])
        if where == "text":
            title = _word(snapshot, "title", in_title(snapshot, node.form, node.typed, node.how))
    else:
        words = tuple(find(snapshot, form, form, node.how, where) for form in node.forms)
        units, times = _together(snapshot, where, words, node.distance)
    forms = _in_a_row(node, words) if isinstance(node, Phrase) and not node.distance else shown(words, where, SHOWN)
    return _leaf(snapshot, (units, times), title, words, forms, _runs(node, words))


def _several(snapshot: Snapshot, node: Synonyms) -> Leaf:
    """The receipt names the commonest forms of what was typed; whatever was counted is marked."""
    first, *others = (leaf_of(snapshot, way) for way in node.ways)
    leaves = [first, *map(_weaker, others)]
    titles = [leaf.title for leaf in leaves if leaf.title is not None]
    return _leaf(
        snapshot, _united(snapshot.units, [(leaf.units, leaf.times) for leaf in leaves]),
        _united(snapshot.units, titles) if titles else None, first.words, first.forms, tuple(run for leaf in leaves for run in leaf.marked),
    )  # fmt: skip


def _leaf(
    snapshot: Snapshot, postings: Postings, title: Postings | None, words: tuple[Found, ...], forms: tuple[str, ...], marked: tuple[Run, ...],
) -> Leaf:  # fmt: skip
    reports = np.zeros(snapshot.reports, bool)
    reports[snapshot.report_of[postings[0]]] = True
    return Leaf(*postings, title, words, reports, int(np.count_nonzero(reports)), forms, marked)


def _weaker(leaf: Leaf) -> Leaf:
    """A way of saying it that was not typed: all occurrences together count for less than one."""
    title = None if leaf.title is None else (leaf.title[0], _less(leaf.title[1]))
    return replace(leaf, times=_less(leaf.times), title=title, gains=None)


def _less(times: Array) -> Array:
    lessened: Array = SYNONYM * times / (1 + times)
    return lessened


def _together(snapshot: Snapshot, where: str, words: tuple[Found, ...], distance: int) -> Postings:
    """Units where the words of a phrase stand as it says."""
    pieces = []
    for part in snapshot.parts:
        forms = [word.inside(part) for word in words]
        if words and all(forms):
            units, times = together(part.segment, where, forms, distance)
            pieces.append((units + part.unit, times.astype(np.float32)))
    return _alive(snapshot, _joined(pieces))


def _word(snapshot: Snapshot, where: str, word: Found) -> Postings:
    """Living units that have any of the forms, and how often all forms together."""
    pieces = []
    for part, forms in word.places:
        units, times = _united(len(part.segment.tongue), [_form(part.segment, where, *form) for form in forms])
        pieces.append((units + part.unit if part.unit else units, times))
    return _alive(snapshot, _joined(pieces))


def _form(segment: Segment, where: str, ordinal: int, tongues: Array | None) -> Postings:
    """Units of a segment that have a form, where it counts."""
    units, times = segment.postings(where, ordinal)
    times = np.ones(len(units), np.float32) if times is None else times.astype(np.float32)
    if tongues is None:
        return units, times
    counts = tongues[segment.tongue[units]]
    return units[counts], times[counts]


def _alive(snapshot: Snapshot, postings: Postings) -> Postings:
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
    """Units of any, times added."""
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


def _runs(node: Word | Phrase, found: tuple[Found, ...]) -> tuple[Run, ...]:
    """A phrase is marked as a whole, the words of one that may stand apart each for itself."""
    words = tuple(shown((word,), node.field or "text", MARKED) for word in found)
    foreign = tuple(tuple(word.foreign.items()) for word in found)
    if isinstance(node, Phrase) and node.distance:
        return tuple(Run((forms,), others) for forms, others in zip(words, foreign, strict=True) if forms)
    return (Run(words, tuple(each for others in foreign for each in others)),) if all(words) else ()


def _in_a_row(phrase: Phrase, words: tuple[Found, ...]) -> tuple[str, ...]:
    """A phrase as it was looked for: `recruitment agency/agencies`."""
    forms = [shown((word,), phrase.field or "text", ALTERNATIVES) for word in words]
    return (" ".join("/".join(each) for each in forms),) if all(forms) else ()
