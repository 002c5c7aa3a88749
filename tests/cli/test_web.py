"""Where many connections wait, a process takes them one by one, so that another one has a chance."""

import asyncio
import socket
from contextlib import ExitStack

import pytest

from repository.cli.web import OneByOne


class Counting(asyncio.Protocol):
    """Counts the connections it is given."""

    made = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        Counting.made += 1
        transport.close()


async def _most_at_once(sock: socket.socket, expected: int) -> int:
    Counting.made = most = 0
    server = await asyncio.get_running_loop().create_server(Counting, sock=sock, backlog=100)
    async with server, asyncio.timeout(20):
        while (before := Counting.made) < expected:
            await asyncio.sleep(0)
            most = max(most, Counting.made - before)
        await asyncio.sleep(0)  # for what was closed
    return most


@pytest.mark.parametrize("loop", [OneByOne, asyncio.SelectorEventLoop])
def test_connections_are_taken_one_by_one(loop: type[asyncio.SelectorEventLoop]) -> None:
    with ExitStack() as held:
        sock = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=100))
        for _ in range(8):
            held.enter_context(socket.create_connection(sock.getsockname()))
        with asyncio.Runner(loop_factory=loop) as runner:
            most = runner.run(_most_at_once(sock, 8))
    assert (most == 1) == (loop is OneByOne)
