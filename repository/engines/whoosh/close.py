"""Given the parts of a question and some units, what their standing close together there is worth.

Two words at distance d give 1 / d² where d is at most `REACH` (Rasolofo, Savoy 2003); what a pair gathers in a unit counts
like occurrences of the rarer of the two.
"""

from collections.abc import Sequence

import numpy as np

from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.match import Leaf
from repository.engines.whoosh.positions import KEY_BITS, keys_of
from repository.engines.whoosh.snapshot import Snapshot

REACH = 5  # words
APART = 2  # leaves of a question
MOST_PAIRS = 16
MOST_UNITS = 400_000  # whose places are read
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
    gathered = {pair: np.zeros(len(units), np.float32) for pair in pairs}
    for part in snapshot.parts:
        low, high = np.searchsorted(units, [part.unit, part.unit + len(part.segment.units.page)])
        if low == high:
            continue
        local = units[low:high] - part.unit
        ends = {end for pair in pairs for end in _ends(leaves, pair)}
        keys = {(one, at): keys_of(part.segment, "text", leaves[one].words[at].inside(part), local) for one, at in ends}
        for pair in pairs:
            first, second = (keys[end] for end in _ends(leaves, pair))
            if len(first) and len(second):
                gathered[pair][low:high] += _gathered(first, second, local)
    return gathered


def _ends(leaves: Sequence[Leaf], pair: Pair) -> tuple[tuple[int, int], tuple[int, int]]:
    """The last word of the one leaf and the first of the other."""
    return (pair[0], len(leaves[pair[0]].words) - 1), (pair[1], 0)


def _gathered(first: Array, second: Array, units: Array) -> Array:
    """Each place of the rarer word looks for the nearest one of the other on both sides."""
    if len(first) > len(second):
        first, second = second, first
    after = np.searchsorted(second, first)
    total = np.zeros(len(units), np.float32)
    for at in (after, after - 1):
        inside = (at >= 0) & (at < len(second))
        distance = np.abs(second[at[inside]] - first[inside])
        near = (distance <= REACH) & (distance > 0)
        where = np.searchsorted(units, first[inside][near] >> KEY_BITS)
        np.add.at(total, where, 1.0 / np.square(distance[near].astype(np.float32)))
    return total
