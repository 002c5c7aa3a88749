"""Background work: what waits is read, and texts from before there were sketches get theirs, without anybody asking."""

import threading
import time

import pytest

from repository import worker
from repository.engines import Engines
from repository.errors import CatalogueUnavailable
from repository.review import Desk
from tests.contracts.test_catalogue_alike import add, forget
from tests.test_alike import prose


def test_texts_of_an_older_home_are_sketched_in_the_background(engines: Engines) -> None:
    numbers = [add(engines.catalogue, prose(n % 5, 60)) for n in range(50)]
    forget(engines.catalogue)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(engines, stop), kwargs={"desk": Desk("Library", "", "en"), "limit": 2**20})
    thread.start()
    until = time.monotonic() + 60
    while not engines.catalogue.alike(numbers[-1]) and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    thread.join()
    assert len(engines.catalogue.alike_before(numbers)) == 45


def test_what_fails_for_days_is_tried_on_never_sooner_and_never_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    class Clock(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout or 0.0)
            if len(pauses) == 3_000:
                self.set()
            return self.is_set()

    def fail() -> None:
        raise CatalogueUnavailable("busy")

    monkeypatch.setattr(worker.log, "warning", lambda *_: None)
    worker._repeat(fail, Clock(), usual=worker.UPKEEP)
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (2 * worker.PAUSE, worker.LONGEST_PAUSE)
