"""Given the reports that match and where their words stand, a score a report and a unit.

BM25 (Robertson, Walker 1994; k1 = 1.2, b = 0.75) over pages. What the cover says of a report (title, abstract, names,
terms) counts on each of its pages as so many more occurrences, as BM25F adds fields (Robertson, Zaragoza, Taylor 2004).
A report is worth its best page.
"""

from dataclasses import dataclass

import numpy as np

from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.match import Leaf
from repository.engines.whoosh.snapshot import K1, Snapshot

COVER = 0.3
TITLE = 1.7


@dataclass(frozen=True, slots=True)
class Scores:
    """By report, and by unit what its own words give."""

    report: Array
    unit: Array


def score(snapshot: Snapshot, leaves: list[Leaf]) -> Scores:
    """Scores of the reports that have one of the leaves; the others' are 0."""
    on_unit = np.zeros(snapshot.units, np.float32)
    on_report = np.zeros(snapshot.reports, np.float32)
    damping = snapshot.damping
    for leaf in leaves:
        if not len(leaf.units):
            continue
        rarity = _rarity(snapshot, leaf.units)
        reports = snapshot.report_of[leaf.units]
        cover = snapshot.is_cover[leaf.units]
        units, times = leaf.units, leaf.times
        weight = rarity[snapshot.language[units]]
        if cover.any() or (leaf.title is not None and len(leaf.title[0])):
            said = np.zeros(snapshot.reports, np.float32)
            said[reports[cover]] = COVER * times[cover]
            if leaf.title is not None:
                said[snapshot.report_of[leaf.title[0]]] += TITLE * leaf.title[1]
            of_report = rarity[snapshot.language[snapshot.first_unit[:-1]]]
            on_report += of_report * (K1 + 1) * said / (said + K1)
            here = said[reports]
            together = times + here
            gain = together / (together + damping[units]) - here / (here + K1)
            gain[cover] = 0
        else:
            gain = times / (times + damping[units])
        on_unit[units] += weight * (K1 + 1) * gain
    best = np.maximum.reduceat(on_unit, snapshot.first_unit[:-1]) if snapshot.reports else on_report
    return Scores(on_report + best, on_unit)


def _rarity(snapshot: Snapshot, units: Array) -> Array:
    """Inverse document frequency, by language."""
    having = np.bincount(snapshot.language[units], minlength=len(snapshot.languages))
    rarity: Array = np.log1p((snapshot.units_by_language - having + 0.5) / (having + 0.5)).astype(np.float32)
    return rarity
