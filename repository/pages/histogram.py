"""Given years with their numbers of reports, the bars of a histogram, each a link to its years."""

from collections.abc import Sequence
from dataclasses import dataclass

from repository.search.ask import Years
from repository.search_links import Links, Step

WIDTH, HEIGHT = 264, 72  # units of the drawing
MOST_BARS = 30
STEPS = tuple(digit * 10**zeros for zeros in range(12) for digit in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `first`–`last` are its years, the rest its place in the drawing."""

    first: int
    last: int
    count: int
    x: float
    y: float
    width: float
    height: float
    step: Step
    chosen: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """The drawing; `low` and `high` are the chosen years, for the two boxes."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    low: int | None
    high: int | None


def histogram(links: Links, years: Sequence[tuple[int, int]], facet: str = "year", chosen: Years | None = None) -> Histogram | None:
    """The histogram of the years, or of a facet of one's own; None when fewer than two are there and none was chosen."""
    limits = links.ask.years if facet == "year" else chosen
    if not years or (len(years) < 2 and not limits):
        return None
    first, last = years[0][0], years[-1][0]
    step = next((step for step in STEPS if (last - first) // step < MOST_BARS), STEPS[-1])
    start = first - first % step
    slots = min((last - start) // step + 1, 2 * MOST_BARS)
    counts = [0] * slots
    for year, count in years:
        counts[min((year - start) // step, slots - 1)] += count
    low, high = limits or (None, None)
    wide = WIDTH / max(slots, 6)
    way = links.years if facet == "year" else lambda begin, end: links.value(facet, f"{begin}..{end}")
    bars = []
    for place, count in enumerate(counts):
        if count:
            begin, end = start + place * step, start + (place + 1) * step - 1
            tall = max(4.0, count / max(counts) * HEIGHT)
            inside = bool(limits) and (low is None or end >= low) and (high is None or begin <= high)
            bars.append(Bar(begin, end, count, round(place * wide + 1, 1), round(HEIGHT - tall, 1), round(wide - 2, 1),
                            round(tall, 1), way(begin, end), inside))  # fmt: skip
    return Histogram(tuple(bars), WIDTH, HEIGHT, low, high)
