"""Given somebody who wants in, the way in; given somebody who is, their account."""

from dataclasses import dataclass
from urllib.parse import quote_plus

from starlette.requests import Request
from starlette.responses import Response

from repository.accounts import Account, sessions, sign_in
from repository.accounts.sign_in import Opened
from repository.arrivals import OVER
from repository.errors import InputError, TooMany
from repository.failure import headers_of, status_of
from repository.forms import Fields, Form
from repository.model import Term
from repository.pages import code, here_of, resume, second_factor, show
from repository.pages.carried import Kept, kept_by
from repository.pages.entering import caller_of, leads, now, on, unfinished
from repository.reader import house, reader_of

SECRET = ("password", "again", "code")  # forms that have one of these are typed again
CARRIED = 800_000  # bytes of a form as a browser sends it again
STEPS = {"code": "/account/code", "enrol": "/account/second-factor"}


@dataclass(frozen=True, slots=True)
class SignIn:
    """The context of `pages/account.html`: `person` is None for somebody who is not in yet."""

    person: Account | None
    organisations: tuple[Term, ...] = ()
    sessions: int = 0
    codes: int = 0
    keys: int = 0
    done: bool = False  # the password was changed
    email: str = ""
    error: str = ""
    lost: bool = False
    hidden: Fields = ()
    files: tuple[str, ...] = ()  # that came and could not be kept


def get(request: Request) -> Response:
    """The page."""
    reader, accounts = reader_of(request), house(request)["engines"].accounts
    stage = unfinished(request)
    if stage is not None:
        return leads(request, STEPS[stage] + kept_by(request).wish)
    person = reader.account
    if person is None:
        return show(request, "account", SignIn(None, hidden=kept_by(request).hidden), indexed=False, box=False, form=True)
    terms = accounts.terms(person.organisations)
    context = SignIn(
        person, tuple(terms.values()), len(sessions.open_ones(person, accounts=accounts, now=now())), accounts.recovery_left(person.id),
        len(accounts.tokens(person.id)), request.query_params.get("done") == "password",
    )  # fmt: skip
    return show(request, "account", context, indexed=False, place="account", form=True)


def post(request: Request, form: Form) -> Response:
    """Signs in."""
    home, kept = house(request), kept_by(request, form)
    email = form.get("email")[:300]
    try:
        opened = sign_in.with_password(
            email, form.get("password")[:1000], caller=caller_of(request), accounts=home["engines"].accounts, secret=home["secret"], now=now()
        )
    except (InputError, TooMany) as error:
        words = reader_of(request).words
        said = words(f"error.{error.key}", **error.data)
        context = SignIn(None, email=email, error=said, hidden=kept.hidden)
        return show(request, "account", context, status=status_of(error), headers=headers_of(error), indexed=False, box=False, form=True)
    return step(request, opened, kept)


def step(request: Request, opened: Opened, kept: Kept) -> Response:
    """What comes after the password: the second factor, or in."""
    visit = sessions.visit_of(opened.held, accounts=house(request)["engines"].accounts, now=now())
    if visit is None:
        return leads(request, "/account", "")
    if opened.stage == "full":
        return on(request, opened, kept, visit.account)
    if not kept.fields:
        return leads(request, STEPS[opened.stage] + kept.wish, opened.held)
    if opened.stage == "code":
        return code.page(request, kept, held=opened.held)
    return second_factor.page(request, visit, kept, held=opened.held)


def ask(request: Request) -> Response:
    """For somebody who has to sign in to see a page: the way there and back."""
    return leads(request, "/account" + Kept(here_of(reader_of(request))).wish)


def carried(fields: Fields) -> Fields:
    """As much of a form as another form can carry along: the shorter fields, while there is room."""
    room, kept = CARRIED, set[tuple[str, str]]()
    for name, value in sorted(fields, key=lambda pair: len(pair[1])):
        room -= len(quote_plus(name)) + len(quote_plus(value)) + 2
        if room < 0:
            break
        kept.add((name, value))
    return tuple(pair for pair in fields if pair in kept)


def give_back(request: Request, form: Form, lost: bool) -> Response:  # noqa: FBT001 as the table of addresses calls it
    """A form that came when its session had ended (`lost`), or with the token of another one: shown again, nothing is lost."""
    held = tuple((name, value) for name, value in form.files if isinstance(value, str)) + tuple((OVER, name) for name in form.over)
    to, fields = request.url.path, carried((*form.without(resume.TOKEN), *held))
    gone = [str(each.name) for _, each in form.files if hasattr(each, "name")]  # came whole while the session was good: not carried
    files = tuple(dict.fromkeys((*form.passed, *gone)))
    if any(form.get(name) for name in SECRET):
        return leads(request, to)
    if not lost:
        return resume.page(request, to, fields, files=files)
    context = SignIn(None, lost=True, hidden=Kept(to, fields).hidden, files=files)
    return show(request, "account", context, status=401, indexed=False, box=False, form=True)
