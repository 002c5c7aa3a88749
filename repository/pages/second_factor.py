"""Given somebody with the right password, a second factor for their account, and then recovery codes, told once."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.accounts import second_factor as factor
from repository.accounts import sign_in
from repository.accounts.sessions import Visit
from repository.errors import InputError, TooMany
from repository.failure import headers_of, status_of
from repository.forms import Fields, Form
from repository.identity import visit_of
from repository.pages import show
from repository.pages.carried import Kept, kept_by
from repository.pages.entering import caller_of, leads, now
from repository.reader import house, reader_of


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """The context of `pages/second_factor.html`: the key to be confirmed and its picture, or the codes when it was."""

    needed: bool
    key: str = ""
    link: str = ""
    size: int = 0
    path: str = ""
    codes: tuple[str, ...] = ()
    error: str = ""
    to: str = ""
    hidden: Fields = ()


def get(request: Request) -> Response:
    """The key and its picture."""
    visit, kept = visit_of(request), kept_by(request)
    if visit is None or visit.session.stage == "code":
        return leads(request, "/account" + kept.wish)
    return page(request, visit, kept)


def page(request: Request, visit: Visit, kept: Kept, *, held: str = "", error: InputError | TooMany | None = None) -> Response:
    """The page, for the session of this request or one just opened."""
    home, words = house(request), reader_of(request).words
    key = sign_in.propose(visit, accounts=home["engines"].accounts)
    link = factor.app_link(key, email=visit.account.email, site=home["settings"].site_name or words("site.name"))
    size, path = factor.picture(link)
    said = words(f"error.{error.key}", **error.data) if error else ""
    context = SecondFactor(visit.account.needs_second_factor, factor.in_fours(key), link, size, path, error=said, hidden=kept.hidden)
    return show(
        request, "second_factor", context, status=status_of(error) if error else 200, headers=headers_of(error) if error else None,
        indexed=False, box=False, form=True, held=held,
    )  # fmt: skip


def post(request: Request, form: Form) -> Response:
    """Confirms it with a code."""
    home, visit, kept = house(request), visit_of(request), kept_by(request, form)
    if visit is None or visit.session.stage == "code":
        return leads(request, "/account" + kept.wish)
    try:
        opened, codes = sign_in.confirm(
            visit, form.get("code")[:100], caller=caller_of(request), accounts=home["engines"].accounts, secret=home["secret"], now=now()
        )
    except (InputError, TooMany) as error:
        return page(request, visit, kept, error=error)
    context = SecondFactor(visit.account.needs_second_factor, codes=codes, to=kept.to or "/account", hidden=kept.hidden)
    return show(request, "second_factor", context, indexed=False, box=False, form=True, held=opened.held)
