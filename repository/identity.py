"""Given a request, who asks: a session's cookie on pages, a bearer token on the API. What they see is for them alone.

Nobody without a cookie or token costs a question to the record, and what they get stays the same for all.
"""

import re
import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from repository.accounts import sessions, tokens
from repository.accounts.record import Account, Accounts
from repository.accounts.record import Scope as TokenScope
from repository.accounts.sessions import Visit
from repository.errors import NotSignedIn, RepositoryError
from repository.settings import Settings

HELD = re.compile(r"^[A-Za-z0-9_-]{43}$")
_BEARER = re.compile(r"^bearer +([A-Za-z0-9_-]{32,200})$", re.IGNORECASE)
SHARED = ("/static/",)  # the same for everybody, also when somebody is signed in
Fail = Callable[[Request, Exception], Response]


def session_cookie(settings: Settings) -> str:
    """The name of the cookie that holds a session's id."""
    return "__Host-session" if settings.url.startswith("https:") else "session"


def held_by(request: Request, settings: Settings) -> str:
    """The id a browser holds, whether it is good or not; empty when it holds none."""
    held = request.cookies.get(session_cookie(settings), "")
    return held if HELD.match(held) else ""


class Identity:
    """Sets `visit`, `account` and `scope` in the state of a request; scope is None for a session."""

    def __init__(self, app: ASGIApp, *, settings: Settings, accounts: Accounts, fail: Fail) -> None:
        self.app, self.settings, self.accounts, self.fail = app, settings, accounts, fail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http" or scope["path"].startswith(SHARED):
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state |= {"visit": None, "account": None, "scope": None}
        request = Request(scope)
        authorization = Headers(scope=scope).get("authorization", "") if scope["path"].startswith("/api/") else ""
        held = held_by(request, self.settings)
        try:
            if authorization:
                state["account"], state["scope"] = await run_in_threadpool(self.bearer, authorization)
            elif held:
                visit = await run_in_threadpool(sessions.visit_of, held, accounts=self.accounts, now=time.time())
                state["visit"] = visit
                state["account"] = visit.account if visit and visit.signed_in else None
        except RepositoryError as error:
            await (await run_in_threadpool(self.fail, request, error))(scope, receive, send)
            return
        await self.app(scope, receive, self.private(send, tagged=bool(authorization)) if state["account"] else send)

    def bearer(self, authorization: str) -> tuple[Account, TokenScope]:
        """Whose token it is; raises NotSignedIn `token_wrong`."""
        found = _BEARER.match(authorization)
        owner = tokens.owner_of(found[1], accounts=self.accounts, now=time.time()) if found else None
        if owner is None:
            raise NotSignedIn("token_wrong")
        return owner

    @staticmethod
    def private(send: Send, *, tagged: bool) -> Send:
        """No cache keeps what somebody signed in was shown; a program needs the tag of what it means to change."""

        async def send_private(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store, private"
                if not tagged:
                    del headers["etag"]
            await send(message)

        return send_private


def look_again(request: Request, accounts: Accounts) -> None:
    """Who asks, as of now: the session may have ended, the account may have changed since the request began."""
    visit, account = visit_of(request), account_of(request)
    if visit is not None:
        found = accounts.visitor(visit.session.digest)
        visit = Visit(found[1], found[0]) if found is not None and found[1].state == "active" else None
        request.state.visit = visit
        request.state.account = visit.account if visit and visit.signed_in else None
    elif account is not None:
        person = accounts.account(account.id)
        request.state.account = person if person and person.state != "disabled" else None


def visit_of(request: Request) -> Visit | None:
    """The session of a request, also one that is not complete yet."""
    found: Visit | None = getattr(request.state, "visit", None)
    return found


def account_of(request: Request) -> Account | None:
    """Who is signed in."""
    found: Account | None = getattr(request.state, "account", None)
    return found
