"""Given what readers do, numbers without anybody in them: kept in memory and written down once a minute, not at each request."""

import logging
import re
import threading
from collections import Counter
from datetime import UTC, datetime

from repository.asked import countable
from repository.catalogue import Catalogue
from repository.errors import RepositoryError
from repository.model import Actor
from repository.secret import signed

log = logging.getLogger(__name__)
COUNTER = Actor("counter")
EVERY = 60.0  # seconds
MOST, MOST_MISSED = 10_000, 500  # reports and questions counted between two writes
_ROBOT = re.compile(r"bot\b|bot/|crawl|spider|slurp|curl/|wget/|python-|feed", re.IGNORECASE)


class Counts:
    """What is not written down yet. Safe to use from several threads."""

    def __init__(self, secret: bytes) -> None:
        self._lock, self._secret = threading.Lock(), secret
        self._looks: Counter[int] = Counter()
        self._missed: Counter[str] = Counter()

    def looked_at(self, report: int, agent: str) -> None:
        """A report was opened; machines that say so are not counted."""
        if _ROBOT.search(agent):
            return
        with self._lock:
            if report in self._looks or len(self._looks) < MOST:
                self._looks[report] += 1

    def not_found(self, question: str, agent: str) -> None:
        """Nothing was found for a question; what is long or looks like somebody's own is not counted."""
        words = "" if _ROBOT.search(agent) else countable(question)
        with self._lock:
            if words and (words in self._missed or len(self._missed) < MOST_MISSED):
                self._missed[words] += 1

    def write(self, *, catalogue: Catalogue) -> None:
        """Writes down what there is; what cannot be written now waits for the next time."""
        with self._lock:
            looks, self._looks = self._looks, Counter()
            missed, self._missed = self._missed, Counter()
        if not looks and not missed:
            return
        day = datetime.now(UTC).date().isoformat()
        try:
            with catalogue.writing(COUNTER) as writing:
                writing.add_looks(looks, day)
                writing.add_missed({signed(self._secret, "missed", words): (words, n) for words, n in missed.items()}, day)
        except RepositoryError as error:
            log.info("counts wait: %s", error)
            with self._lock:
                self._looks.update(looks if len(self._looks) < MOST else {})
                self._missed.update(missed if len(self._missed) < MOST_MISSED else {})


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
