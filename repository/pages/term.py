"""Given a term, what it is called, where it stands, and its newest reports; a merged one leads to where it went."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository.catalogue import Catalogue
from repository.errors import NotFound
from repository.index import Index
from repository.model import Facet, Results, Term, Text, Texts, in_language
from repository.pages import show
from repository.reader import Reader, house, reader_of
from repository.reading import followed, known
from repository.search import Ask, search

SHOWN = 20


@dataclass(frozen=True, slots=True)
class TermPage:
    """The context of `pages/term.html`."""

    term: Term
    facet: Facet
    names: Texts  # labels and synonyms in other words
    broader: tuple[Term, ...]
    narrower: tuple[tuple[Term, int], ...]
    definition: Text
    note: Text
    related: tuple[Term, ...]
    elsewhere: tuple[str, ...]  # web addresses of the same concept
    results: Results
    search: str


def get(request: Request) -> Response:
    """The page of a term."""
    engines = house(request)["engines"]
    wanted = request.path_params["id"]
    term = followed(wanted, catalogue=engines.catalogue)
    facets = {facet.key: facet for facet in engines.catalogue.facets() if facet.public}
    if term is None or term.facet not in facets or not known(term, catalogue=engines.catalogue):
        raise NotFound("term_unknown", value=wanted)
    if term.id != wanted:
        return RedirectResponse(f"/terms/{term.id}", status_code=301)
    page = term_page(term, facets[term.facet], reader_of(request), catalogue=engines.catalogue, index=engines.index)
    return show(request, "term", page, place="browse")


def term_page(term: Term, facet: Facet, reader: Reader, *, catalogue: Catalogue, index: Index) -> TermPage:
    """Everything the page shows."""
    counts = catalogue.term_counts(term.facet)
    broader, details = catalogue.terms(term.broader), term.details
    public = {each.key for each in catalogue.facets() if each.public}
    related = (each for each in catalogue.terms(details.related).values() if each.facet in public and known(each, catalogue=catalogue))
    narrower = [(each, counts[each.id]) for each in catalogue.narrower(term.id) if counts.get(each.id)]
    ask = Ask(include={term.facet: (term.key,)}, per_page=SHOWN, languages=reader.languages)
    return TermPage(
        term=term,
        facet=facet,
        names=tuple(dict.fromkeys((*term.labels, *term.synonyms))),
        broader=tuple(broader[each] for each in term.broader if each in broader and broader[each].used),
        narrower=tuple(sorted(narrower, key=lambda one: -one[1])),
        definition=in_language(details.definitions, reader.languages),
        note=in_language(details.notes, reader.languages),
        related=tuple(related),
        elsewhere=tuple(uri for uri in (term.uri, *details.exact) if uri.startswith(("http://", "https://"))),
        results=search(ask, catalogue=catalogue, index=index),
        search="/search?" + urlencode([(term.facet, term.key)]),
    )
