"""Parts of an answer have a time; whether one of them was cut short."""

import time
from dataclasses import dataclass


@dataclass(slots=True)
class Pace:
    """Of one answer; `cut` when it would be a better one on a quieter machine."""

    cut: bool = False

    def left(self, until: float) -> bool:
        """Whether there is time left (of `time.perf_counter`)."""
        if time.perf_counter() < until:
            return True
        self.cut = True
        return False
