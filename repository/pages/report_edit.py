"""Given a report, the form of everything it says; given the form, the report corrected, or what others changed meanwhile."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository import access, correcting, review, typed
from repository.arrivals import sender_of
from repository.correcting import Corrected, Label, Opened
from repository.differing import put, short
from repository.drafts import OPEN, Sender
from repository.errors import Conflict, InputError, NotAllowed, NotFound
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Form, Limits
from repository.model import Report, Term
from repository.pages import show
from repository.pages.changing import Made, made_of
from repository.pages.compared import Compared, compared
from repository.pages.sheet import Sheet, sheet
from repository.reader import house, reader_of
from repository.reading import any_report
from repository.receipts import Typed
from repository.render import Voice
from repository.settings import Settings

OPENED, SEEN, ASKED, WAITS, TAKE = "opened-fields", "opened-seen", "opened-asked", "opened-waiting", "take-"  # no facet can be called so


@dataclass(frozen=True, slots=True)
class ReportEdit:
    """The context of `pages/report_edit.html`; `hidden` is what the form carries of the report as it was found."""

    report: Report
    sheet: Sheet
    hidden: Typed
    differences: Sequence[Compared] = ()
    who: str = ""  # made its newest change, told to staff
    made: Made | None = None
    new: Sequence[Term] = ()  # terms the change made
    error: str = ""
    staff: bool = True
    waits: bool = False  # whether staff look at it before it is public
    pending: int = 0  # what waits for the staff already
    saved: bool = False
    wish: str = ""  # of a partner to take it back: `none` or `asked`; empty where there is nothing to ask
    reason: str = ""  # of that wish, as it was typed


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says beside the form."""

    result: Corrected | None = None
    taken: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    status: int = 200
    reason: str = ""


def limits(_settings: Settings) -> Limits:
    """A long statement, and hundreds of signatories."""
    return Limits(body=2**23, field=2**21, text=2**22, fields=5_000)


def report_of(request: Request) -> Report:
    """Raises NotFound `not_here`."""
    report = any_report(request.path_params["number"], catalogue=house(request)["engines"].catalogue)
    if report is None:
        raise NotFound("not_here")
    return report


def owners(request: Request) -> access.Owners:
    """Its people: who brought it in and their colleagues, or its authors'."""
    engines = house(request)["engines"]
    return review.owners_of(report_of(request), catalogue=engines.catalogue, accounts=engines.accounts)


def facet_labels(request: Request) -> Mapping[str, str]:
    """What facets are called."""
    reader = reader_of(request)
    voice = Voice(reader.words, reader.languages)
    return {facet.key: voice.facet(facet).text for facet in house(request)["engines"].catalogue.facets()}


def label_of(request: Request) -> Label:
    """How this reader's language names terms."""
    reader = reader_of(request)
    voice = Voice(reader.words, reader.languages)
    return lambda term: voice.label(term).text


def get(request: Request) -> Response:
    """The form."""
    report, sender = report_of(request), sender_of(request)
    fields = correcting.fields_of(report, label_of(request), sender=sender)
    if report.state in OPEN and not sender.person.staff and (upload := sender.receipts.upload_of(report.number)) is not None:
        return RedirectResponse(f"/uploads/{upload.id}", status_code=303)  # where it is still being put together
    waiting = None if sender.person.staff else correcting.waiting(report, catalogue=sender.catalogue)
    wanted = put(fields, {name: after for name, (_, after) in waiting.fields.items()}) if waiting else fields
    return page(request, report, Opened(fields, waiting=waiting.id if waiting else 0), wanted, Told())


def page(request: Request, report: Report, opened: Opened, fields: Typed, told: Told) -> Response:
    """The form with what is typed, and what others changed meanwhile on top."""
    reader, sender = reader_of(request), sender_of(request)
    catalogue, found = sender.catalogue, told.result.differences if told.result else ()
    choices = typed.every_choice(catalogue, hidden=sender.person.staff)
    wrong = told.result.wrong if told.result else {}
    long = correcting.text_in(report, catalogue=catalogue) is None
    form = replace(sheet(reader, fields, wrong, catalogue=catalogue, choices=choices), long=long, numbered=sender.person.staff, noted=False)
    last = catalogue.history(report=report.number, limit=1) if found and sender.person.staff else []
    differing = compared(found, reader, facet_labels(request), told.taken)
    context = ReportEdit(
        report, form, hidden_of(opened, report, told.result), differing, last[0].who if last else "",
        made_of(request) if sender.person.staff else None, new_terms(request, sender), told.error,
    )  # fmt: skip
    if not sender.person.staff:
        context = for_partner(request, context, sender, told)
    return show(request, "report_edit", context, status=told.status, indexed=False, box=False, form=True)


def for_partner(request: Request, context: ReportEdit, sender: Sender, told: Told) -> ReportEdit:
    """What else its own people are told, and may ask for."""
    report, error, waits = context.report, context.error, False
    try:
        waits = not correcting.at_once(report, sender=sender)
    except (Conflict, NotAllowed) as found:
        error = error or reader_of(request).words(f"error.{found.key}", **found.data)
    wish = "" if report.state != "published" else "asked" if report.number in sender.catalogue.wishes() else "none"
    form = replace(context.sheet, noted=waits)
    return replace(
        context, sheet=form, staff=False, waits=waits, pending=sender.catalogue.correction_counts().get(report.number, 0), error=error,
        wish=wish, saved="saved" in request.query_params, reason=told.reason,
    )  # fmt: skip


def hidden_of(opened: Opened, report: Report, result: Corrected | None) -> Typed:
    """The form as it was found, and what its reader is shown now."""
    asked = [(ASKED, each.name) for each in result.differences if each.both] if result else []
    return ((OPENED, json.dumps(short(opened.fields), ensure_ascii=False)), (SEEN, str(report.version)), (WAITS, str(opened.waiting)), *asked)


def opened_by(form: Form) -> Opened:
    """The way back; raises InputError `form_unreadable` for what no form of ours sends."""
    try:
        pairs = json.loads(form.get(OPENED))
        fields = tuple((str(name), str(value)) for name, value in pairs)
    except (ValueError, TypeError, RecursionError):
        raise InputError("form_unreadable") from None
    taken = {name.removeprefix(TAKE): value for name, value in form.fields if name.startswith(TAKE)}
    return Opened(fields, whole(form.get(SEEN)) or 0, frozenset(form.all(ASKED)), taken, whole(form.get(WAITS)) or 0)


def new_terms(request: Request, sender: Sender) -> Sequence[Term]:
    """The terms an address says were made by the change."""
    numbers = [number for each in request.query_params.getlist("new")[:20] if (number := whole(each, 9))]
    return list(sender.catalogue.terms(numbers).values()) if sender.person.staff else []


def post(request: Request, form: Form) -> Response:
    """Saves it; what is wrong, and what others changed, is shown with everything typed still there."""
    report, sender, words = report_of(request), sender_of(request), reader_of(request).words
    if form.get("action") == "withdraw":
        return ask_back(request, report, form.get("reason"))
    opened = opened_by(form)
    fields = typed.known(form.fields, typed.every_choice(sender.catalogue, hidden=sender.person.staff))
    try:
        result = correcting.correct(report.number, opened, fields, label_of(request), sender=sender)
    except (InputError, Conflict, NotAllowed) as error:
        return page(request, report, opened, fields, Told(None, opened.taken, words(f"error.{error.key}", **error.data), status_of(error)))
    if result.differences:
        told = Told(result, opened.taken, status=409)
        return page(request, result.report, opened, result.fields, told)
    if result.wrong:
        return page(request, result.report, opened, result.fields, Told(result, opened.taken, words("error.correction_wrong"), 400))
    if result.waits:
        return RedirectResponse(f"/reports/{report.number}/changes", status_code=303)
    if not sender.person.staff:
        return RedirectResponse(f"/reports/{report.number}/edit?saved", status_code=303)
    new = "".join(f"&new={term.id}" for term in result.made[:20])
    return RedirectResponse(f"/reports/{report.number}/edit?done={result.change}{new}", status_code=303)


def ask_back(request: Request, report: Report, reason: str) -> Response:
    """A partner asks the staff to withdraw it."""
    sender = sender_of(request)
    try:
        review.ask_withdrawal(report.number, reason, by=sender.person, catalogue=sender.catalogue, accounts=sender.accounts)
    except (InputError, Conflict, NotFound) as error:
        wrong = InputError("reason_missing") if error.key == "reason_needed" else error
        said = reader_of(request).words(f"error.{wrong.key}", **wrong.data)
        fields = correcting.fields_of(report, label_of(request), sender=sender)
        return page(request, report, Opened(fields), fields, Told(error=said, status=status_of(wrong), reason=reason[:2_000]))
    return RedirectResponse(f"/reports/{report.number}/edit#withdraw", status_code=303)
