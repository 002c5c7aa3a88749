"""Background work of one `serve`: ends when its parent goes away (standard input closes)."""

import argparse
import os
import signal
import threading

from repository.cli.beside import when_left
from repository.cli.talk import Talk
from repository.engines import desk_of, open_engines, open_post
from repository.priority import stand_back
from repository.settings import Settings
from repository.worker import run as work

BEHIND = 10  # how far behind those who answer people this stands (nice); what it reads files with stands back further


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where `serve` answers, for the links in letters."""
    parser.add_argument("base", nargs="?", default="")


def run(chosen: argparse.Namespace, settings: Settings, _talk: Talk) -> int:
    """0 when told to stop."""
    for number in (signal.SIGINT, signal.SIGTERM):  # meant for its parent, after whose last answer it ends
        signal.signal(number, signal.SIG_IGN)
    stop = threading.Event()
    when_left(stop.set)
    stand_back(os.getpid(), BEHIND)
    engines = open_engines(settings, gentle=True)
    try:
        work(engines, stop, open_post(settings), desk=desk_of(settings, chosen.base), limit=settings.upload_limit)
    finally:
        engines.close()
    return 0
