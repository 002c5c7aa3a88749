"""Given a report, what its people want of it and staff have not answered yet: each with before and after, accepted, declined or taken back."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository import correcting
from repository.accounts import Account
from repository.answering import Answering
from repository.arrivals import sender_of
from repository.catalogue import Correction
from repository.differing import Difference, changed, parted, put
from repository.drafts import Sender
from repository.engines import desk_of
from repository.errors import Conflict, InputError, NotAllowed, NotFound
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Form
from repository.model import Event, File, Report
from repository.pages import show
from repository.pages.changing import Made, made_of
from repository.pages.compared import Compared, compared
from repository.pages.report_edit import facet_labels, label_of, owners, report_of
from repository.past import Teller
from repository.reader import house, reader_of

__all__ = ["ReportChanges", "get", "owners", "post"]
ANSWERS = ("correction_proposed", "correction_accepted", "correction_declined", "correction_taken_back")
PAST = 200  # lines of history in which answers are looked for


@dataclass(frozen=True, slots=True)
class Pending:
    """One that waits. Of its fields, `ask` are those somebody else changed since; of files, which one takes whose place."""

    correction: Correction
    who: Account | None
    fields: Sequence[Compared]
    old: File | None
    new: File | None


@dataclass(frozen=True, slots=True)
class ReportChanges:
    """The context of `pages/report_changes.html`."""

    report: Report
    pending: Sequence[Pending]
    staff: bool
    past: Sequence[tuple[Event, str]]
    made: Made | None
    reason: str = ""
    error: str = ""


def get(request: Request) -> Response:
    """What waits."""
    return page(request)


def page(request: Request, reason: str = "", error: InputError | Conflict | NotFound | NotAllowed | None = None) -> Response:
    """The page, with what could not be done."""
    report, sender, reader = report_of(request), sender_of(request), reader_of(request)
    catalogue = sender.catalogue
    pending = [pending_of(request, each, report, sender) for each in catalogue.corrections(report.number)]
    teller = Teller(catalogue, reader.words, reader.languages)
    events = [event for event in catalogue.history(report=report.number, limit=PAST) if event.what in ANSWERS]
    context = ReportChanges(
        report, pending, sender.person.staff, [(event, teller.sentence(event)) for event in events[:10]],
        made_of(request) if sender.person.staff else None, reason, reader.words(f"error.{error.key}", **error.data) if error else "",
    )  # fmt: skip
    return show(request, "report_changes", context, status=status_of(error) if error else 200, indexed=False, box=False, form=True)


def pending_of(request: Request, waiting: Correction, report: Report, sender: Sender) -> Pending:
    """With what each field said when it was asked for, says now, and is to say."""
    catalogue, reader = sender.catalogue, reader_of(request)
    now = parted(correcting.fields_of(report, label_of(request), sender=sender))
    found = []
    for name, (was, wanted) in waiting.fields.items():
        here = now.get(name, ())
        moved = name in changed(was, here, catalogue=catalogue) and name in changed(put((), {name: here}), wanted, catalogue=catalogue)
        found.append(Difference(name, was, here, wanted, moved))
    who = sender.accounts.account(waiting.account)
    old = next((file for file in report.files if file.id == waiting.replaced), None)
    new = catalogue.set_apart(waiting.file) if waiting.file is not None else None
    return Pending(waiting, who, compared(found, reader, facet_labels(request), {}), old, new)


def post(request: Request, form: Form) -> Response:
    """Answers one of them."""
    report, sender = report_of(request), sender_of(request)
    home, reader = house(request), reader_of(request)
    answering = Answering(sender, desk_of(home["settings"], reader.base), time.time())
    action, which, seen = form.get("action"), whole(form.get("which")) or 0, whole(form.get("seen")) or 0
    change = 0
    try:
        if action == "back" and not sender.person.staff:
            answering.take_back(report.number, which)
        elif not sender.person.staff:
            raise NotAllowed("not_allowed")
        elif action == "accept":
            change = answering.accept(report.number, which, form.all("take"), seen, label_of(request))
        elif action == "decline":
            answering.decline(report.number, which, form.get("reason"))
    except (InputError, Conflict, NotFound, NotAllowed) as error:
        return page(request, form.get("reason")[:2_000], error)
    return RedirectResponse(f"/reports/{report.number}/changes" + (f"?done={change}" if change else ""), status_code=303)
