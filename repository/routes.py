"""Every address in one table: a page or an API resource is one module, and its function `get` gives the answer."""

from types import ModuleType

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from repository.api import facets as api_facets
from repository.api import openapi as api_openapi
from repository.api import report as api_report
from repository.api import search as api_search
from repository.pages import (
    about,
    browse,
    cite,
    contact,
    home,
    how_to_search,
    language,
    live,
    original,
    page,
    privacy,
    ready,
    report,
    robots,
    search,
    static,
    taken,
    term,
    values,
)

TABLE: tuple[tuple[str, ModuleType], ...] = (
    ("/", home),
    ("/search", search),
    ("/search.{format}", taken),
    ("/search/{facet}", values),
    ("/reports/{number:int}", report),
    ("/reports/{number:int}/", report),
    ("/reports/{number:int}/cite.{format}", cite),
    ("/reports/{number:int}/pages/{n:int}", page),
    ("/reports/{number:int}/{name}", original),
    ("/reports/{number:int}/{name}/pages/{n:int}", page),
    ("/browse", browse),
    ("/browse/{facet}", browse),
    ("/terms/{id:int}", term),
    ("/about", about),
    ("/how-to-search", how_to_search),
    ("/privacy", privacy),
    ("/contact", contact),
    ("/language", language),
    ("/static/{name}", static),
    ("/robots.txt", robots),
    ("/live", live),
    ("/ready", ready),
    ("/api/v1/search", api_search),
    ("/api/v1/reports/{number:int}", api_report),
    ("/api/v1/facets", api_facets),
    ("/api/v1/openapi.json", api_openapi),
)
AS_THEY_ARE = (original, static)  # these know their own encoding
PACKED = [Middleware(GZipMiddleware, minimum_size=600, compresslevel=6)]


def name_of(module: ModuleType) -> str:
    """`search` for a page, `api.search` for a resource."""
    return module.__name__.removeprefix("repository.").removeprefix("pages.")


def routes() -> list[Route]:
    """The table as the application takes it."""
    return [Route(address, module.get, name=name_of(module), middleware=None if module in AS_THEY_ARE else PACKED) for address, module in TABLE]
