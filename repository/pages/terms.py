"""Given a report, terms it may want with the reasons; a person takes them or declines them, one or several at a time."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository.catalogue import Catalogue, Done, Edit, Writing
from repository.describe import named_tag
from repository.errors import InputError
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Form
from repository.model import Facet, Report, Term
from repository.pages import show
from repository.pages.changing import Made, made_of, make
from repository.pages.seen import report_of
from repository.reader import house, reader_of
from repository.search.hits import page_path
from repository.suggesting import Proposed, suggested

MOST = 100  # terms of one form


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A proposed term, and the address of the page that names it; empty for a title and for what readers do not see."""

    proposed: Proposed
    facet: Facet
    where: str


@dataclass(frozen=True, slots=True)
class ReportTerms:
    """The context of `pages/terms.html`."""

    report: Report
    lines: tuple[ProposedLine, ...]
    declined: tuple[Term, ...]
    made: Made | None
    error: str = ""


def get(request: Request) -> Response:
    """The proposals."""
    return page(request)


def page(request: Request, *, error: InputError | None = None) -> Response:
    """The page."""
    engines, report, words = house(request)["engines"], report_of(request), reader_of(request).words
    found = suggested(report, catalogue=engines.catalogue, index=engines.index)
    facets = {facet.key: facet for facet in engines.catalogue.facets()}
    declined = engines.catalogue.terms([term for _, term in sorted(engines.catalogue.declined(report=report.number))])
    context = ReportTerms(
        report=report, lines=tuple(ProposedLine(each, facets[each.term.facet], where(report, each)) for each in found),
        declined=tuple(declined.values()), made=made_of(request),
        error=words(f"error.{error.key}", **error.data) if error else "",
    )  # fmt: skip
    return show(request, "terms", context, status=status_of(error) if error else 200, place="review", indexed=False, form=True)


def where(report: Report, proposed: Proposed) -> str:
    """The page where the term is named first."""
    named = proposed.named
    if named is None or not named.page or report.state != "published":
        return ""
    file = next((file for file in report.files if file.id == named.file), None)
    return page_path(report.number, file, named.page)


def post(request: Request, form: Form) -> Response:
    """Takes the chosen terms, or declines them; `again` proposes declined ones again."""
    report, catalogue = report_of(request), house(request)["engines"].catalogue
    here = f"/reports/{report.number}/terms"
    try:
        terms = chosen(form, catalogue=catalogue)
    except InputError as error:
        return page(request, error=error)
    match form.get("do"):
        case "accept":
            return make(request, lambda writing: accept([report.number], terms, writing), here)
        case "decline" | "again":
            again = form.get("do") == "again"
            return make(request, lambda writing: decline(report, terms, writing, again=again), here)
    return RedirectResponse(here, status_code=303)


def chosen(form: Form, *, catalogue: Catalogue) -> list[Term]:
    """The terms of a form; raises InputError `terms_chosen` when there is none."""
    ids = [number for value in form.all("term")[:MOST] if (number := whole(value)) is not None]
    found = [term for term in catalogue.terms(ids).values() if term.used]
    if not found:
        raise InputError("terms_chosen")
    return found


def accept(numbers: list[int], terms: list[Term], writing: Writing) -> Done:
    """The terms are put on the reports: one line of history."""
    return writing.edit_reports(numbers, Edit(append=tuple(map(named_tag, terms))), append=[[term.facet, term.key] for term in terms])


def decline(report: Report, terms: list[Term], writing: Writing, *, again: bool) -> Done:
    """They are not proposed for this report any more."""
    changes = [writing.decline(term.id, [report.number], again=again) for term in terms]
    return Done(max(changes), "term_declined", 1, (report.number,))
