"""Given words and facets, a page of results: how they were read, the pages that have them, ways to narrow and to widen."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.catalogue import Catalogue
from repository.model import Facet, FacetValue, Results, Text
from repository.pages import show
from repository.pages.histogram import Histogram, histogram
from repository.reader import Reader, house, reader_of
from repository.render import Voice
from repository.search import Ask, read_address, search
from repository.search_links import excluded, href, included, pairs_without, without

SHOWN, SHOWN_LATER = 7, 5  # values of a facet beside the results, of the first facets and of the later ones
FIRST = 4
TAKEN = (("csv", "CSV"), ("json", "JSON"), ("ris", "RIS"), ("bib", "BibTeX"), ("atom", "Atom"))


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes the question; `chosen` when it is so now."""

    label: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ValueLink:
    """A value of a facet: `toggle` takes it in or off, `leave` leaves it out."""

    value: FacetValue
    toggle: str
    leave: str


@dataclass(frozen=True, slots=True)
class FacetBox:
    """A facet beside the results; `all` leads to every value when there are more."""

    facet: Facet
    values: tuple[ValueLink, ...]
    all: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value that can be taken off."""

    facet: Text
    label: Text
    leave: bool  # it is left out
    off: str


@dataclass(frozen=True, slots=True)
class Search:
    """The context of `pages/search.html`."""

    ask: Ask
    results: Results
    boxes: tuple[FacetBox, ...]
    chips: tuple[Chip, ...]
    years: Histogram | None
    sorts: tuple[Choice, ...]
    matches: tuple[Choice, ...]
    exactness: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]  # what the search box keeps besides its words
    kept_by_years: tuple[tuple[str, str], ...]
    all_off: str
    any_words: str
    suggested: str
    without_part: tuple[str, ...]  # for each part of the receipt
    before: str
    after: str
    taken: tuple[tuple[str, str], ...]


def get(request: Request) -> Response:
    """The results."""
    engines = house(request)["engines"]
    reader = reader_of(request)
    ask = asked(request, reader, engines.catalogue)
    results = search(ask, catalogue=engines.catalogue, index=engines.index)
    page = search_page(ask, results, reader, catalogue=engines.catalogue)
    return show(request, "search", page, query=ask.q, box=False, place="search", indexed=False)


def asked(request: Request, reader: Reader, catalogue: Catalogue) -> Ask:
    """The question of an address, read for this reader."""
    public = [facet.key for facet in catalogue.facets() if facet.public]
    return read_address(request.query_params.multi_items(), public, reader.languages)


def search_page(ask: Ask, results: Results, reader: Reader, *, catalogue: Catalogue) -> Search:
    """Everything the page shows, with every link made."""
    words, voice = reader.words, Voice(reader.words, reader.languages)
    facets = sorted((facet for facet in catalogue.facets() if facet.public), key=lambda facet: facet.position)
    last = -(-min(results.total, 1000) // results.per_page)

    def choices(name: str, values: tuple[str, ...], now: object) -> tuple[Choice, ...]:
        return tuple(Choice(words(f"search.{name}_{value}"), href(ask, **{name: value}), value == now) for value in values)

    return Search(
        ask=ask,
        results=results,
        boxes=boxes(ask, results, facets),
        chips=chips(ask, results, facets, voice),
        years=histogram(ask, results.years),
        sorts=choices("sort", ("relevance", "newest", "oldest", "title") if ask.q else ("newest", "oldest", "title"), ask.order),
        matches=choices("match", ("all", "most", "any"), results.receipt.match),
        exactness=(Choice(words("search.forms"), href(ask, exact=False), not ask.exact),
                   Choice(words("search.exact"), href(ask, exact=True), ask.exact)),
        kept=pairs_without(ask, "q", "page"),
        kept_by_years=pairs_without(ask, "year", "page"),
        all_off=href(ask, include={}, exclude={}, years=None),
        any_words=href(ask, match="any"),
        suggested=href(ask, q=results.suggestion.query) if results.suggestion else "",
        without_part=tuple(href(ask, q=part.without) for part in results.receipt.parts),
        before=href(ask, page=min(ask.page, last + 1) - 1) if ask.page > 1 and last else "",
        after=href(ask, page=ask.page + 1) if ask.page < last else "",
        taken=tuple((name, href(ask, path=f"/search.{kind}")) for kind, name in TAKEN),
    )  # fmt: skip


def value_link(ask: Ask, facet: str, value: FacetValue) -> ValueLink:
    """A value with its two links."""
    toggle = without(ask, facet, value.value) if value.selected or value.excluded else included(ask, facet, value.value)
    return ValueLink(value, toggle, excluded(ask, facet, value.value))


def boxes(ask: Ask, results: Results, facets: list[Facet]) -> tuple[FacetBox, ...]:
    """The facets that have values, the first ones with more of them."""
    filled = [facet for facet in facets if results.facets.get(facet.key)]
    return tuple(box(facet, results.facets[facet.key], ask, SHOWN if place < FIRST else SHOWN_LATER) for place, facet in enumerate(filled))


def box(facet: Facet, values: tuple[FacetValue, ...], ask: Ask, most: int) -> FacetBox:
    """The first values of a facet: the chosen ones always."""
    chosen = [value for value in values if value.selected or value.excluded]
    others = [value for value in values if not (value.selected or value.excluded)]
    shown = chosen + others[: max(2, most - len(chosen))]
    more = href(ask, path=f"/search/{facet.key}") if len(shown) < len(values) else ""
    return FacetBox(facet, tuple(value_link(ask, facet.key, value) for value in shown), more)


def chips(ask: Ask, results: Results, facets: list[Facet], voice: Voice) -> tuple[Chip, ...]:
    """What is chosen, in the order of the facets, the years last."""
    found = []
    for facet in facets:
        labels = {value.value: Text(value.language, value.label) for value in results.facets.get(facet.key, ())}
        for values, leave in ((ask.include.get(facet.key, ()), False), (ask.exclude.get(facet.key, ()), True)):
            for value in values:
                label = labels.get(value, Text("", value))
                found.append(Chip(voice.facet(facet), label, leave, without(ask, facet.key, value)))
    if ask.years:
        low, high = ask.years
        span = str(low) if low == high else f"{'' if low is None else low}–{'' if high is None else high}"
        found.append(Chip(voice.facet_key("year"), Text("", span), leave=False, off=href(ask, years=None)))
    return tuple(found)
