"""Given nothing, the front page: the search box, the newest reports, ways in, what this place holds."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.catalogue import Catalogue
from repository.model import Facet, Holdings, Report, Term
from repository.pages import show
from repository.reader import house

NEWEST = 8
WAYS = ("topic", "country", "organisation", "type")
TERMS = 8


@dataclass(frozen=True, slots=True)
class Way:
    """A facet with its commonest terms; `more` terms are not shown."""

    facet: Facet
    terms: tuple[tuple[Term, int], ...]
    more: int


@dataclass(frozen=True, slots=True)
class Home:
    """The context of `pages/home.html`."""

    holdings: Holdings
    newest: tuple[Report, ...]
    ways: tuple[Way, ...]


def get(request: Request) -> Response:
    """The front page."""
    catalogue = house(request)["engines"].catalogue
    home = Home(catalogue.holdings(), tuple(catalogue.newest(NEWEST)), ways_in(catalogue))
    return show(request, "home", home, box=False)


def ways_in(catalogue: Catalogue) -> tuple[Way, ...]:
    """The facets a newcomer can start with, those that have published reports."""
    ways = []
    public = {facet.key: facet for facet in catalogue.facets() if facet.public}
    for key in WAYS:
        counts = catalogue.term_counts(key) if key in public else {}
        ids = sorted(counts, key=lambda term: (-counts[term], term))
        terms = catalogue.terms(ids[:TERMS])
        if terms:
            chosen = tuple((terms[each], counts[each]) for each in ids[:TERMS] if each in terms)
            ways.append(Way(public[key], chosen, max(0, len(ids) - TERMS)))
    return tuple(ways)
