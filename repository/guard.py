"""Given any request, the headers every answer carries; strange hosts and endless addresses are refused, faults are caught."""

import logging
import traceback
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from repository.errors import BodyLarge, InputError
from repository.parting import Parting
from repository.settings import Settings

log = logging.getLogger(__name__)
LONGEST_QUERY = 60_000  # bytes of a query string; 4,000 letters of any script, escaped, are 48,000
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
PROBES = ("/live", "/ready")  # asked by address, not by name; their answers show no name
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
Fail = Callable[[Request, Exception], Response]
Limit = Callable[[Scope], int]


class Guard:
    """The outermost of our layers; `fail` makes the answer to an error, `limit` knows how many bytes an address takes."""

    def __init__(self, app: ASGIApp, *, settings: Settings, fail: Fail, limit: Limit) -> None:
        self.app = app
        self.fail = fail
        self.limit = limit
        self.host = urlsplit(settings.url).netloc.lower()
        self.headers = dict(HEADERS)
        if settings.url.startswith("https:"):
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    def allows(self, host: str) -> bool:
        """Whether a Host header names this site; without a setting the loopback names on any port do."""
        host = host.strip().lower()
        if self.host:
            return host == self.host
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        return name in LOOPBACK

    def objection(self, scope: Scope) -> Exception | None:
        """Why this request goes no further."""
        headers = Headers(scope=scope)
        if scope["path"] not in PROBES and not self.allows(headers.get("host", "")):
            return InputError("host")
        if len(scope["query_string"]) > LONGEST_QUERY:
            return InputError("address_long", limit=LONGEST_QUERY)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.limit(scope):
            return BodyLarge("body_large", limit=self.limit(scope))
        return None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False
        ends = Parting(receive, send)
        receive = ends.receive

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await ends.send(message)

        error = self.objection(scope)
        if error is None:
            try:
                await self.app(scope, receive, send_guarded)
                return
            except ClientDisconnect:
                return  # nobody is there to be told, and nothing is wrong here
            except Exception as found:
                self.note(scope, found)
                if started:
                    raise
                error = found
        response = await run_in_threadpool(self.fail, Request(scope), error)
        await response(scope, receive, send_guarded)

    @staticmethod
    def note(scope: Scope, error: Exception) -> None:
        """Logs a fault by its place in the code: neither the address nor the message, which may quote a reader."""
        where = getattr(scope.get("route"), "path", "?")
        log.error("fault at %s %s: %s\n%s", scope["method"], where, type(error).__name__,
                  "".join(traceback.format_tb(error.__traceback__)))  # fmt: skip
