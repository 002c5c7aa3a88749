"""Given several processes that listen at one address, connections for each: who has less to do takes the next."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any


class OneByOne(asyncio.SelectorEventLoop):
    """Takes one new connection each time round. The usual loop takes all that wait, and where fifty come at once one process has them
    all, for as long as they last."""

    def _accept_connection(
        self, protocol_factory: Callable[[], asyncio.Protocol], sock: socket.socket, sslcontext: Any = None, server: Any = None,
        _at_once: int = 1, *more: Any, **named: Any,
    ) -> None:  # fmt: skip
        super()._accept_connection(protocol_factory, sock, sslcontext, server, 1, *more, **named)  # type: ignore[misc]
