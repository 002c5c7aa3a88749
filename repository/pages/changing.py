"""Given a change somebody asks for, its preview (made and forgotten) or the change itself; shared by the pages of curators."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository.accounts import Account
from repository.catalogue import Done, Writing
from repository.errors import NotSignedIn
from repository.figures import whole
from repository.forms import Fields, Form
from repository.model import Actor, Report
from repository.past import Teller
from repository.reader import house, reader_of

Change = Callable[[Writing], Done]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do, and the form that makes it."""

    reports: int
    examples: tuple[Report, ...]
    nothing: bool  # it would change nothing
    hidden: Fields
    lines: tuple[str, ...] = ()  # what else there is to say
    ticks: tuple[Report, ...] = ()  # those one may leave out, each ticked


@dataclass(frozen=True, slots=True)
class Made:
    """A change that was made, as the address says; it can be taken back."""

    change: int
    told: str


def actor_of(request: Request) -> Actor:
    """Who does it."""
    account: Account | None = reader_of(request).account
    if account is None:
        raise NotSignedIn("sign_in_first")
    return account.actor


def preview(request: Request, form: Form, change: Change, lines: Callable[[Done], tuple[str, ...]] = lambda _: ()) -> Preview:
    """Makes the change, looks, and forgets it."""
    catalogue = house(request)["engines"].catalogue
    with catalogue.trying(actor_of(request)) as writing:
        done = change(writing)
        reports = catalogue.reports(done.examples)
        said = lines(done)
    return Preview(done.reports, tuple(reports.values()), done.change == 0, (*form.without("token", "step"), ("step", "apply")), said)


def make(request: Request, change: Change, to: str) -> Response:
    """Makes it, and leads to a page that says so."""
    catalogue = house(request)["engines"].catalogue
    with catalogue.writing(actor_of(request)) as writing:
        done = change(writing)
    join = "&" if "?" in to else "?"
    return RedirectResponse(f"{to}{join}done={done.change}" if done.change else to, status_code=303)


def beside(task: int) -> Response:
    """Leads to the page that says how far a change is that is made beside."""
    return RedirectResponse(f"/tasks/{task}", status_code=303)


def made_of(request: Request) -> Made | None:
    """The change that an address says was just made."""
    number = whole(request.query_params.get("done", ""))
    return made(request, number) if number is not None else None


def made(request: Request, number: int) -> Made | None:
    """A change, told; None when there is no such line."""
    reader = reader_of(request)
    catalogue = house(request)["engines"].catalogue
    line = catalogue.line(number)
    return Made(line.id, Teller(catalogue, reader.words, reader.languages).sentence(line)) if line is not None else None


def seconds_since(moment: str, now: float) -> float:
    """How long ago a moment in ISO 8601 was."""
    return max(0.0, now - datetime.fromisoformat(moment).timestamp())
