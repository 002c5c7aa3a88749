"""Given nothing, every facet with what there is to look at; and a form for a facet of one's own."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository import curation
from repository.catalogue import Catalogue, Done, Writing
from repository.errors import Conflict, InputError
from repository.failure import status_of
from repository.forms import Fields, Form
from repository.model import Facet
from repository.pages import show
from repository.pages.changing import Made, made_of, make
from repository.pages.facet_form import KINDS, WANTED, facet_in
from repository.reader import house, reader_of


@dataclass(frozen=True, slots=True)
class FacetLine:
    """A facet and its numbers."""

    facet: Facet
    terms: int
    proposed: int
    unused: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The context of `pages/vocabulary.html`."""

    lines: tuple[FacetLine, ...]
    languages: tuple[str, ...]
    made: Made | None
    error: str = ""
    typed: Fields = ()
    kinds: tuple[str, ...] = KINDS
    wanted: tuple[str, ...] = WANTED


def get(request: Request) -> Response:
    """The facets."""
    return page(request)


def page(request: Request, *, typed: Fields = (), error: InputError | Conflict | None = None) -> Response:
    """The page, with a form that was wrong when there is one."""
    home, words = house(request), reader_of(request).words
    lines = tuple(line(facet, catalogue=home["engines"].catalogue) for facet in home["engines"].catalogue.facets())
    said = words(f"error.{error.key}", **error.data) if error else ""
    context = Vocabulary(lines, home["settings"].languages, made_of(request), said, typed)
    return show(request, "vocabulary", context, status=status_of(error) if error else 200, place="vocabulary", indexed=False, form=True)


def line(facet: Facet, *, catalogue: Catalogue) -> FacetLine:
    """A facet's numbers."""
    terms, counts = catalogue.terms_of(facet.key), catalogue.term_counts(facet.key)
    return FacetLine(facet, len(terms), sum(term.state == "proposed" for term in terms), sum(not counts.get(term.id) for term in terms))


def post(request: Request, form: Form) -> Response:
    """Makes a facet of one's own."""
    languages = house(request)["settings"].languages
    try:
        facet = facet_in(form, languages)

        def change(writing: Writing) -> Done:
            return curation.add_facet(facet, writing=writing)

        return make(request, change, "/vocabulary")
    except (InputError, Conflict) as error:
        return page(request, typed=form.fields, error=error)
