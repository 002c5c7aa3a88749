"""Watches a folder that another program exports into, and takes in what lies still in it, until told to stop."""

import argparse
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from repository import watching
from repository.cli import sentence
from repository.cli.add import known, values_of
from repository.cli.take import take_all
from repository.cli.talk import Talk
from repository.describe import SINGLE
from repository.engines import Engines, open_engines
from repository.errors import InputError, Misused, Unavailable
from repository.intake import Intake, Taken
from repository.model import Actor, Receipt
from repository.settings import Settings

DAY = 86_400
PAUSE = 0.5  # seconds between two looks
TROUBLE = 15.0  # seconds until the next try when the folder or the record is away


def arguments(parser: argparse.ArgumentParser) -> None:
    """FOLDER, how long a file must lie still, and what holds for all of them."""
    parser.add_argument("folder", metavar="FOLDER")
    parser.add_argument("--settle", type=seconds, default=5.0, metavar="SECONDS")
    parser.add_argument("--listed", action="store_true")
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--organisation", action="append", default=[])
    parser.add_argument("--facet", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--publish", action="store_true")


def seconds(text: str) -> float:
    """How long a file must lie still; raises Misused `settle`."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < DAY:
        raise Misused("settle", value=text)
    return number


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when told to stop; with --once 0 all taken or already there, 3 some refused, 1 nothing could be done."""
    values = values_of(chosen.organisation, chosen.facet)
    folder = watching.Inbox(Path(chosen.folder), chosen.settle)
    engines = open_engines(settings)
    try:
        with watching.alone(folder.path), stopping() as stop:
            intake = Intake(engines.store, engines.catalogue, Actor("watch"), settings.upload_limit, chosen.publish, values)
            known(values, {*intake.facets(), *SINGLE})
            watch = Watch(folder, intake, engines, talk, stop, listed=chosen.listed)
            talk.warn("cli.watch_started", folder=chosen.folder)
            return watch.once() if chosen.once else watch.until_stopped()
    finally:
        engines.close()


class Watch:
    """Looks, takes in, puts away."""

    def __init__(self, folder: watching.Inbox, intake: Intake, engines: Engines, talk: Talk, stop: threading.Event, *, listed: bool) -> None:
        self.folder, self.intake, self.engines, self.talk, self.stop, self.listed = folder, intake, engines, talk, stop, listed
        self.accepted = self.refused = 0

    def once(self) -> int:
        """What lies there now."""
        until = time.monotonic() + self.folder.settle
        self.folder.look()
        self.stop.wait(max(0.0, until - time.monotonic()) + 0.01)
        self.look()
        self.talk.say("cli.add_done", accepted=self.accepted, refused=self.refused)
        return 0 if not self.refused else 3 if self.accepted else 1

    def until_stopped(self) -> int:
        """What lies there and what comes; what may pass by itself is waited for."""
        pause = PAUSE
        while not self.stop.wait(pause):
            try:
                pause = PAUSE if self.look() else TROUBLE
            except (Unavailable, InputError) as error:
                self.talk.warn("cli.watch_waits", why=sentence(error, self.talk.words))
                pause = TROUBLE
        return 0

    def look(self) -> bool:
        """One look; False when something was left for a reason that may pass by itself."""
        self.folder.look()
        passed = True
        for lot in watching.lots(self.folder, listed=self.listed):
            if self.stop.is_set():
                break
            passed &= self.take(lot)
        return passed

    def take(self, lot: watching.Lot) -> bool:
        """Takes in what belongs together and puts it away."""
        told: list[tuple[Taken, Receipt, dict[str, object]]] = []
        single = not lot.head

        def told_of(one: Taken, receipt: Receipt) -> None:
            said = (one, receipt, {**self.talk.said(receipt), "told": self.talk.told(receipt)})
            if single:  # at once: there may be thousands more
                watching.put_away(watching.Lot((lot.names[len(told)],)), self.folder, [said])
            told.append(said)

        accepted, refused = take_all(
            watching.taken(lot, self.folder, self.intake, self.stop.is_set), intake=self.intake, engines=self.engines, talk=self.talk,
            told_of=told_of,
        )  # fmt: skip
        if not single:
            watching.put_away(lot, self.folder, told)
        self.accepted, self.refused = self.accepted + accepted, self.refused + refused
        return not any(one.passing for one, _, _ in told)


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """Set by SIGTERM and SIGINT: what was begun is finished first. SIGIO says that somebody wants a file we asked about."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    before[signal.SIGIO] = signal.signal(signal.SIGIO, signal.SIG_IGN)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
