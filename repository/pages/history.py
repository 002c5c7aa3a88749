"""Given a report, a term or nothing, what happened, newest first; and taking one change back, shown before it is done."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from repository.arrivals import person_of
from repository.background import MANY, concerned, undo_beside
from repository.catalogue import Done
from repository.engines import desk_of
from repository.errors import Conflict, InputError, NotFound
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Form
from repository.model import Event
from repository.pages import show
from repository.pages.changing import Change, Made, Preview, beside, made_of, make, preview
from repository.past import Changed, Teller
from repository.reader import house, reader_of
from repository.review import taking_back
from repository.tasks import Task

SHOWN = 50
WAY_BACK = frozenset((
    "report_edited", "reports_edited", "state_moved", "own_text_changed", "file_added", "file_removed", "file_replaced", "term_added",
    "term_edited", "term_merged", "term_split", "terms_apart", "term_members", "terms_imported", "facet_added", "facet_edited", "undone",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The context of `pages/history.html`; `chosen` is the change to be taken back."""

    lines: tuple[tuple[Event, str, tuple[Changed, ...]], ...]
    report: int | None
    term: int | None
    older: str
    chosen: int | None
    preview: Preview | None
    made: Made | None
    waiting: Sequence[Task] = ()  # changes of many reports that are being made
    error: str = ""
    way_back: frozenset[str] = WAY_BACK


def get(request: Request) -> Response:
    """The lines."""
    return page(request)


def number_in(request: Request, name: str) -> int | None:
    """A number of the address."""
    return whole(request.query_params.get(name, ""))


def page(
    request: Request, *, chosen: int | None = None, shown: Preview | None = None, error: InputError | Conflict | NotFound | None = None
) -> Response:  # fmt: skip
    """The page, with a change to be taken back on top when there is one."""
    reader, catalogue = reader_of(request), house(request)["engines"].catalogue
    report, term, before = (number_in(request, name) for name in ("report", "term", "before"))
    teller = Teller(catalogue, reader.words, reader.languages)
    found = catalogue.history(report=report, term=term, limit=SHOWN + 1, before=before)
    events = found[:SHOWN]
    pairs = [(name, str(value)) for name, value in (("report", report), ("term", term)) if value is not None]
    older = "/history?" + urlencode([*pairs, ("before", str(events[-1].id))]) if len(found) > SHOWN else ""
    context = HistoryPage(
        lines=tuple((event, teller.sentence(event), teller.changes(event)) for event in events), report=report, term=term, older=older,
        chosen=chosen, preview=shown, made=made_of(request), waiting=catalogue.tasks_waiting(),
        error=reader.words(f"error.{error.key}", **error.data) if error else "",
    )  # fmt: skip
    return show(request, "history", context, status=status_of(error) if error else 200, place="history", indexed=False, form=True)


def post(request: Request, form: Form) -> Response:
    """Shows what taking a change back would do, or does it."""
    change = whole(form.get("change")) or 0
    try:
        if form.get("step") == "apply":
            catalogue = house(request)["engines"].catalogue
            if concerned(change, catalogue=catalogue) > MANY:
                with catalogue.trying(person_of(request).actor) as writing:
                    back(request, change)(writing)  # what stands in the way is told at once
                return beside(undo_beside(change, person_of(request), catalogue=catalogue))
            return make(request, back(request, change), "/history")
        return page(request, chosen=change, shown=preview(request, form, back(request, change), lambda done: then(request, done)))
    except (InputError, Conflict, NotFound) as error:
        return page(request, error=error)


def then(request: Request, done: Done) -> tuple[str, ...]:
    """What becomes of a report whose state was decided, asked inside the transaction."""
    if done.what != "state_moved":
        return ()
    words = reader_of(request).words
    states = house(request)["engines"].catalogue.states(done.examples)
    return tuple(words("history.then", number=number, state=words(f"state.{state}")) for number, state in states.items())


def back(request: Request, change: int) -> Change:
    """What takes it back."""
    engines, desk = house(request)["engines"], desk_of(house(request)["settings"], reader_of(request).base)
    return taking_back(change, by=person_of(request), catalogue=engines.catalogue, accounts=engines.accounts, desk=desk, now=time.time())
