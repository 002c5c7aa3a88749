"""What the pages of signing in share: where a try comes from, what is missing, and the way on."""

import time

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository import letters
from repository.access import places
from repository.accounts import Account, AccountsWriting, Stage
from repository.accounts.sign_in import Caller, Opened, Warn
from repository.identity import held_by, visit_of
from repository.pages import hold, resume
from repository.pages.carried import Kept
from repository.reader import house, reader_of


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


def warning(request: Request, kind: str) -> Warn:
    """Writes a letter of this kind: something that keeps strangers out was changed, and what to do if it was one."""
    reader, settings = reader_of(request), house(request)["settings"]
    site = settings.site_name or reader.words("site.name")

    def warn(writing: AccountsWriting, account: Account) -> None:
        link = f"{reader.base}/account/forgotten"
        letters.write(kind, account, site=site, fallback=settings.languages[0], writing=writing, now=now(), link=link)

    return warn
