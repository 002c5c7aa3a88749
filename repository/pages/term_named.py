"""Given a term, reports that name it and do not have it; a person gives it to the chosen ones in one step, or declines them."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository.catalogue import Done, Writing
from repository.errors import InputError
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Form
from repository.model import Facet, Term
from repository.pages import show
from repository.pages.changing import Made, made_of, make
from repository.pages.terms import accept
from repository.pages.vocabulary_facet import facet_of
from repository.pages.vocabulary_term import term_of
from repository.reader import house, page_asked, reader_of
from repository.search import DEEPEST
from repository.search.hits import page_path
from repository.suggesting import Namer, naming

SHOWN = 50  # reports looked at for a page


@dataclass(frozen=True, slots=True)
class NamerLine:
    """A report that names the term, and the address of the page where; empty for its title."""

    namer: Namer
    where: str


@dataclass(frozen=True, slots=True)
class TermNamed:
    """The context of `pages/term_named.html`."""

    facet: Facet
    term: Term
    lines: tuple[NamerLine, ...]
    before: str
    after: str
    rule: bool  # whether what comes in is given the term without a person
    made: Made | None
    error: str = ""


def get(request: Request) -> Response:
    """The list."""
    return page(request)


def page(request: Request, *, error: InputError | None = None) -> Response:
    """The page."""
    facet, term, engines = facet_of(request), term_of(request), house(request)["engines"]
    here = f"/vocabulary/{term.facet}/{term.id}/named"
    if term.facet != facet.key:
        return RedirectResponse(here, status_code=301)
    at = page_asked(request, DEEPEST // SHOWN)
    total, found = naming(term, catalogue=engines.catalogue, index=engines.index, offset=(at - 1) * SHOWN, limit=SHOWN)
    context = TermNamed(
        facet=facet, term=term, lines=tuple(NamerLine(each, where(each)) for each in found),
        before=f"{here}?page={at - 1}" if at > 1 else "", after=f"{here}?page={at + 1}" if min(total, DEEPEST) > at * SHOWN else "",
        rule=term.id in engines.catalogue.rules(), made=made_of(request),
        error=reader_of(request).words(f"error.{error.key}", **error.data) if error else "",
    )  # fmt: skip
    return show(request, "term_named", context, status=status_of(error) if error else 200, place="vocabulary", indexed=False, form=True)


def where(namer: Namer) -> str:
    """The page that names it first."""
    file = next((file for file in namer.report.files if file.id == namer.named.file), None)
    return page_path(namer.report.number, file, namer.named.page) if namer.named.page else ""


def post(request: Request, form: Form) -> Response:
    """Gives the term to the chosen reports, or declines it for them."""
    term, catalogue = term_of(request), house(request)["engines"].catalogue
    here, what = f"/vocabulary/{term.facet}/{term.id}/named", form.get("do")
    if what in ("rule", "no_rule") and term.used:
        on = what == "rule"
        return make(request, lambda writing: Done(writing.set_rule(term.id, on=on), "term_rule", 0, term=term.id), here)
    chosen = [number for value in form.all("report")[:SHOWN] if (number := whole(value, 9)) is not None]
    numbers = list(catalogue.reports(chosen))
    if not numbers or what not in ("accept", "decline") or not term.used:
        return page(request, error=InputError("reports_chosen"))

    def change(writing: Writing) -> Done:
        if what == "accept":
            return accept(numbers, [term], writing)
        return Done(writing.decline(term.id, numbers), "term_declined", len(numbers), tuple(numbers[:5]), term.id)

    return make(request, change, here)
