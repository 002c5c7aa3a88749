"""Given an administrator, everybody who has an account, and a form that invites somebody."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.accounts import Account, Accounts, links
from repository.accounts.record import ROLES, Role
from repository.errors import Conflict, InputError
from repository.failure import status_of
from repository.forms import Form
from repository.identity import account_of
from repository.model import Term
from repository.pages import show
from repository.pages.entering import leads, now
from repository.pages.forgotten import letter_with_link
from repository.reader import house, reader_of


@dataclass(frozen=True, slots=True)
class Member:
    """One of them, with the organisations they belong to."""

    account: Account
    organisations: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the invitation."""

    email: str = ""
    name: str = ""
    role: str = "partner"
    organisations: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was just invited: the link is told now, to be copied; by mail it goes by itself."""

    email: str
    link: str
    mail: bool


@dataclass(frozen=True, slots=True)
class People:
    """The context of `pages/accounts.html`."""

    members: tuple[Member, ...]
    roles: tuple[Role, ...]
    typed: Typed
    invited: Invited | None = None
    error: str = ""


def get(request: Request) -> Response:
    """The list and the form."""
    return page(request, Typed(language=reader_of(request).language))


def page(request: Request, typed: Typed, *, invited: Invited | None = None, error: InputError | Conflict | None = None) -> Response:
    """The list and the form, with what was typed and what is wrong."""
    said = reader_of(request).words(f"error.{error.key}", **error.data) if error else ""
    context = People(members_of(house(request)["engines"].accounts), ROLES, typed, invited, said)
    return show(request, "accounts", context, status=status_of(error) if error else 200, indexed=False, place="accounts", form=True)


def members_of(accounts: Accounts) -> tuple[Member, ...]:
    """Everybody."""
    found = accounts.accounts()
    terms = accounts.terms([term for account in found for term in account.organisations])
    return tuple(Member(account, tuple(terms[term] for term in account.organisations if term in terms)) for account in found)


def role_of(form: Form) -> Role:
    """The role that was chosen; raises InputError `role_unknown`."""
    for role in ROLES:
        if role == form.get("role"):
            return role
    raise InputError("role_unknown")


def lines_of(text: str) -> tuple[str, ...]:
    """What was typed a line each."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def language_of(request: Request, form: Form) -> str:
    """The language of somebody's letters: the one chosen, of those offered."""
    offered = house(request)["settings"].languages
    return form.get("language") if form.get("language") in offered else offered[0]


def post(request: Request, form: Form) -> Response:
    """Invites."""
    me, home = account_of(request), house(request)
    if me is None:
        return leads(request, "/account")
    typed = Typed(form.get("email")[:300], form.get("name")[:300], form.get("role"), form.get("organisations"), form.get("language"))
    try:
        account, held = links.invite(
            typed.email, role=role_of(form), organisations=lines_of(typed.organisations), name=typed.name,
            language=language_of(request, form), actor=me.actor, accounts=home["engines"].accounts, now=now(),
            tell=letter_with_link(request, "invitation"),
        )  # fmt: skip
    except (InputError, Conflict) as error:
        return page(request, typed, error=error)
    link = f"{reader_of(request).base}{links.PATH}{held}"
    return page(request, Typed(language=typed.language), invited=Invited(account.email, link, bool(home["settings"].smtp_url)))
