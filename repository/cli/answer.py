"""One more process that answers beside `serve`, at the sockets it holds; it ends when `serve` does."""

import argparse
import socket
from contextlib import suppress

from repository.cli.beside import when_left
from repository.cli.talk import Talk
from repository.cli.web import web
from repository.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """The sockets."""
    parser.add_argument("sockets", type=int, nargs="+")


def run(chosen: argparse.Namespace, settings: Settings, _talk: Talk) -> int:
    """0 when told to stop, 1 when it could not start."""
    server = web(settings, alone=False)

    def end() -> None:
        server.should_exit = True

    when_left(end)
    with suppress(KeyboardInterrupt):
        server.run([socket.socket(fileno=number) for number in chosen.sockets])
    return 0 if server.started else 1
