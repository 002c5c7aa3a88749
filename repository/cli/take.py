"""Given things to take in, reads and indexes them and tells each receipt once it is true: shared by add, import, demo."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from repository.bulk import LOOKED
from repository.cli.talk import Talk
from repository.engines import Engines
from repository.errors import RepositoryError, Unavailable
from repository.indexing import catch_up
from repository.ingest import read_all, wait_until_read
from repository.intake import Intake, Taken
from repository.model import Receipt
from repository.worker import name as worker_name

log = logging.getLogger(__name__)
AHEAD = 64  # things with files taken in before their receipts are told
SKETCHES = 100  # texts of an older home sketched in one transaction
PAUSE = 0.02  # seconds between two looks for work
REST = 1.0  # seconds at least between two batches for the index


class Reading:
    """Reads files beside the intake; `trouble` is what hindered it, if anything did."""

    def __init__(self, engines: Engines) -> None:
        self.trouble: Unavailable | None = None
        self._engines = engines
        self._ended = threading.Event()

    def run(self) -> None:
        """Until the intake ended."""
        while not self._ended.wait(PAUSE) and self.trouble is None:
            try:
                read_all(store=self._engines.store, catalogue=self._engines.catalogue, extract=self._engines.extract,
                         worker=worker_name(), threads=2 * (os.cpu_count() or 1))  # fmt: skip
            except Unavailable as error:  # what is kept is kept: every receipt is still told
                self.trouble = error

    def end(self) -> None:
        """No more work comes."""
        self._ended.set()


class Indexing:
    """Brings the index up to the record beside the intake, so that little is left for the end; what fails is tried there again."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._ended = threading.Event()

    def run(self) -> None:
        """Until the intake ended."""
        rest = REST
        while not self._ended.wait(rest):
            started = time.monotonic()
            try:
                catch_up(catalogue=self._engines.catalogue, index=self._engines.index)
            except RepositoryError as error:
                log.warning("the index could not be brought up to date: %s", error.key)
                return
            rest = max(REST, time.monotonic() - started)

    def end(self) -> None:
        """The rest is left."""
        self._ended.set()


@contextmanager
def beside(worker: Reading | Indexing) -> Iterator[None]:
    """The worker, in a thread beside what happens inside."""
    thread = threading.Thread(target=worker.run, name=type(worker).__name__.lower(), daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.end()
        thread.join()


def take_all(
    taken: Iterable[Taken], *, intake: Intake, engines: Engines, talk: Talk, total: int | None = None, wait: bool = True,
    told_of: Callable[[Taken, Receipt], None] = lambda _taken, _receipt: None,
) -> tuple[int, int]:  # fmt: skip
    """(taken or already there, refused). Returns when everything is findable, unless `wait` is off. `told_of` is called with
    each receipt once it is true and told, in order.
    """
    _sketch_old(engines, talk)
    told = [0, 0]  # accepted, refused
    held: list[Taken] = []
    reader, indexer = Reading(engines), Indexing(engines)
    with talk.progress("cli.progress_files", total) as reached, beside(reader), beside(indexer):
        if not wait:
            reader.end()
            indexer.end()
        for one in taken:
            held.append(one)
            if sum(bool(each.files) for each in held) >= AHEAD or len(held) >= AHEAD * 16:
                _tell(held, told, reader, intake, talk, told_of, wait=wait)
                reached(sum(told))
        _tell(held, told, reader, intake, talk, told_of, wait=wait)
        reached(sum(told))
    if reader.trouble is not None:
        raise reader.trouble
    if wait:
        with talk.progress("cli.progress_index") as indexed:
            catch_up(catalogue=engines.catalogue, index=engines.index, progress=indexed)
            engines.index.settle()
    return told[0], told[1]


def look_all(taken: Iterable[Taken], *, intake: Intake, talk: Talk, total: int | None = None) -> int:
    """What would happen to each, and how much of what: 0 nothing would be refused, 3 some, 1 all of it."""
    counts = dict.fromkeys(("new", "updated", "here", "refused"), 0)
    with talk.progress("cli.progress_files", total) as reached:
        for one in taken:
            (receipt,) = intake.receipts([one])
            what = LOOKED.get(receipt.outcome, "new")
            counts[what] += 1
            talk.receipt(receipt, f"preview.{what}")
            reached(sum(counts.values()))
    talk.say("cli.preview_done", **counts)
    return 0 if not counts["refused"] else 3 if counts["refused"] < sum(counts.values()) else 1


def _sketch_old(engines: Engines, talk: Talk) -> None:
    """After an upgrade: what is new can only look like what has a sketch."""
    with talk.progress("cli.progress_sketches") as reached:
        done = 0
        while count := engines.catalogue.sketch_missing(SKETCHES):
            done += count
            reached(done)


def _tell(
    held: list[Taken], told: list[int], reader: Reading, intake: Intake, talk: Talk, told_of: Callable[[Taken, Receipt], None], *, wait: bool
) -> None:
    """The receipts of what is held, once its files are read."""
    if wait:
        wait_until_read([file for one in held for file in one.files], catalogue=intake.catalogue, give_up=lambda: reader.trouble is not None)
    for one, receipt in zip(held, intake.receipts(held, read=wait), strict=True):
        talk.receipt(receipt)
        told_of(one, receipt)
        told[receipt.outcome == "refused"] += 1
    held.clear()
