"""Given settings, a web server for the application; several may listen at one address, each in a process of its own."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from repository.settings import Settings


def web(settings: Settings, *, alone: bool) -> uvicorn.Server:
    """No access log: nothing that names a reader is written."""
    proxies = list(settings.trusted_proxies)
    return uvicorn.Server(uvicorn.Config(
        "repository.app:from_environment", factory=True, access_log=False, http="repository.cli.wire:Wire",
        loop="asyncio" if alone else "repository.cli.web:OneByOne", log_level="warning", server_header=False,
        proxy_headers=bool(proxies), forwarded_allow_ips=proxies or None, timeout_keep_alive=15, timeout_graceful_shutdown=10,
    ))  # fmt: skip


class OneByOne(asyncio.SelectorEventLoop):
    """Takes one new connection each time round, so that of several processes the one with less to do has the next. The usual loop takes
    all that wait: where fifty come at once, one process has most of them for as long as they last."""

    def _accept_connection(
        self, protocol_factory: Callable[[], asyncio.Protocol], sock: socket.socket, sslcontext: Any = None, server: Any = None,
        _at_once: int = 1, *more: Any, **named: Any,
    ) -> None:  # fmt: skip
        super()._accept_connection(protocol_factory, sock, sslcontext, server, 1, *more, **named)  # type: ignore[misc]
