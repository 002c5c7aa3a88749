"""Given unfinished work in the catalogue, does it: reads files, keeps the index up with the record, until told to stop."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable

from repository import letters
from repository.engines import Engines
from repository.errors import RepositoryError
from repository.indexing import behind, catch_up
from repository.ingest import read_all
from repository.letters import Post

log = logging.getLogger(__name__)
SKETCHES = 20  # texts of a home from before there were sketches that are sketched in one transaction
PAUSE = 0.3  # seconds between two looks; a change is findable within two
LONGEST_PAUSE = 30.0  # after failures, so that a full disk is not hammered


def name() -> str:
    """Who holds the leases of this process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def run(engines: Engines, stop: threading.Event, post: Post | None = None) -> None:
    """Works until `stop` is set; what fails is logged and tried again, ever more slowly. `post` carries letters."""
    reader = threading.Thread(target=_repeat, args=(lambda: _read(engines, stop), stop), name="reader", daemon=True)
    reader.start()
    postman = threading.Thread(target=_repeat, args=(lambda: _deliver(engines, post), stop), name="postman", daemon=True)
    postman.start()
    _repeat(lambda: _index(engines), stop)
    reader.join(timeout=5)
    postman.join(timeout=5)


def _repeat(step: Callable[[], None], stop: threading.Event) -> None:
    pause = PAUSE
    while not stop.is_set():
        try:
            step()
            pause = PAUSE
        except RepositoryError as error:
            log.warning("background work waits: %s", error)
            pause = min(pause * 2, LONGEST_PAUSE)
        except Exception:
            log.exception("background work failed and will be tried again")
            pause = min(pause * 2, LONGEST_PAUSE)
        stop.wait(pause)


def _read(engines: Engines, stop: threading.Event) -> None:
    read_all(store=engines.store, catalogue=engines.catalogue, extract=engines.extract, worker=name(),
             threads=2 * (os.cpu_count() or 1), stop=stop)  # fmt: skip
    while not stop.is_set() and not engines.catalogue.unfinished() and engines.catalogue.sketch_missing(SKETCHES):
        stop.wait(SKETCHES / 1000)  # others want to write, too


def _deliver(engines: Engines, post: Post | None) -> None:
    if post is not None:
        letters.deliver(accounts=engines.accounts, post=post, now=time.time())


def _index(engines: Engines) -> None:
    if behind(catalogue=engines.catalogue, index=engines.index):
        started = time.monotonic()
        taken = catch_up(catalogue=engines.catalogue, index=engines.index)
        log.info("index caught up: %d changes in %.1f s", taken, time.monotonic() - started)
