"""Given unfinished work in the catalogue, does it: reads files, keeps the index up with the record, until told to stop."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable

from repository import background, letters, review
from repository.batching import Press
from repository.engines import Engines
from repository.errors import RepositoryError
from repository.indexing import behind, catch_up
from repository.ingest import read_all
from repository.letters import Post
from repository.reading_letters import tell_read
from repository.review import Calendar, Desk
from repository.ruling import apply_rules
from repository.tidying import tidy

log = logging.getLogger(__name__)
SKETCHES = 20  # texts of a home from before there were sketches that are sketched in one transaction
PAUSE = 0.3  # seconds between two looks; a change is findable within two
RULES = 5.0  # seconds between two looks at what came in, for terms with a rule
EMBARGOES = 20.0  # seconds between two looks at what opens today
UPKEEP = 3600.0  # seconds between two looks at what nobody needs any more
LONGEST_PAUSE = 30.0  # after failures, so that a full disk is not hammered


def name() -> str:
    """Who holds the leases of this process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def run(engines: Engines, stop: threading.Event, post: Post | None = None, *, desk: Desk, limit: int) -> None:
    """Works until `stop` is set; what fails is logged and tried again, ever more slowly. `post` carries letters, `desk` is what they say,
    `limit` the bytes of one file."""
    calendar = Calendar(time.time, time.monotonic)
    press = Press(engines.store, engines.catalogue, engines.receipts, engines.batches, engines.accounts, limit, desk)
    duties: dict[str, tuple[Callable[[], object], float]] = {
        "reader": (lambda: _read(engines, stop), PAUSE),
        "postman": (lambda: _deliver(engines, post, desk), PAUSE),
        "porter": (lambda: _open(engines, calendar, desk), EMBARGOES),
        "packer": (lambda: press.work(stop.is_set), PAUSE),
        "caretaker": (lambda: _tidy(engines, press), UPKEEP),
        "clerk": (lambda: _rule(engines), RULES),
        "scribe": (lambda: _write(engines, stop), PAUSE),
    }
    threads = [threading.Thread(target=_repeat, args=(step, stop, pause), name=duty, daemon=True) for duty, (step, pause) in duties.items()]
    for thread in threads:
        thread.start()
    _repeat(lambda: _index(engines), stop)
    for thread in threads:
        thread.join(timeout=5)


def _repeat(step: Callable[[], object], stop: threading.Event, usual: float = PAUSE) -> None:
    failed = PAUSE  # the pause after a failure, longer after each
    while not stop.is_set():
        pause = usual
        try:
            step()
            failed = PAUSE
        except RepositoryError as error:
            log.warning("background work waits: %s", error)
            pause = failed = min(failed * 2, LONGEST_PAUSE)
        except Exception:
            log.exception("background work failed and will be tried again")
            pause = failed = min(failed * 2, LONGEST_PAUSE)
        stop.wait(pause)


def _read(engines: Engines, stop: threading.Event) -> None:
    read_all(store=engines.store, catalogue=engines.catalogue, extract=engines.extract, worker=name(),
             threads=2 * (os.cpu_count() or 1), stop=stop)  # fmt: skip
    while not stop.is_set() and not engines.catalogue.unfinished() and engines.catalogue.sketch_missing(SKETCHES):
        stop.wait(SKETCHES / 1000)  # others want to write, too


def _deliver(engines: Engines, post: Post | None, desk: Desk) -> None:
    tell_read(catalogue=engines.catalogue, receipts=engines.receipts, accounts=engines.accounts, desk=desk, now=time.time())
    if post is not None:
        letters.deliver(accounts=engines.accounts, post=post, now=time.time())


def _open(engines: Engines, calendar: Calendar, desk: Desk) -> None:
    day = calendar.today()
    opened = review.open_embargoes(day, catalogue=engines.catalogue, accounts=engines.accounts, desk=desk, now=time.time())
    if opened:
        log.info("embargoes ended: %d reports are public", opened)


def _tidy(engines: Engines, press: Press) -> None:
    engines.store.prepare()  # and what a killed process left half received
    press.tidy(time.time())
    cleared = tidy(store=engines.store, catalogue=engines.catalogue, now=time.time())
    if cleared:
        log.info("originals that no record names: %d cleared away", cleared)


def _rule(engines: Engines) -> None:
    given = apply_rules(catalogue=engines.catalogue)
    if given:
        log.info("rules gave terms to %d reports", given)


def _write(engines: Engines, stop: threading.Event) -> None:
    started = time.monotonic()
    made = background.work(catalogue=engines.catalogue, accounts=engines.accounts, stop=stop.is_set)
    if made:
        log.info("changes of many reports made: %d in %.1f s", made, time.monotonic() - started)


def _index(engines: Engines) -> None:
    if behind(catalogue=engines.catalogue, index=engines.index):
        started = time.monotonic()
        taken = catch_up(catalogue=engines.catalogue, index=engines.index)
        log.info("index caught up: %d changes in %.1f s", taken, time.monotonic() - started)
