"""Every address in one table: a page or an API resource is one module, and its functions `get`, `post` … give the answer."""

from collections.abc import Callable
from types import ModuleType

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Match, Route
from starlette.types import Scope

from repository.api import edit as api_edit
from repository.api import facets as api_facets
from repository.api import history as api_history
from repository.api import merge as api_merge
from repository.api import openapi as api_openapi
from repository.api import report as api_report
from repository.api import reports as api_reports
from repository.api import search as api_search
from repository.api import split as api_split
from repository.api import task as api_task
from repository.api import term as api_term
from repository.api import terms as api_terms
from repository.api import transitions as api_transitions
from repository.api import undo as api_undo
from repository.endpoint import endpoint, methods
from repository.forms import Limits
from repository.pages import (
    about,
    account,
    accounts,
    batch,
    batch_receipt,
    batched,
    browse,
    change_file,
    changes,
    cite,
    code,
    contact,
    edit,
    feed,
    forgotten,
    health_of_text,
    history,
    home,
    how_to_search,
    language,
    link,
    live,
    mail,
    not_found,
    opensearch,
    original,
    page,
    page_text,
    password,
    person,
    picture,
    privacy,
    ready,
    receipt,
    report,
    report_changes,
    report_edit,
    report_replace,
    resume,
    review,
    review_report,
    robots,
    search,
    second_factor,
    sessions,
    sign_out,
    sitemap,
    static,
    taken,
    task,
    template,
    term,
    term_named,
    terms,
    text_of_file,
    tokens,
    upload,
    uploaded,
    uploads,
    values,
    vocabulary,
    vocabulary_exchange,
    vocabulary_export,
    vocabulary_facet,
    vocabulary_import,
    vocabulary_settings,
    vocabulary_term,
)
from repository.settings import Settings

TABLE: tuple[tuple[str, ModuleType], ...] = (
    ("/", home),
    ("/search", search),
    ("/search.{format}", taken),
    ("/search/{facet}", values),
    ("/reports/{number:int}", report),
    ("/reports/{number:int}/", report),
    ("/reports/{number:int}/cite.{format}", cite),
    ("/reports/{number:int}/pages/{n:int}", page),
    ("/reports/{number:int}/edit", report_edit),
    ("/reports/{number:int}/replace", report_replace),
    ("/reports/{number:int}/changes", report_changes),
    ("/reports/{number:int}/changes/{id:int}", change_file),
    ("/changes", changes),
    ("/reports/{number:int}/terms", terms),
    ("/reports/{number:int}/pages/{n:int}.txt", page_text),
    ("/reports/{number:int}/{name}", original),
    ("/reports/{number:int}/{name}/pages/{n:int}", page),
    ("/reports/{number:int}/{name}/pages/{n:int}.png", picture),
    ("/reports/{number:int}/{name}/pages/{n:int}.txt", page_text),
    ("/browse", browse),
    ("/browse/{facet}", browse),
    ("/terms/{id:int}", term),
    ("/about", about),
    ("/how-to-search", how_to_search),
    ("/privacy", privacy),
    ("/contact", contact),
    ("/language", language),
    ("/account", account),
    ("/account/code", code),
    ("/account/second-factor", second_factor),
    ("/account/password", password),
    ("/account/sessions", sessions),
    ("/account/tokens", tokens),
    ("/account/forgotten", forgotten),
    ("/account/link/{link}", link),
    ("/account/sign-out", sign_out),
    ("/account/resume", resume),
    ("/accounts", accounts),
    ("/accounts/{id:int}", person),
    ("/mail", mail),
    ("/vocabulary", vocabulary),
    ("/vocabulary/import", vocabulary_import),
    ("/vocabulary/{facet}", vocabulary_facet),
    ("/vocabulary/{facet}/exchange", vocabulary_exchange),
    ("/vocabulary/{facet}/export.{format}", vocabulary_export),
    ("/vocabulary/{facet}/settings", vocabulary_settings),
    ("/vocabulary/{facet}/{id:int}", vocabulary_term),
    ("/vocabulary/{facet}/{id:int}/named", term_named),
    ("/review", review),
    ("/review/{number:int}", review_report),
    ("/health-of-text", health_of_text),
    ("/health-of-text/{id:int}", text_of_file),
    ("/not-found", not_found),
    ("/edit", edit),
    ("/history", history),
    ("/tasks/{id:int}", task),
    ("/upload", upload),
    ("/upload/batch", batch),
    ("/upload/template.csv", template),
    ("/uploads", uploads),
    ("/uploads/{id:int}", uploaded),
    ("/uploads/{id:int}.csv", receipt),
    ("/uploads/batches/{id:int}", batched),
    ("/uploads/batches/{id:int}.csv", batch_receipt),
    ("/static/{name}", static),
    ("/robots.txt", robots),
    ("/feed.atom", feed),
    ("/sitemap.xml", sitemap),
    ("/opensearch.xml", opensearch),
    ("/live", live),
    ("/ready", ready),
    ("/api/v1/search", api_search),
    ("/api/v1/reports", api_reports),
    ("/api/v1/reports/{number:int}", api_report),
    ("/api/v1/reports/{number:int}/transitions", api_transitions),
    ("/api/v1/facets", api_facets),
    ("/api/v1/terms", api_terms),
    ("/api/v1/terms/{id:int}", api_term),
    ("/api/v1/terms/{id:int}/merge", api_merge),
    ("/api/v1/terms/{id:int}/split", api_split),
    ("/api/v1/edit", api_edit),
    ("/api/v1/history", api_history),
    ("/api/v1/undo/{change:int}", api_undo),
    ("/api/v1/tasks/{id:int}", api_task),
    ("/api/v1/openapi.json", api_openapi),
)
AS_THEY_ARE = (original, picture, static)  # these know their own encoding
PACKED = [Middleware(GZipMiddleware, minimum_size=600, compresslevel=6)]


def name_of(module: ModuleType) -> str:
    """`search` for a page, `api.search` for a resource."""
    return module.__name__.removeprefix("repository.").removeprefix("pages.")


def routes() -> list[Route]:
    """The table as the application takes it."""
    return [
        Route(
            address, endpoint(address, module, account.give_back), methods=methods(module), name=name_of(module),
            middleware=None if module in AS_THEY_ARE else PACKED,
        )
        for address, module in TABLE
    ]  # fmt: skip


def largest_body(settings: Settings) -> Callable[[Scope], int]:
    """How many bytes the body of a request may have, by its address."""
    usual = Limits().body
    limits = [(address, module, module.limits(settings)) for address, module in TABLE if hasattr(module, "limits")]
    larger = [(Route(address, module.post), of.body + of.past) for address, module, of in limits]

    def limit(scope: Scope) -> int:
        return max((body for route, body in larger if route.matches(scope)[0] is not Match.NONE), default=usual)

    return limit
