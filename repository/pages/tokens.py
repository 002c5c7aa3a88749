"""Given somebody, their keys for programs: makes one and tells it once, revokes one, shows when each was last used."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.accounts import tokens
from repository.accounts.record import Account
from repository.errors import InputError
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Form
from repository.identity import account_of
from repository.pages import show
from repository.pages.entering import leads
from repository.pages.sessions import day
from repository.reader import house, reader_of


@dataclass(frozen=True, slots=True)
class Key:
    """One of them; `used` is empty until it was."""

    id: int
    name: str
    scope: str
    created: str
    used: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The context of `pages/tokens.html`; `made` is the new one, told now and never again."""

    keys: tuple[Key, ...]
    made: str = ""
    name: str = ""
    error: str = ""


def get(request: Request) -> Response:
    """The list."""
    return page(request)


def page(request: Request, *, made: str = "", name: str = "", error: InputError | None = None) -> Response:
    """The list, with a new key or what was wrong."""
    account = account_of(request)
    found = house(request)["engines"].accounts.tokens(account.id) if account else []
    keys = tuple(Key(each.id, each.name, each.scope, each.created[:10], day(each.used) if each.used else "") for each in found)
    said = reader_of(request).words(f"error.{error.key}", **error.data) if error else ""
    context = Keys(keys, made, name, said)
    return show(request, "tokens", context, status=status_of(error) if error else 200, indexed=False, place="account", form=True)


def post(request: Request, form: Form) -> Response:
    """Makes one, or revokes the one in `revoke`."""
    account = account_of(request)
    if account is None:
        return leads(request, "/account")
    if (token := whole(form.get("revoke"))) is not None:
        revoke(account, token, request)
        return leads(request, "/account/tokens")
    accounts, name = house(request)["engines"].accounts, form.get("name")[:300]
    try:
        made = tokens.make(account, name=name, scope="write" if form.get("scope") == "write" else "read", actor=account.actor, accounts=accounts)
    except InputError as error:
        return page(request, name=name, error=error)
    return page(request, made=made)


def revoke(account: Account, token: int, request: Request) -> None:
    """It is no longer good; NotFound for one of somebody else."""
    tokens.revoke(account, token, actor=account.actor, accounts=house(request)["engines"].accounts)
