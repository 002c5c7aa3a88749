"""Given a partner, the form for a publication; given the form, its draft: what came is kept, whatever is still wrong."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository import typed
from repository.arrivals import came, open_file, over_of, sender_of, too_large
from repository.arrivals import limits_of as limits
from repository.drafts import Sender
from repository.forms import Fields, Form
from repository.pages import show
from repository.pages.sheet import Sheet, preset, sheet
from repository.reader import house, reader_of
from repository.receipts import Typed
from repository.store import has_room
from repository.upload import Kept

__all__ = ["Start", "broken", "get", "limits", "open_file", "post"]


@dataclass(frozen=True, slots=True)
class Start:
    """The context of `pages/upload.html`."""

    sheet: Sheet
    limit: int  # bytes of all files together
    error: str = ""


def get(request: Request) -> Response:
    """The empty form."""
    sender = sender_of(request)
    with sender.catalogue.reading():
        return page(request, preset(sender.person, reader_of(request), sender.catalogue.terms(sender.person.organisations)))


def page(request: Request, fields: Typed, error: str = "", status: int = 200, wrong: typed.Wrong | None = None) -> Response:
    """The form."""
    home, reader = house(request), reader_of(request)
    found = sheet(reader, fields, wrong or {}, catalogue=home["engines"].catalogue)
    context = Start(found, home["settings"].upload_limit, error)
    return show(request, "upload", context, status=status, indexed=False, box=False, place="upload", form=True, script=True)


def post(request: Request, form: Form) -> Response:
    """Keeps it as a draft and leads to its receipt."""
    with house(request)["engines"].catalogue.reading():
        return _begin(request, form)


def _begin(request: Request, form: Form) -> Response:
    sender, words = sender_of(request), reader_of(request).words
    fields, files = fields_in(form, sender), came(request, form)
    if not has_room(house(request)["engines"].store):
        return page(request, fields, words("error.disk_low"), 503)
    if over_of(form) and not any(isinstance(each, Kept) for each in files):
        return page(request, fields, status=413, wrong={"file": too_large(request)})
    said = typed.read(fields, catalogue=sender.catalogue, sees=sender.sees)
    if not files and said.empty and not said.wrong:
        return page(request, fields, words("error.draft_empty"), 400)
    return RedirectResponse(f"/uploads/{sender.begin(files, fields, said)}", status_code=303)


def fields_in(form: Form, sender: Sender) -> Fields:
    """What was typed in the fields a sheet has, those of the facets of one's own too."""
    return typed.known(form.fields, typed.sent_choices(sender.catalogue))


def broken(request: Request, form: Form) -> None:
    """The connection broke: the files that came whole are a draft, with what was typed."""
    sender = sender_of(request)
    fields = fields_in(form, sender)
    sender.begin(came(request, form), fields, typed.read(fields, catalogue=sender.catalogue, sees=sender.sees))
