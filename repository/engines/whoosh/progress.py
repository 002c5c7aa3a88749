"""Given a rebuild under way in any process, the share of it that is done."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from repository.engines.whoosh.storage import FileLock

EVERY = 100  # reports between two notes


class Progress:
    """A note beside the index; it counts only while somebody holds the lock of rebuilding."""

    def __init__(self, home: Path, lock: FileLock) -> None:
        self._path = home / "BUILDING"
        self._lock = lock

    @contextmanager
    def telling(self, expected: int) -> Iterator[Callable[[int], None]]:
        """A function to call with the number of reports done."""

        def tell(done: int) -> None:
            if done % EVERY == 0:
                self._path.write_text(json.dumps([done, max(expected, done + EVERY)]))

        try:
            self._path.write_text(json.dumps([0, max(expected, EVERY)]))
            yield tell
        finally:
            self._path.unlink(missing_ok=True)

    def share(self) -> float | None:
        """0 to 1; None when nobody rebuilds."""
        try:
            done, expected = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return None
        with self._lock.tried() as free:
            return None if free else min(done / expected, 1.0)
