"""Given what readers do, numbers without anybody in them: kept in memory and written down once a minute, not at each request."""

import logging
import re
import threading
from collections import Counter
from datetime import UTC, datetime

from repository.catalogue import Catalogue
from repository.errors import RepositoryError
from repository.model import Actor

log = logging.getLogger(__name__)
COUNTER = Actor("counter")
EVERY = 60.0  # seconds
MOST = 10_000  # reports counted between two writes
_ROBOT = re.compile(r"bot\b|bot/|crawl|spider|slurp|curl/|wget/|python-|feed", re.IGNORECASE)


class Counts:
    """What is not written down yet. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looks: Counter[int] = Counter()

    def looked_at(self, report: int, agent: str) -> None:
        """A report was opened; machines that say so are not counted."""
        if _ROBOT.search(agent):
            return
        with self._lock:
            if report in self._looks or len(self._looks) < MOST:
                self._looks[report] += 1

    def write(self, *, catalogue: Catalogue) -> None:
        """Writes down what there is; what cannot be written now waits for the next time."""
        with self._lock:
            looks, self._looks = self._looks, Counter()
        if not looks:
            return
        try:
            with catalogue.writing(COUNTER) as writing:
                writing.add_looks(looks, datetime.now(UTC).date().isoformat())
        except RepositoryError as error:
            log.info("counts wait: %s", error)
            with self._lock:
                self._looks.update(looks if len(self._looks) < MOST else {})


class Keeper:
    """Writes counts down until it is closed, and then once more."""

    def __init__(self, counts: Counts, *, catalogue: Catalogue) -> None:
        self._counts, self._catalogue, self._ended = counts, catalogue, threading.Event()
        self._thread = threading.Thread(target=self._keep, name="counter", daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        while not self._ended.wait(EVERY):
            self._counts.write(catalogue=self._catalogue)

    def close(self) -> None:
        """The last time."""
        self._ended.set()
        self._thread.join()
        self._counts.write(catalogue=self._catalogue)
