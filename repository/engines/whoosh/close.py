"""Given the parts of a question and some units, what their standing close together there is worth.

Two words at distance d give 1 / d² where d is at most `REACH` (Rasolofo, Savoy 2003); what a pair gathers in a unit counts
like occurrences of the rarer of the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.leaf import Leaf
from repository.engines.whoosh.positions import KEY_BITS, keys_of
from repository.engines.whoosh.readings import Found
from repository.engines.whoosh.snapshot import Part, Snapshot

REACH = 5  # words
APART = 2  # leaves of a question
MOST_PAIRS = 16
MOST_UNITS = 400_000  # whose places are read
MOST_KEPT = 250_000  # places of a word in a segment
FAR = 1 << KEY_BITS
NONE = np.zeros(0, np.int64)
Pair = tuple[int, int]


def neighbours(leaves: Sequence[Leaf]) -> list[Pair]:
    """Leaves that follow each other in the question, at most one between them; the rarer ones while they are cheap to read."""
    sizes = [len(leaf.units) for leaf in leaves]
    pairs = [(one, other) for one in range(len(leaves)) for other in range(one + 1, min(one + 1 + APART, len(leaves)))]
    pairs = [pair for pair in pairs if all(sizes[one] and leaves[one].words for one in pair)]
    pairs.sort(key=lambda pair: max(sizes[one] for one in pair))
    chosen: list[Pair] = []
    read: set[int] = set()
    for pair in pairs[:MOST_PAIRS]:
        if sum(sizes[one] for one in read | set(pair)) > MOST_UNITS:
            break
        read |= set(pair)
        chosen.append(pair)
    return chosen


def closeness(snapshot: Snapshot, leaves: Sequence[Leaf], pairs: Sequence[Pair], units: Array) -> dict[Pair, Array]:
    """By pair, what it gathers in each of the units (ascending)."""
    ends = {end for pair in pairs for end in _ends(leaves, pair)}
    keys = {(one, at): _keys(snapshot, leaves[one].words[at], units) for one, at in ends}
    return {(one, other): _gathered(keys[end], keys[begin], units) for one, other in pairs for end, begin in [_ends(leaves, (one, other))]}


def _ends(leaves: Sequence[Leaf], pair: Pair) -> tuple[tuple[int, int], tuple[int, int]]:
    """The last word of the one leaf and the first of the other."""
    return (pair[0], len(leaves[pair[0]].words) - 1), (pair[1], 0)


@dataclass(frozen=True, slots=True)
class Places:
    """Where a word stands: sorted keys, as `positions.py` makes them, of units of the snapshot."""

    keys: Array

    @property
    def size(self) -> int:
        """Bytes."""
        return self.keys.nbytes

    def inside(self, units: Array) -> Array:
        """Those in the units (ascending)."""
        first = self.keys.searchsorted(units << KEY_BITS)
        count = self.keys.searchsorted((units + 1) << KEY_BITS) - first
        ends = count.cumsum()
        chosen: Array = self.keys[np.repeat(first - ends + count, count) + np.arange(int(ends[-1]))]
        return chosen


def _keys(snapshot: Snapshot, word: Found, units: Array) -> Array:
    """Keys of a word in some units (ascending); all its places are kept unless they are very many."""
    places = snapshot.places.get(word)
    if places is None:
        if sum(int(part.segment.fields["text"].totals[form]) for part, forms in word.places for form, _ in forms) > MOST_KEPT:
            return np.concatenate([_keys_of(part, word, units) for part in snapshot.parts])
        places = Places(np.concatenate([NONE, *(_keys_of(part, word) for part, _ in word.places)]))
        snapshot.places.put(word, places)
    return places.inside(units)


def _keys_of(part: Part, word: Found, units: Array | None = None) -> Array:
    """Those of one segment."""
    if units is not None:
        low, high = np.searchsorted(units, [part.unit, part.unit + len(part.segment.tongue)])
        units = units[low:high] - part.unit
    return keys_of(part.segment, "text", word.inside(part), units) + (part.unit << KEY_BITS)


def _gathered(first: Array, second: Array, units: Array) -> Array:
    """Each place of the rarer word looks for the nearest one of the other on both sides."""
    if len(first) > len(second):
        first, second = second, first
    if not len(first):
        return np.zeros(len(units), np.float32)
    after = second.searchsorted(first)
    ends = np.concatenate(([-FAR], second, [second[-1] + FAR]))
    distance = np.stack((first - ends[after], ends[after + 1] - first))
    side, place = np.nonzero((distance <= REACH) & (distance > 0))
    where = units.searchsorted(first[place] >> KEY_BITS)
    worth = 1.0 / np.square(distance[side, place].astype(np.float32))
    return np.bincount(where, worth, len(units)).astype(np.float32)
