"""How long questions take."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

Question = TypeVar("Question")


def figures(ask: Callable[[Question], object], questions: Sequence[Question], *, again: bool = True) -> tuple[float, float]:
    """Median and 95th per cent, ms, of each question once; with `again` after one round unmeasured."""
    for question in questions if again else ():
        ask(question)
    took = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]
