"""What the pages of signing in share: where a try comes from, what is missing, and the way on."""

import time

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository.access import places
from repository.accounts import Account, Stage
from repository.accounts.sign_in import Caller, Opened
from repository.identity import held_by, visit_of
from repository.pages import hold, resume
from repository.pages.carried import Kept
from repository.reader import house


def caller_of(request: Request) -> Caller:
    """Where a try comes from."""
    address = request.client.host if request.client else ""
    return Caller(address, request.headers.get("user-agent", ""), held_by(request, house(request)["settings"]))


def now() -> float:
    """Seconds since 1970."""
    return time.time()


def unfinished(request: Request) -> Stage | None:
    """What is missing to be signed in, when the password was given."""
    visit = visit_of(request)
    return visit.session.stage if visit and not visit.signed_in else None


def leads(request: Request, to: str, held: str | None = None) -> Response:
    """The way to another page, with the id of a session to hold (empty: none any more)."""
    response = RedirectResponse(to, status_code=303, headers={"Cache-Control": "no-store"})
    if held is not None:
        hold(response, held, house(request)["settings"])
    return response


def on(request: Request, opened: Opened, kept: Kept, account: Account) -> Response:
    """Signed in: the form that was typed before, or where somebody wanted to go, or where they work."""
    if kept.fields:
        return resume.page(request, kept.to, kept.fields, held=opened.held)
    working = places(account)
    return leads(request, kept.to or (working[0][1] if working else "/account"), opened.held)
