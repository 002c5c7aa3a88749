"""Given steps of requests that each want a thread, turns for them: who reads comes first, then who works here, then what is sent.

The interpreter computes for one thread at a time. Threads that compute beside each other take it from each other in the middle, up to
five milliseconds at a time, after each row a database gives them: five at once took ten times as long as one after the other. So one has
its turn. A turn ends after a while also when its step does not: it waits for something, or has much to do, and the next begin beside it.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread

T = TypeVar("T")
LONGEST = 0.1  # seconds until the next begin beside a step that is not done


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """Of steps: for how many seconds later ones of other kinds may go first, and how many may be under way at once, waiting ones
    included."""

    patience: float
    most: int


READ = Kind(0.0, 24)  # pages, for whoever has no account; ten pictures of pages may wait to be drawn, here and below
WORK = Kind(2.0, 16)  # the same for whoever is signed in
CHANGE = Kind(2.0, 4)  # forms; one writes at a time
SEND = Kind(5.0, 2)  # forms with files
PROGRAM = Kind(5.0, 6)  # what programs send, who may wait for a text to be read
KINDS = (READ, WORK, CHANGE, SEND, PROGRAM)


@dataclass(slots=True)
class _Turn:
    kind: Kind
    until: float  # by the loop's clock: no one that comes later than this goes first
    given: asyncio.Future[None]


@dataclass(slots=True)
class Turns:
    """Of one event loop, in which all of it is called."""

    _lines: dict[Kind, deque[_Turn]] = field(default_factory=lambda: {kind: deque() for kind in KINDS})
    _under_way: Counter[Kind] = field(default_factory=Counter)
    _computing: _Turn | None = None
    _threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(sum(kind.most for kind in KINDS)))

    async def run(self, kind: Kind, step: Callable[..., T], *given: Any) -> T:
        """What the step gives back, or raises, when its turn has come; in a thread."""
        loop = asyncio.get_running_loop()
        turn = _Turn(kind, loop.time() + kind.patience, loop.create_future())
        self._lines[kind].append(turn)
        self._next()
        try:
            await turn.given
            timer = loop.call_later(LONGEST, self._over, turn)
            try:
                return await to_thread.run_sync(partial(step, *given), limiter=self._threads)
            finally:
                timer.cancel()
        finally:
            if turn.given.cancelled():
                with suppress(ValueError):  # passed over already
                    self._lines[kind].remove(turn)
            else:
                self._under_way[kind] -= 1
                self._over(turn)

    def _next(self) -> None:
        """Gives the turn to whoever may not wait any longer, or will be the first who may not."""
        if self._computing is None:
            for line in self._lines.values():
                while line and line[0].given.cancelled():
                    line.popleft()
            ready = [line[0] for kind, line in self._lines.items() if line and self._under_way[kind] < kind.most]
            if ready:
                turn = min(ready, key=lambda each: each.until)
                self._lines[turn.kind].popleft()
                self._under_way[turn.kind] += 1
                self._computing = turn
                turn.given.set_result(None)

    def _over(self, turn: _Turn) -> None:
        if self._computing is turn:
            self._computing = None
        self._next()
