"""Given words and facets, a page of results: how they were read, the pages that have them, ways to narrow and to widen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository.catalogue import Catalogue
from repository.identity import account_of
from repository.kinds import RANGED, amount, span
from repository.model import Facet, FacetValue, PartRead, Results, Text
from repository.pages import again, show
from repository.pages.histogram import Histogram, histogram
from repository.reader import Reader, house, reader_of
from repository.render import Voice
from repository.search import DEEPEST, Ask, read_address, search, under_each_other
from repository.search_links import Links, Step, href, pairs_without

SHOWN, SHOWN_LATER = 7, 5  # values of a facet beside the results, of the first facets and of the later ones
FIRST = 4
PARTS = 40  # of a receipt; a pasted page has more
TAKEN = (("csv", "CSV"), ("json", "JSON"), ("ris", "RIS"), ("bib", "BibTeX"), ("atom", "Atom"))


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to change the question; `chosen` when it is so now."""

    label: str
    step: Step
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ValueLink:
    """A value of a facet: `toggle` takes it in or off, `leave` leaves it out."""

    value: FacetValue
    toggle: Step
    leave: Step


@dataclass(frozen=True, slots=True)
class FacetBox:
    """A facet beside the results; `all` leads to every value when there are more."""

    facet: Facet
    values: tuple[ValueLink, ...]
    levels: tuple[int, ...]  # how far each stands under a broader one that is shown
    all: Step | None
    bars: Histogram | None = None  # of years or numbers
    kept: tuple[tuple[str, str], ...] = ()  # what the form of their range keeps


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value that can be taken off."""

    facet: Text
    label: Text
    leave: bool  # it is left out
    off: Step


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
    widening: Step  # to the question with names of the same meaning, or without them
    kept: tuple[tuple[str, str], ...]  # what the search box keeps besides its words
    kept_by_years: tuple[tuple[str, str], ...]
    all_off: Step
    any_words: Step
    suggested: str
    parts: tuple[tuple[PartRead, Step], ...]  # of the receipt, each with the way to the question without it
    before: Step | None
    after: Step | None
    taken: tuple[Choice, ...]
    feed: str  # empty for a long question


def get(request: Request) -> Response:
    """The results."""
    engines = house(request)["engines"]
    reader = reader_of(request)
    key = again.key_of(request, reader)
    if (same := again.known(request, key)) is not None:
        return same
    with engines.catalogue.reading():
        ask = asked(request, reader, engines.catalogue)
        now = renamed(ask, catalogue=engines.catalogue)
        if now != ask:
            return RedirectResponse(href(now), status_code=301)
        results = search(ask, catalogue=engines.catalogue, index=engines.index, most=SHOWN + 1)  # one more, to know of it
        page = search_page(ask, results, reader, catalogue=engines.catalogue, spoken=spoken(request, ask))
    account = account_of(request)
    if not results.total and ask.ranked and not (ask.include or ask.exclude or ask.years or results.degraded or (account and account.staff)):
        house(request)["counts"].not_found(ask.q, request.headers.get("user-agent", ""))
    response = show(request, "search", page, query=ask.q, box=False, place="search", indexed=False)
    if results.total and not (results.degraded or results.hurried):
        again.keep(request, key, response)
    return response


def spoken(request: Request, ask: Ask) -> tuple[tuple[str, str], ...]:
    """The language the address asks for, to go along with the buttons of a long question; links find it in a cookie."""
    wish = request.query_params.get("lang", "")
    return (("lang", wish),) if wish and ask.long else ()


def asked(request: Request, reader: Reader, catalogue: Catalogue) -> Ask:
    """The question of an address, read for this reader."""
    return read_address(request.query_params.multi_items(), public_facets(catalogue), reader.languages)


def renamed(ask: Ask, *, catalogue: Catalogue) -> Ask:
    """The question with the values that merged terms went to."""

    def newest(chosen: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {facet: tuple(dict.fromkeys(current(facet, value, catalogue) for value in values)) for facet, values in chosen.items()}

    return replace(ask, include=newest(ask.include), exclude=newest(ask.exclude))


def current(facet: str, value: str, catalogue: Catalogue) -> str:
    """The key of the term a value means now; the value itself when readers know no such term."""
    term = catalogue.term_by_key(facet, value)
    return term.key if term and term.state == "approved" else value


def public_facets(catalogue: Catalogue) -> list[str]:
    """The facets an address can name."""
    return [facet.key for facet in catalogue.facets() if facet.public]


def search_page(ask: Ask, results: Results, reader: Reader, *, catalogue: Catalogue, spoken: tuple[tuple[str, str], ...] = ()) -> Search:
    """Everything the page shows, with every link made."""
    words, voice = reader.words, Voice(reader.words, reader.languages)
    facets = sorted((facet for facet in catalogue.facets() if facet.public), key=lambda facet: facet.position)
    links = Links(ask, [facet.key for facet in facets])
    last = -(-min(results.total, DEEPEST) // results.per_page)
    orders = ("relevance", "newest", "oldest", "title") if ask.ranked else ("newest", "oldest", "title")

    def choices(name: str, values: tuple[str, ...], now: object) -> tuple[Choice, ...]:
        return tuple(Choice(words(f"search.{name}_{value}"), links.step(f"{name}={value}"), value == now) for value in values)

    return Search(
        ask=ask,
        results=results,
        boxes=boxes(links, results, facets, catalogue=catalogue),
        chips=chips(links, results, facets, voice),
        years=histogram(links, results.years),
        sorts=choices("sort", orders, "newest" if results.degraded else ask.order),
        matches=choices("match", ("all", "most", "any"), results.receipt.match),
        exactness=(Choice(words("search.forms"), links.step("exact="), not ask.exact),
                   Choice(words("search.exact"), links.step("exact=1"), ask.exact)),
        widening=links.step("widen=0" if ask.widen else "widen="),
        kept=(*pairs_without(ask, "q", "page"), *spoken),
        kept_by_years=(*pairs_without(ask, "year", "page"), *spoken),
        all_off=links.step("chosen="),
        any_words=links.step("match=any"),
        suggested=suggested(ask, results),
        parts=tuple((part, links.step(f"without={place}")) for place, part in enumerate(results.receipt.parts[:PARTS])),
        before=links.step(f"page={min(ask.page, last + 1) - 1}") if ask.page > 1 and last else None,
        after=links.step(f"page={ask.page + 1}") if ask.page < last else None,
        taken=tuple(Choice(name, links.aside(f"/search.{kind}")) for kind, name in TAKEN),
        feed="" if links.long else href(ask, path="/search.atom"),
    )  # fmt: skip


def suggested(ask: Ask, results: Results) -> str:
    """The address of the question that is offered instead."""
    offer = results.suggestion
    if offer is None:
        return ""
    if offer.kind == "unfiltered":
        return href(ask, include={}, exclude={}, years=None)
    return href(ask, q=offer.query, exact=ask.exact and offer.kind != "forms")


def value_link(links: Links, facet: str, value: FacetValue) -> ValueLink:
    """A value with its two ways."""
    return ValueLink(value, links.value(facet, value.value), links.value(f"-{facet}", value.value))


def boxes(links: Links, results: Results, facets: list[Facet], *, catalogue: Catalogue) -> tuple[FacetBox, ...]:
    """The facets that have values, the first ones with more of them."""
    filled = [facet for facet in facets if results.facets.get(facet.key)]
    return tuple(
        box(facet, results.facets[facet.key], links, SHOWN if place < FIRST else SHOWN_LATER, catalogue=catalogue)
        for place, facet in enumerate(filled)
    )


def box(facet: Facet, values: tuple[FacetValue, ...], links: Links, most: int, *, catalogue: Catalogue) -> FacetBox:
    """The first values of a facet, narrower ones under broader ones: the chosen ones always."""
    if facet.kind in RANGED:
        return ranged(facet, values, links)
    chosen = [value for value in values if value.selected or value.excluded]
    others = [value for value in values if not (value.selected or value.excluded)]
    shown = under_each_other(facet.key, chosen + others[: max(2, most - len(chosen))], catalogue=catalogue)
    more = links.aside(f"/search/{facet.key}") if len(shown) < len(values) else None
    return FacetBox(facet, tuple(value_link(links, facet.key, value) for value, _ in shown), tuple(level for _, level in shown), more)


def ranged(facet: Facet, values: tuple[FacetValue, ...], links: Links) -> FacetBox:
    """Years or numbers as bars, with two boxes for a range."""
    counts: dict[int, int] = {}
    for value in values:
        if "-" not in value.value:  # months and days are counted in their year
            counts[int(amount(value.value))] = counts.get(int(amount(value.value)), 0) + value.count
    limits = next((limits for value in links.ask.include.get(facet.key, ()) if (limits := span(value))), None)
    whole = tuple(None if abs(each) == inf else int(each) for each in limits) if limits else None
    bars = histogram(links, sorted(counts.items()), facet.key, (whole[0], whole[1]) if whole else None)
    shown = tuple(value_link(links, facet.key, value) for value in (() if bars else values[:SHOWN_LATER]))
    return FacetBox(facet, shown, (0,) * len(shown), None, bars, pairs_without(links.ask, facet.key, "page"))


def chips(links: Links, results: Results, facets: list[Facet], voice: Voice) -> tuple[Chip, ...]:
    """What is chosen, in the order of the facets, the years last."""
    ask = links.ask
    found = []
    for facet in facets:
        labels = {value.value: Text(value.language, value.label) for value in results.facets.get(facet.key, ())}
        for values, leave in ((ask.include.get(facet.key, ()), False), (ask.exclude.get(facet.key, ()), True)):
            for value in values:
                label = labels.get(value, Text("", value.replace("..", "–")))
                found.append(Chip(voice.facet(facet), label, leave, links.step(f"{facet.key}={value}")))
    if ask.years:
        low, high = ask.years
        span = str(low) if low == high else f"{'' if low is None else low}–{'' if high is None else high}"
        found.append(Chip(voice.facet_key("year"), Text("", span), leave=False, off=links.step("year=")))
    return tuple(found)
