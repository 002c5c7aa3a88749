"""Given a question and a facet, every value of it with its number of reports: from A to Z, or narrower under broader ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from repository.catalogue import Catalogue
from repository.errors import NotFound
from repository.index import Index
from repository.model import Facet, FacetValue
from repository.pages import show
from repository.pages.browse import sorting
from repository.pages.search import ValueLink, asked, spoken, value_link
from repository.reader import house, reader_of
from repository.search import search, under_each_other
from repository.search_links import Links, Step, pairs_without

MOST = 300  # the commonest are listed; all of them are looked through


@dataclass(frozen=True, slots=True)
class Listed:
    """A value, and how far under a broader one it stands."""

    link: ValueLink
    level: int


@dataclass(frozen=True, slots=True)
class Values:
    """The context of `pages/values.html`; `find` is what the reader looks for among them, `shelves` are letters (or one without)."""

    facet: Facet
    shelves: tuple[tuple[str, tuple[Listed, ...]], ...]
    find: str
    back: Step
    q: str
    kept: tuple[tuple[str, str], ...]
    total: int
    most: int
    cut: bool


def get(request: Request) -> Response:
    """The list."""
    engines = house(request)["engines"]
    with engines.catalogue.reading():
        values = values_of(request, catalogue=engines.catalogue, index=engines.index)
    return show(request, "values", values, query=values.q, box=False, place="search", indexed=False)


def values_of(request: Request, *, catalogue: Catalogue, index: Index) -> Values:
    """Everything the page shows; raises NotFound."""
    facets = {facet.key: facet for facet in catalogue.facets() if facet.public}
    key = request.path_params["facet"]
    if key not in facets:
        raise NotFound("facet_unknown", value=key)
    ask = asked(request, reader_of(request), catalogue)
    links = Links(ask, list(facets))
    found = search(ask, catalogue=catalogue, index=index, whole=key).facets.get(key, ())
    find = request.query_params.get("find", "").strip()[:100]
    shown = [value for value in found if sorting(find) in sorting(value.label)]
    return Values(
        facet=facets[key], shelves=shelves(key, shown[:MOST], links, tree=not find, catalogue=catalogue), find=find,
        back=links.aside("/search"), q=ask.q, kept=(*pairs_without(ask, "q", "page"), *spoken(request, ask)),
        total=len(shown), most=MOST, cut=len(shown) > MOST,
    )  # fmt: skip


def shelves(
    key: str, values: Sequence[FacetValue], links: Links, *, tree: bool, catalogue: Catalogue
) -> tuple[tuple[str, tuple[Listed, ...]], ...]:
    """Values as a tree when some stand under others, else by letter."""
    by_name = sorted(values, key=lambda value: sorting(value.label))
    levels = under_each_other(key, by_name, catalogue=catalogue) if tree else [(value, 0) for value in by_name]
    listed = [Listed(value_link(links, key, value), level) for value, level in levels]
    if any(level for _, level in levels) or len(listed) < 12:
        return (("", tuple(listed)),) if listed else ()
    return tuple((letter, tuple(some)) for letter, some in groupby(listed, key=_letter))


def _letter(listed: Listed) -> str:
    first = sorting(listed.link.value.label)[:1]
    return first.upper() if first.isalpha() else "#"
