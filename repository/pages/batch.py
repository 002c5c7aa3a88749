"""Given a partner, the form for many publications at once: a ZIP or many files; given the form, what is in it, looked at first."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository.accounts import Account
from repository.arrivals import left_of, limits_of, over_of, person_of, quota_of, too_large
from repository.batching import Press
from repository.engines import desk_of
from repository.errors import Conflict, InputError, NotAllowed, Refused
from repository.failure import status_of
from repository.forms import Fields, Form, Limits, Sink
from repository.identity import account_of
from repository.model import Term
from repository.packing import Parcel
from repository.pages import show
from repository.reader import house, reader_of
from repository.settings import Settings
from repository.store import has_room

FILES = 2_000  # of one form; a ZIP may hold more


@dataclass(frozen=True, slots=True)
class Batch:
    """The context of `pages/batch.html`."""

    organisations: Sequence[Term]  # of the person, for rows that name none
    organisation: int | None
    limit: int  # bytes of all together
    error: str = ""


def limits(settings: Settings) -> Limits:
    """As many bytes as one file may have, in many files."""
    return limits_of(settings, FILES)


def press_of(request: Request) -> Press:
    """The engines for batches."""
    home = house(request)
    engines, settings = home["engines"], home["settings"]
    desk = desk_of(settings, reader_of(request).base)
    return Press(
        engines.store, engines.catalogue, engines.receipts, engines.batches, engines.accounts, settings.upload_limit, desk,
        quota_of(settings),
    )  # fmt: skip


def open_file(request: Request, _person: Account, field: str, name: str, _fields: Fields) -> Sink | None:
    """Where a file of the form goes; nowhere when the disk is nearly full, or when the session has ended."""
    store = house(request)["engines"].store
    if field != "file" or account_of(request) is None or not has_room(store):
        return None
    parcel: Parcel | None = getattr(request.state, "parcel", None)
    if parcel is None:
        parcel = request.state.parcel = Parcel(name, store=store)
    return parcel.sink(name)


def get(request: Request) -> Response:
    """The empty form."""
    return page(request)


def page(request: Request, error: str = "", status: int = 200, organisation: int | None = None) -> Response:
    """The form."""
    home, person = house(request), person_of(request)
    terms = home["engines"].accounts.terms(person.organisations)
    own = [terms[each] for each in person.organisations if each in terms]
    context = Batch(own, organisation or (own[0].id if own else None), home["settings"].upload_limit, error)
    return show(request, "batch", context, status=status, indexed=False, box=False, place="upload", form=True, script=True)


def post(request: Request, form: Form) -> Response:
    """Keeps the ZIP, and leads to what would become of it."""
    parcel: Parcel | None = getattr(request.state, "parcel", None)
    person, words = person_of(request), reader_of(request).words
    chosen = form.get("organisation")
    organisation = int(chosen) if chosen.isdecimal() and len(chosen) < 10 and int(chosen) in person.organisations else None
    organisation = organisation or (person.organisations[0] if person.organisations else None)
    try:
        if form.passed and not has_room(house(request)["engines"].store):
            return page(request, words("error.no_room"), 503, organisation)
        if over_of(form):
            raise too_large(request)
        if parcel is None:
            raise InputError("batch_empty")
        left = left_of(request, person)
        if left is not None and not left.holds(parcel.incoming.size):
            raise Refused("quota")
        sha256, size = parcel.end()
        number = press_of(request).begin(person, parcel.name, sha256, size, organisation)
    except (InputError, NotAllowed, Conflict) as error:
        said = words(f"{'refused' if isinstance(error, Refused) else 'error'}.{error.key}", **error.data)
        return page(request, said, status_of(error), organisation)
    finally:
        if parcel is not None:
            parcel.drop()
    return RedirectResponse(f"/uploads/batches/{number}", status_code=303)
