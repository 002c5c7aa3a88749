"""Given the reports that match and where their words stand, a score a report and a unit.

BM25 (Robertson, Walker 1994; k1 = 1.2, b = 0.75) over pages. What the cover says of a report (title, abstract, names,
terms) counts on each of its pages as so many more occurrences, as BM25F adds fields (Robertson, Zaragoza, Taylor 2004).
A report is worth its best page; of the best reports, pages where the words stand close together gain.
The figures are chosen by `benchmarks/relevance.py` (docs/search.md says what chose which).
"""

from dataclasses import dataclass

import numpy as np

from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.close import closeness, neighbours
from repository.engines.whoosh.leaf import Gains, Leaf
from repository.engines.whoosh.snapshot import K1, Snapshot
from repository.engines.whoosh.usual import Usual

COVER = 0.3  # an occurrence in abstract, names or terms is worth as much of one on the page
TITLE = 2.2  # and one in the title as much more
CLOSE = 0.6  # two neighbouring words of the question side by side, of an occurrence of the rarer
FOREIGN = 0.8  # a page in a language that is not the reader's, all else being equal
REREAD = 100  # reports whose words' places are looked at


@dataclass(frozen=True, slots=True)
class Scores:
    """By report, and by unit what its own words give; of each leaf its rarity by language."""

    report: Array
    unit: Array
    rarity: tuple[Array, ...]


def score(snapshot: Snapshot, leaves: list[Leaf], usual: Usual, reader: str = "") -> Scores:
    """Scores of the reports that have one of the leaves, the others' are 0; `reader`: the language of who asks."""
    on_unit = np.zeros(snapshot.units, np.float32)
    rarity = tuple(_weighed(leaf, usual, snapshot.languages, reader) for leaf in leaves)
    gains = [_gains(snapshot, leaf, usual) for leaf in leaves]
    for leaf, rare, gain in zip(leaves, rarity, gains, strict=True):
        on_unit[leaf.units] += gain.unit * _by_language(rare, snapshot.language, leaf.units)
    on_report = np.maximum.reduceat(on_unit, snapshot.first_unit[:-1]) if snapshot.reports else np.zeros(0, np.float32)
    for rare, gain in zip(rarity, gains, strict=True):
        on_report[gain.reports] += gain.report * _by_language(rare, snapshot.language_of_report, gain.reports)
    return Scores(on_report, on_unit, rarity)


def _by_language(rarity: Array, language: Array, places: Array) -> Array | np.float32:
    """What it is worth at each place; one figure when all languages are alike."""
    first = rarity[0] if len(rarity) else np.float32(1)
    if (rarity == first).all():
        return np.float32(first)
    weights: Array = rarity[language[places]]
    return weights


def _weighed(leaf: Leaf, usual: Usual, languages: list[str], reader: str) -> Array:
    """What a leaf is worth by language: in another one than the reader's less (of unknown language as much), and not more for being
    rarer there: of few pages all words are rare, and *de* is rare in English."""
    rarity = _rarity(leaf, usual)
    if reader not in languages:
        return rarity
    own = languages.index(reader)
    rarity = np.minimum(rarity, rarity[own])
    weighed: Array = rarity * np.array([1.0 if one in (reader, "") else FOREIGN for one in languages], np.float32)
    return weighed


def _rarity(leaf: Leaf, usual: Usual) -> Array:
    """Noted with the leaf when it is asked for among all pages."""
    if not usual.whole:
        return usual.rarity(leaf.units)
    if leaf.rarity is None:
        leaf.rarity = usual.rarity(leaf.units)
    return leaf.rarity


def _gains(snapshot: Snapshot, leaf: Leaf, usual: Usual) -> Gains:
    """As the rarity is."""
    if not usual.whole:
        return _gained(snapshot, leaf, usual.damping)
    if leaf.gains is None:
        leaf.gains = _gained(snapshot, leaf, usual.damping)
    return leaf.gains


def _gained(snapshot: Snapshot, leaf: Leaf, damping: Array) -> Gains:
    """What one leaf gives to units and to reports, not yet weighed by its rarity."""
    units, times = leaf.units, leaf.times
    cover = snapshot.is_cover[units]
    if not cover.any() and (leaf.title is None or not len(leaf.title[0])):
        return Gains((K1 + 1) * times / (times + damping[units]), units[:0], times[:0])
    reports = snapshot.report_of[units]
    said = np.zeros(snapshot.reports, np.float32)
    said[reports[cover]] = COVER * times[cover]
    if leaf.title is not None:
        said[snapshot.report_of[leaf.title[0]]] += TITLE * leaf.title[1]
    here = said[reports]
    together = times + here
    gain = together / (together + damping[units]) - here / (here + K1)
    gain[cover] = 0
    saying = np.flatnonzero(said)
    said = said[saying]
    return Gains((K1 + 1) * gain, saying, (K1 + 1) * said / (said + K1))


def reread(snapshot: Snapshot, leaves: list[Leaf], usual: Usual, scores: Scores, listed: Array, complete: Array) -> None:
    """Adds to the scores what closeness is worth on the best page of the best listed reports, complete ones before others."""
    pairs = neighbours(leaves)
    places = np.flatnonzero(listed & (scores.report > 0))
    if not pairs or not len(places):
        return
    if len(places) > REREAD:
        worth = scores.report[places] + complete[places] * np.float32(1e6)
        places = np.sort(places[np.argpartition(worth, len(places) - REREAD)[-REREAD:]])
    units = _best_units(snapshot, scores.unit, places)
    language, damping = snapshot.language[units], usual.damping[units]
    gain = np.zeros(len(units), np.float32)
    for (one, other), near in closeness(snapshot, leaves, pairs, units).items():
        weight = np.minimum(scores.rarity[one], scores.rarity[other])[language]
        gain += CLOSE * weight * (K1 + 1) * near / (near + damping)
    scores.unit[units] += gain
    scores.report[places] += gain


def _best_units(snapshot: Snapshot, on_unit: Array, places: Array) -> Array:
    """Of each report (ascending) the first of its best units."""
    first, count = snapshot.first_unit[places], snapshot.first_unit[places + 1] - snapshot.first_unit[places]
    begins = np.cumsum(count) - count
    units = np.repeat(first - begins, count) + np.arange(int(count.sum()))
    worth = on_unit[units]
    best = np.flatnonzero(worth == np.repeat(np.maximum.reduceat(worth, begins), count))
    owner = np.searchsorted(begins, best, side="right")
    chosen: Array = units[best[np.flatnonzero(np.diff(owner, prepend=0))]]
    return chosen
