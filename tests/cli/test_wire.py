"""Heads of requests that are too long are refused with a reason, over a real connection."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from repository.app import create_app
from repository.cli.wire import LARGEST_HEAD, Wire
from tests.collection import Library


@pytest.fixture(scope="module")
def port(library: Library) -> Iterator[int]:
    """A server over the library."""
    config = uvicorn.Config(create_app(library.settings, library.engines), port=0, http=Wire, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def answer(port: int, *parts: bytes) -> bytes:
    """All that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        found = b""
        try:
            for part in parts:
                client.sendall(part)
            while piece := client.recv(65536):
                found += piece
        except (BrokenPipeError, ConnectionResetError):
            pass
        return found


END = b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


def test_a_request_is_answered(port: int) -> None:
    assert answer(port, b"GET /search?q=fees" + END).startswith(b"HTTP/1.1 200")
    assert answer(port, b"GET /search?q=" + b"fees+" * 11_000 + END).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("size", [61_000, 70_000, 120_000])
def test_a_long_address_is_refused_with_the_reason(port: int, size: int) -> None:
    refused = answer(port, b"GET /search?q=" + b"a" * size + END)
    assert refused.startswith(b"HTTP/1.1 400")
    assert b"address is too long" in refused


def test_a_head_that_does_not_end_is_refused_while_it_grows(port: int) -> None:
    started = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    refused = answer(port, started, *(b"X-%d: %s\r\n" % (number, b"a" * 1000) for number in range(2 * LARGEST_HEAD // 1000)))
    assert refused.startswith(b"HTTP/1.1 400") or not refused  # the rest of what was sent may take the answer away
    assert answer(port, b"GET /live" + END).startswith(b"HTTP/1.1 200")
