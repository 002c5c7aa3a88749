"""Given an administrator and somebody's account: role, organisations, language; disable, enable, reset."""

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from repository.accounts import Account, links, manage, sessions
from repository.accounts.record import ROLES, Role
from repository.errors import Conflict, InputError, NotFound
from repository.failure import status_of
from repository.forms import Form
from repository.identity import account_of
from repository.model import in_language
from repository.pages import show
from repository.pages.accounts import Invited, language_of, lines_of, role_of
from repository.pages.entering import leads, now
from repository.pages.forgotten import letter_with_link
from repository.pages.sessions import day
from repository.reader import house, reader_of


@dataclass(frozen=True, slots=True)
class Person:
    """The context of `pages/person.html`; `typed` are the names of organisations, a line each."""

    person: Account
    roles: tuple[Role, ...]
    typed: str
    seen: str
    keys: int
    link: Invited | None = None
    error: str = ""


def get(request: Request) -> Response:
    """The page."""
    return page(request)


def person_of(request: Request) -> Account:
    """Whom the address names; raises NotFound `no_account`."""
    found = house(request)["engines"].accounts.account(min(request.path_params["id"], 2**60))
    if found is None:
        raise NotFound("no_account")
    return found


def page(request: Request, *, form: Form | None = None, link: Invited | None = None, error: InputError | Conflict | None = None) -> Response:
    """The page, with a link for a reset, or what was typed and what is wrong with it."""
    reader, accounts, person = reader_of(request), house(request)["engines"].accounts, person_of(request)
    typed = form.get("organisations") if form else ""
    terms = accounts.terms(person.organisations)
    names = "\n".join(in_language(term.labels, reader.languages).text or term.key for term in terms.values())
    last = next(iter(sessions.open_ones(person, accounts=accounts, now=now())), None)
    said = reader.words(f"error.{error.key}", **error.data) if error else ""
    if form and form.get("do") == "change":
        role = next((each for each in ROLES if each == form.get("role")), person.role)
        person = replace(person, role=role, name=form.get("name")[:300], language=language_of(request, form))
    context = Person(person, ROLES, typed or names, day(last.seen) if last else "", len(accounts.tokens(person.id)), link, said)
    return show(request, "person", context, status=status_of(error) if error else 200, indexed=False, place="accounts", form=True)


def post(request: Request, form: Form) -> Response:
    """Does what the pressed button says."""
    me, person, home = account_of(request), person_of(request), house(request)
    if me is None:
        return leads(request, "/account")
    accounts, wish = home["engines"].accounts, form.get("do")
    try:
        if wish == "reset":
            if person.state == "disabled":
                raise InputError("account_disabled")
            kind = "invitation" if person.state == "invited" else "reset"
            held = links.reset(person, actor=me.actor, accounts=accounts, now=now(), tell=letter_with_link(request, kind))
            address = f"{reader_of(request).base}{links.PATH}{held}"
            return page(request, link=Invited(person.email, address, bool(home["settings"].smtp_url)))
        if wish == "disable":
            manage.disable(person, actor=me.actor, accounts=accounts)
        elif wish == "enable":
            manage.enable(person, actor=me.actor, accounts=accounts)
        elif wish == "change":
            manage.change(
                person, role=role_of(form), organisations=lines_of(form.get("organisations")), name=form.get("name"),
                language=language_of(request, form), actor=me.actor, accounts=accounts,
            )  # fmt: skip
        else:
            raise InputError("form_unreadable")
    except (InputError, Conflict) as error:
        return page(request, form=form, error=error)
    return leads(request, f"/accounts/{person.id}")
