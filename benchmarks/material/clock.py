"""How long questions take."""

import statistics
import time
from collections.abc import Callable, Sequence


def figures(ask: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float]:
    """Median and 95th per cent, ms, of each question once after one round unmeasured."""
    for text in texts:
        ask(text)
    took = []
    for text in texts:
        started = time.perf_counter()
        ask(text)
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]
