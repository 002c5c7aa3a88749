"""Given a question and a facet, every value of it with its number of reports, from A to Z."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.errors import NotFound
from repository.model import Facet
from repository.pages import show
from repository.pages.browse import sorting
from repository.pages.search import ValueLink, asked, value_link
from repository.reader import house, reader_of
from repository.search import search
from repository.search_links import href, pairs_without

MOST = 100  # the commonest are listed


@dataclass(frozen=True, slots=True)
class Values:
    """The context of `pages/values.html`; `find` is what the reader looks for among them."""

    facet: Facet
    values: tuple[ValueLink, ...]
    find: str
    back: str
    kept: tuple[tuple[str, str], ...]
    cut: bool


def get(request: Request) -> Response:
    """The list."""
    engines = house(request)["engines"]
    reader = reader_of(request)
    facets = {facet.key: facet for facet in engines.catalogue.facets() if facet.public}
    key = request.path_params["facet"]
    if key not in facets:
        raise NotFound("facet_unknown", value=key)
    ask = asked(request, reader, engines.catalogue)
    found = search(ask, catalogue=engines.catalogue, index=engines.index).facets.get(key, ())
    find = request.query_params.get("find", "").strip()[:100]
    shown = [value for value in found if sorting(find) in sorting(value.label)]
    shown.sort(key=lambda value: sorting(value.label))
    values = Values(
        facets[key], tuple(value_link(ask, key, value) for value in shown), find, href(ask), pairs_without(ask, "page"),
        len(found) >= MOST,
    )  # fmt: skip
    return show(request, "values", values, query=ask.q, place="search", indexed=False)
