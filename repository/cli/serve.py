"""Serves the pages, with the background work beside it."""

import argparse
import errno
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

from repository.accounts import Accounts, links
from repository.accounts.manage import disable_samples
from repository.cli.beside import beside
from repository.cli.options import whole
from repository.cli.talk import Talk
from repository.cli.web import web
from repository.engines import open_engines, open_post
from repository.errors import InputError, Unavailable
from repository.secret import read_secret
from repository.settings import Settings

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 addresses to listen at, where no browser goes


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=whole("--port", 0, 65535), default=8000)
    parser.add_argument("--workers", type=whole("--workers", 1, 64), default=1)


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when stopped."""
    open_post(settings)  # says now what is wrong with the setting
    with listening(chosen.host, chosen.port) as sockets:
        read_secret(settings.secret_file)
        engines = open_engines(settings)  # creates what is missing, and says now what is wrong
        try:
            first = people(engines.accounts, talk)
        finally:
            engines.close()
        return serve(chosen, sockets, settings, talk, first=first)


def people(accounts: Accounts, talk: Talk) -> str:
    """Switches the demo's log-ins off; the link for the first administrator, empty when there is one or nothing can be written."""
    try:
        if disable_samples(accounts=accounts):
            talk.warn("cli.samples_disabled")
        return links.first(accounts=accounts, now=time.time()) or ""
    except Unavailable:
        return ""  # reading goes on; the link is made at the next start


@contextmanager
def listening(host: str, port: int) -> Iterator[list[socket.socket]]:
    """The place to serve at, held from now on, every address of the host; raises InputError `cannot_listen`."""
    with ExitStack() as held:
        sockets: list[socket.socket] = []
        try:
            places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            for family, kind, protocol, _, place in dict.fromkeys(places):
                at = sockets[0].getsockname()[1] if sockets else port  # port 0 is any free one: the same for all
                try:
                    sockets.append(held.enter_context(_listen(socket.socket(family, kind, protocol), (place[0], at, *place[2:]))))
                except OSError as error:  # a name may have an address of a kind this machine does not have
                    if not sockets or error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                        raise
        except (OSError, UnicodeError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).rstrip(".")
            raise InputError("cannot_listen", host=host, port=port, reason=reason) from error
        yield sockets


def _listen(tried: socket.socket, place: Sequence[str | int]) -> socket.socket:
    try:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if tried.family == socket.AF_INET6:
            tried.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        tried.bind(tuple(place))
        tried.listen(2048)
    except BaseException:
        tried.close()
        raise
    return tried


def serve(chosen: argparse.Namespace, sockets: list[socket.socket], settings: Settings, talk: Talk, *, first: str = "") -> int:
    """Runs until interrupted: 0, or 1 when it could not start; `first` is the link for the first administrator, told once it can
    be opened."""
    host, port = f"[{chosen.host}]" if ":" in chosen.host else chosen.host, sockets[0].getsockname()[1]
    talk.say("cli.serving", url=f"http://{host}:{port}/")
    base = settings.url or f"http://{host if chosen.host not in EVERYWHERE else '127.0.0.1'}:{port}"
    if first:
        talk.say("cli.first_admin", url=f"{base}{links.PATH}{first}")
    server, held = web(settings, alone=chosen.workers == 1), [each.fileno() for each in sockets]
    others = [(["answer", *map(str, held)], held)] * (chosen.workers - 1)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the server lets it through when it is done; those beside end first
    with beside((["work", base], []), *others), suppress(KeyboardInterrupt):
        server.run(sockets)
    return 0 if server.started else 1
