"""Serves the pages, with the background work beside it."""

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from repository.accounts import Accounts, links
from repository.accounts.manage import disable_samples
from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.errors import InputError, Unavailable
from repository.settings import Settings

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 addresses to listen at, where no browser goes


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1)


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when stopped."""
    engines = open_engines(settings)  # creates what is missing, and says now what is wrong
    try:
        first = people(engines.accounts, talk)
    finally:
        engines.close()
    return listen(chosen, settings, talk, first=first)


def people(accounts: Accounts, talk: Talk) -> str:
    """Switches the demo's log-ins off; the link for the first administrator, empty when there is one or nothing can be written."""
    try:
        if disable_samples(accounts=accounts):
            talk.warn("cli.samples_disabled")
        return links.first(accounts=accounts, now=time.time()) or ""
    except Unavailable:
        return ""  # reading goes on; the link is made at the next start


def listen(chosen: argparse.Namespace, settings: Settings, talk: Talk, *, first: str = "") -> int:
    """Serves until stopped; `first` is the link for the first administrator, told once it can be opened."""
    if chosen.workers < 1:
        raise InputError("workers", value=chosen.workers)
    free(chosen.host, chosen.port)
    host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    talk.say("cli.serving", url=f"http://{host}:{chosen.port}/")
    if first:
        base = settings.url or f"http://{host if chosen.host not in EVERYWHERE else '127.0.0.1'}:{chosen.port}"
        talk.say("cli.first_admin", url=f"{base}{links.PATH}{first}")
    serve(host=chosen.host, port=chosen.port, workers=chosen.workers, proxies=settings.trusted_proxies)
    return 0


def free(host: str, port: int) -> None:
    """Tries the place before anybody is told that we serve there; raises InputError `cannot_listen`."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((place[0], port, *place[2:]))  # the resolver cuts a port to 16 bits
            tried.listen()
    except (OSError, OverflowError) as error:
        raise InputError("cannot_listen", host=host, port=port, reason=(getattr(error, "strerror", None) or str(error)).rstrip(".")) from error


def serve(*, host: str, port: int, workers: int = 1, proxies: tuple[str, ...] = ()) -> None:
    """Runs until interrupted. No access log: nothing that names a reader is written."""
    with background():
        uvicorn.run(
            "repository.app:from_environment", factory=True, host=host, port=port, workers=workers, access_log=False,
            log_level="warning", server_header=False, proxy_headers=bool(proxies), forwarded_allow_ips=list(proxies) or None,
            timeout_keep_alive=15, h11_max_incomplete_event_size=256 * 1024, timeout_graceful_shutdown=10,
        )  # fmt: skip


@contextmanager
def background() -> Iterator[None]:
    """A worker process, started again when it dies; it ends with us because its standard input closes."""
    ended = threading.Event()
    current: list[subprocess.Popen[bytes]] = []

    def supervise() -> None:
        pause = 0.5
        while not ended.is_set():
            process = subprocess.Popen([sys.executable, "-m", "repository", "work"], stdin=subprocess.PIPE, env=os.environ.copy())  # fmt: skip
            current[:] = [process]
            code = process.wait()
            if not ended.is_set():
                print(f"background work stopped ({code}) and is started again", file=sys.stderr)
                ended.wait(pause)
                pause = min(pause * 2, 30)

    thread = threading.Thread(target=supervise, name="supervisor", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        for process in current:
            if process.stdin:
                process.stdin.close()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
