"""Given words and a segment, the units where they stand one after the other, or near each other, and how often."""

from collections.abc import Sequence

import numpy as np

from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.readings import Form
from repository.engines.whoosh.segment import Segment

KEY_BITS = 24  # a key is unit << 24 | position
_MARGIN = 512  # so that no position becomes negative
Places = tuple[Array, Array | None, Array]  # unit ids, how often in each, position gaps


def together(segment: Segment, field: str, words: Sequence[Sequence[Form]], distance: int) -> tuple[Array, Array]:
    """Units (local) and times; `words` are forms, a sequence a word; distance 0 is a phrase in order."""
    lists = [[spoken(segment, segment.postings(field, form)[0], tongues) for form, tongues in forms] for forms in words]
    common = _common(len(segment.units.page), lists)
    if not len(common):
        return common, common
    keys = [keys_of(segment, field, forms, common, 0 if distance else place) for place, forms in enumerate(words)]
    hits = _near(keys, max(distance, len(keys) - 1)) if distance else _chain(keys)
    return _counted(hits >> KEY_BITS)


def _common(units: int, lists: list[list[Array]]) -> Array:
    """Units that have every word."""
    lists.sort(key=lambda forms: sum(map(len, forms)))
    common: Array | None = None
    for forms in lists:
        if common is None:
            common = forms[0] if len(forms) == 1 else np.unique(np.concatenate(forms))
            continue
        has = np.zeros(units, bool)
        for ids in forms:
            has[ids] = True
        common = common[has[common]]
    return np.zeros(0, np.int64) if common is None else common


def spoken(segment: Segment, units: Array, tongues: Array | None) -> Array:
    """Those of the units whose tongue counts."""
    return units if tongues is None else units[tongues[segment.tongue[units]]]


def keys_of(segment: Segment, field: str, forms: Sequence[Form], units: Array | None = None, back: int = 0) -> Array:
    """Sorted keys of every place of any of the forms in the units (ascending; None: in all), each moved back by so many words."""
    found = [_keys(segment, segment.positions(field, form), tongues, units, _MARGIN - back) for form, tongues in forms]
    if not found:
        return np.zeros(0, np.int64)
    return found[0] if len(found) == 1 else np.sort(np.concatenate(found))


def _keys(segment: Segment, places: Places, tongues: Array | None, wanted: Array | None, shift: int) -> Array:
    """Sorted keys of a form's positions in the wanted units whose tongue counts."""
    ids, times, gaps = places
    if wanted is None:
        at = np.arange(len(ids)) if tongues is None else np.flatnonzero(tongues[segment.tongue[ids]])
    else:
        wanted = spoken(segment, wanted, tongues)
        at = np.searchsorted(ids, wanted)
        at[at == len(ids)] = 0
        at = at[ids[at] == wanted]
    if times is None:
        once: Array = (ids[at] << KEY_BITS) + gaps[at] + shift
        return once
    count = times[at].astype(np.int64)
    start = times.cumsum(dtype=np.int64)[at] - count
    ends = count.cumsum()
    first = ends - count
    flat = np.repeat(start - first, count) + np.arange(int(ends[-1]) if len(ends) else 0)
    steps = gaps[flat].astype(np.int64)
    running = steps.cumsum()
    keys: Array = running + np.repeat((ids[at] << KEY_BITS) + shift - running[first] + steps[first], count)
    return keys


def _chain(keys: Sequence[Array]) -> Array:
    """Keys all words share, each having been moved back by its place in the phrase."""
    ordered = sorted(keys, key=len)
    found = ordered[0]
    for other in ordered[1:]:
        at = np.searchsorted(other, found)
        at[at == len(other)] = 0
        found = found[other[at] == found] if len(other) else found[:0]
    return found


def _near(keys: Sequence[Array], distance: int) -> Array:
    """Starts of stretches of at most `distance` steps that hold every word."""
    starts = np.unique(np.concatenate(keys))
    for other in keys:
        at = np.searchsorted(other, starts)
        inside = at < len(other)
        inside[inside] = other[at[inside]] <= starts[inside] + distance
        starts = starts[inside]
    return starts


def _counted(units: Array) -> tuple[Array, Array]:
    """Each unit once, and how often it came; `units` is sorted."""
    if not len(units):
        return units, units
    first = np.flatnonzero(np.diff(units, prepend=-1))
    return units[first], np.diff(first, append=len(units))
