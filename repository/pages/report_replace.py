"""Given a report with files, the form that puts a better edition in the place of one; given the form, the new edition or why not."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository import correcting, receipts
from repository.arrivals import came, open_file, over_of, sender_of, too_large
from repository.arrivals import limits_of as limits
from repository.errors import Conflict, DiskFull, InputError, NotAllowed, NotFound, Refused, RepositoryError
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Form
from repository.model import Report
from repository.outcomes import sentence
from repository.pages import show
from repository.pages.report_edit import owners, report_of
from repository.reader import house, reader_of
from repository.receipts import Item
from repository.replacing import replace_file
from repository.store import has_room

__all__ = ["ReportReplace", "get", "limits", "open_file", "owners", "post"]


@dataclass(frozen=True, slots=True)
class ReportReplace:
    """The context of `pages/report_replace.html`."""

    report: Report
    chosen: int  # the file that is replaced
    limit: int  # bytes
    waits: bool  # whether staff look at it first
    staff: bool
    done: bool = False
    note: str = ""
    error: str = ""


def get(request: Request) -> Response:
    """The form."""
    return page(request, request.query_params.get("of", ""))


def page(request: Request, of: str, note: str = "", error: RepositoryError | None = None, said: str = "", status: int = 400) -> Response:
    """The form, with what is wrong."""
    report, sender, words = report_of(request), sender_of(request), reader_of(request).words
    waits = False
    try:
        waits = not correcting.at_once(report, sender=sender)
    except (NotAllowed, Conflict) as found:
        error = error or found
    ids = [file.id for file in report.files]
    chosen = next((each for each in ids if each == whole(of)), ids[0] if ids else 0)
    told = said or (words(f"error.{error.key}", **error.data) if error else "")
    context = ReportReplace(
        report, chosen, house(request)["settings"].upload_limit, waits, sender.person.staff, "done" in request.query_params, note, told
    )
    code = status_of(error) if error else status if said else 200
    return show(request, "report_replace", context, status=code, indexed=False, box=False, form=True, script=True)


def post(request: Request, form: Form) -> Response:
    """Takes the new edition."""
    report, sender = report_of(request), sender_of(request)
    of, note, files = form.get("of"), form.get("note"), came(request, form)
    if over_of(form):
        return page(request, of, note, too_large(request))
    if not files:
        low = bool(form.passed) and not has_room(house(request)["engines"].store)
        return page(request, of, note, DiskFull("disk_low") if low else InputError("edition_missing"))
    new = files[0]
    if isinstance(new, Item):
        return refused(request, of, note, new)
    try:
        done = replace_file(report.number, whole(of) or 0, new, note.strip(), sender=sender)
    except Refused as error:
        return refused(request, of, note, receipts.refused(new.name, error))
    except (InputError, Conflict, NotFound, NotAllowed) as error:
        return page(request, of, note, error)
    return RedirectResponse(f"/reports/{report.number}/replace?done" if done else f"/reports/{report.number}/changes", status_code=303)


def refused(request: Request, of: str, note: str, item: Item) -> Response:
    """The form, with why the file is not taken."""
    words = reader_of(request).words
    return page(request, of, note, said=f"{words('receipt.refused')} {sentence(item.detail, words)}")
