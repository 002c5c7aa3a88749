"""Given somebody with the right password, a second factor for their account, and then recovery codes, told once.

Who has one already proves the password again to replace it, to take it off (staff may not) or to get new codes.
"""

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
from repository.pages.entering import caller_of, leads, now, warning
from repository.reader import house, reader_of

Wrong = InputError | TooMany


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """The context of `pages/second_factor.html`: the one there is, or a key to be confirmed, or the codes when it was."""

    needed: bool
    there: bool = False
    left: int = 0
    key: str = ""
    link: str = ""
    size: int = 0
    path: str = ""
    codes: tuple[str, ...] = ()
    error: str = ""
    to: str = ""
    hidden: Fields = ()


def get(request: Request) -> Response:
    """What there is, or the key and its picture."""
    visit, kept = visit_of(request), kept_by(request)
    if visit is None or visit.session.stage == "code":
        return leads(request, "/account" + kept.wish)
    return page(request, visit, kept)


def page(request: Request, visit: Visit, kept: Kept, *, held: str = "", error: Wrong | None = None) -> Response:
    """The page, for the session of this request or one just opened."""
    said = reader_of(request).words(f"error.{error.key}", **error.data) if error else ""
    there = visit.account.second_factor and not visit.session.pending
    context = what_there_is(request, visit, said) if there else proposed(request, visit, kept, said)
    return show(
        request, "second_factor", context, status=status_of(error) if error else 200, headers=headers_of(error) if error else None,
        indexed=False, box=False, form=True, held=held, place="account",
    )  # fmt: skip


def what_there_is(request: Request, visit: Visit, said: str) -> SecondFactor:
    """For somebody who has one."""
    left = house(request)["engines"].accounts.recovery_left(visit.account.id)
    return SecondFactor(visit.account.needs_second_factor, there=True, left=left, error=said)


def proposed(request: Request, visit: Visit, kept: Kept, said: str) -> SecondFactor:
    """A key to be confirmed."""
    home = house(request)
    key = sign_in.propose(visit, accounts=home["engines"].accounts)
    site = home["settings"].site_name or reader_of(request).words("site.name")
    link = factor.app_link(key, email=visit.account.email, site=site)
    size, path = factor.picture(link)
    needed = visit.account.needs_second_factor
    return SecondFactor(needed, key=factor.in_fours(key), link=link, size=size, path=path, error=said, hidden=kept.hidden)


def post(request: Request, form: Form) -> Response:
    """Confirms a key with a code; or does what the pressed button says with the one there is."""
    home, visit, kept = house(request), visit_of(request), kept_by(request, form)
    if visit is None or visit.session.stage == "code":
        return leads(request, "/account" + kept.wish)
    accounts, caller = home["engines"].accounts, caller_of(request)
    try:
        if visit.account.second_factor and not visit.session.pending:
            return change(request, visit, form)
        opened, codes = sign_in.confirm(
            visit, form.get("code")[:100], caller=caller, accounts=accounts, secret=home["secret"], now=now(),
            warn=warning(request, "second_factor_set"),
        )  # fmt: skip
    except (InputError, TooMany) as error:
        return page(request, visit, kept, error=error)
    return told(request, visit, codes, kept, opened.held)


def change(request: Request, visit: Visit, form: Form) -> Response:
    """New codes, another factor or none; raises InputError `password_wrong`, TooMany."""
    home, wish = house(request), form.get("do")
    accounts = home["engines"].accounts
    sign_in.prove(visit.account, form.get("password")[:1000], caller=caller_of(request), accounts=accounts, secret=home["secret"], now=now())
    if wish == "codes":
        codes = sign_in.renew_codes(visit.account, accounts=accounts, warn=warning(request, "recovery_renewed"))
        return told(request, visit, codes, Kept())
    if wish == "replace":
        sign_in.propose(visit, accounts=accounts)
    elif wish == "remove" and not visit.account.needs_second_factor:
        sign_in.remove(visit.account, accounts=accounts, warn=warning(request, "second_factor_removed"))
        return leads(request, "/account")
    return leads(request, "/account/second-factor")


def told(request: Request, visit: Visit, codes: tuple[str, ...], kept: Kept, held: str = "") -> Response:
    """The codes, once."""
    context = SecondFactor(visit.account.needs_second_factor, codes=codes, to=kept.to or "/account", hidden=kept.hidden)
    return show(request, "second_factor", context, indexed=False, box=False, form=True, held=held, place="account")
