"""Given the old password and a new one, the new one; every other session of the account ends."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.accounts import sign_in
from repository.errors import InputError, TooMany
from repository.failure import headers_of, status_of
from repository.forms import Form
from repository.identity import visit_of
from repository.pages import show
from repository.pages.entering import caller_of, leads, now, warning
from repository.reader import house, reader_of


@dataclass(frozen=True, slots=True)
class Password:
    """The context of `pages/password.html`."""

    email: str
    error: str = ""


def get(request: Request) -> Response:
    """The form."""
    return page(request)


def page(request: Request, error: InputError | TooMany | None = None) -> Response:
    """The form, and what was wrong with it."""
    reader = reader_of(request)
    said = reader.words(f"error.{error.key}", **error.data) if error else ""
    context = Password(reader.account.email if reader.account else "", said)
    return show(
        request, "password", context, status=status_of(error) if error else 200, headers=headers_of(error) if error else None,
        indexed=False, place="account", form=True,
    )  # fmt: skip


def post(request: Request, form: Form) -> Response:
    """Changes it."""
    home, visit, caller = house(request), visit_of(request), caller_of(request)
    if visit is None:
        return leads(request, "/account")
    accounts = home["engines"].accounts
    try:
        sign_in.prove(visit.account, form.get("current")[:1000], caller=caller, accounts=accounts, secret=home["secret"], now=now())
        if form.get("password") != form.get("again"):
            raise InputError("password_again")
        warn = warning(request, "password_changed")
        opened = sign_in.change_password(visit, form.get("password")[:1000], caller=caller, accounts=accounts, now=now(), warn=warn)
    except (InputError, TooMany) as error:
        return page(request, error)
    return leads(request, "/account?done=password", opened.held)
