"""Given a report, the form of everything it says; given the form, the report corrected, or what others changed meanwhile."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository import correcting, typed
from repository.arrivals import sender_of
from repository.correcting import Corrected, Label, Opened
from repository.differing import short
from repository.drafts import Sender
from repository.errors import Conflict, InputError, NotFound
from repository.failure import status_of
from repository.forms import Form, Limits
from repository.model import Report, Term
from repository.pages import show
from repository.pages.changing import Made, made_of
from repository.pages.compared import Compared, compared
from repository.pages.sheet import Sheet, sheet
from repository.reader import house, reader_of
from repository.reading import LARGEST
from repository.receipts import Typed
from repository.render import Voice
from repository.settings import Settings

OPENED, SEEN, ASKED, TAKE = "opened-fields", "opened-seen", "opened-asked", "take-"  # no facet can be called so


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


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says beside the form."""

    result: Corrected | None = None
    taken: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    status: int = 200


def limits(_settings: Settings) -> Limits:
    """A long statement, and hundreds of signatories."""
    return Limits(body=2**23, field=2**21, text=2**22, fields=5_000)


def report_of(request: Request) -> Report:
    """Raises NotFound `not_here`."""
    number = request.path_params["number"]
    report = house(request)["engines"].catalogue.report(number) if 0 < number < LARGEST else None
    if report is None:
        raise NotFound("not_here")
    return report


def label_of(request: Request) -> Label:
    """How this reader's language names terms."""
    reader = reader_of(request)
    voice = Voice(reader.words, reader.languages)
    return lambda term: voice.label(term).text


def get(request: Request) -> Response:
    """The form."""
    report, sender = report_of(request), sender_of(request)
    fields = correcting.fields_of(report, label_of(request), sender=sender)
    return page(request, report, Opened(fields), fields, Told())


def page(request: Request, report: Report, opened: Opened, fields: Typed, told: Told) -> Response:
    """The form with what is typed, and what others changed meanwhile on top."""
    reader, sender = reader_of(request), sender_of(request)
    catalogue, found = sender.catalogue, told.result.differences if told.result else ()
    choices = typed.every_choice(catalogue, hidden=sender.person.staff)
    wrong = told.result.wrong if told.result else {}
    long = correcting.text_in(report, catalogue=catalogue) is None
    form = replace(sheet(reader, fields, wrong, catalogue=catalogue, choices=choices), long=long, numbered=sender.person.staff, noted=False)
    voice = Voice(reader.words, reader.languages)
    labels = {facet.key: voice.facet(facet).text for facet in catalogue.facets()}
    last = catalogue.history(report=report.number, limit=1) if found and sender.person.staff else []
    context = ReportEdit(
        report, form, hidden_of(opened, report, told.result), compared(found, reader, labels, told.taken), last[0].who if last else "",
        made_of(request), new_terms(request, sender), told.error,
    )  # fmt: skip
    return show(request, "report_edit", context, status=told.status, indexed=False, box=False, form=True)


def hidden_of(opened: Opened, report: Report, result: Corrected | None) -> Typed:
    """The form as it was found, and what its reader is shown now."""
    asked = [(ASKED, each.name) for each in result.differences if each.both] if result else []
    return ((OPENED, json.dumps(short(opened.fields), ensure_ascii=False)), (SEEN, str(report.version)), *asked)


def opened_by(form: Form) -> Opened:
    """The way back; raises InputError `form_unreadable` for what no form of ours sends."""
    try:
        pairs = json.loads(form.get(OPENED))
        fields = tuple((str(name), str(value)) for name, value in pairs)
    except (ValueError, TypeError, RecursionError):
        raise InputError("form_unreadable") from None
    seen = form.get(SEEN)
    taken = {name.removeprefix(TAKE): value for name, value in form.fields if name.startswith(TAKE)}
    return Opened(fields, int(seen) if seen.isdecimal() and len(seen) < 18 else 0, frozenset(form.all(ASKED)), taken)


def new_terms(request: Request, sender: Sender) -> Sequence[Term]:
    """The terms an address says were made by the change."""
    numbers = [int(each) for each in request.query_params.getlist("new")[:20] if each.isdecimal() and len(each) < 10]
    return list(sender.catalogue.terms(numbers).values()) if sender.person.staff else []


def post(request: Request, form: Form) -> Response:
    """Saves it; what is wrong, and what others changed, is shown with everything typed still there."""
    report, sender, words = report_of(request), sender_of(request), reader_of(request).words
    opened = opened_by(form)
    fields = typed.known(form.fields, typed.every_choice(sender.catalogue, hidden=sender.person.staff))
    try:
        result = correcting.correct(report.number, opened, fields, label_of(request), sender=sender)
    except (InputError, Conflict) as error:
        return page(request, report, opened, fields, Told(None, opened.taken, words(f"error.{error.key}", **error.data), status_of(error)))
    if result.differences:
        told = Told(result, opened.taken, status=409)
        return page(request, result.report, opened, result.fields, told)
    if result.wrong:
        return page(request, result.report, opened, result.fields, Told(result, opened.taken, words("error.correction_wrong"), 400))
    new = "".join(f"&new={term.id}" for term in result.made[:20])
    return RedirectResponse(f"/reports/{report.number}/edit?done={result.change}{new}", status_code=303)
