"""Given settings and engines, the application: the composition root."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from repository.api import problem
from repository.counting import Counts, Keeper
from repository.engines import Engines, open_engines
from repository.errors import NotSignedIn, RepositoryError
from repository.guard import Guard
from repository.identity import Identity
from repository.kept import Kept
from repository.pages import account
from repository.pages import error as error_page
from repository.pages.again import MOST
from repository.reader import House
from repository.routes import largest_body, routes
from repository.secret import read_secret
from repository.settings import Settings, load
from repository.turns import Turns

YOUNG = 5_000  # new objects until the youngest are looked through; a page makes thousands, and leaves few
RECEIVED = 2  # threads that write bytes of forms as they come


def create_app(settings: Settings, engines: Engines, *, owns_engines: bool = False) -> Starlette:
    """The application; with `owns_engines` they are closed when it stops."""

    secret = read_secret(settings.secret_file)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[House]:
        counts = Counts(secret)
        keeper = Keeper(counts, catalogue=engines.catalogue)
        try:
            yield House(settings=settings, engines=engines, secret=secret, counts=counts, received=CapacityLimiter(RECEIVED),
                        turns=Turns(), answers=Kept(MOST))  # fmt: skip
        finally:
            await run_in_threadpool(keeper.close)
            if owns_engines:
                await run_in_threadpool(engines.close)

    app = Starlette(
        routes=routes(),
        middleware=[
            Middleware(Guard, settings=settings, fail=fail, limit=largest_body(settings)),
            Middleware(Identity, settings=settings, accounts=engines.accounts, fail=fail),
        ],
        exception_handlers={RepositoryError: fail, HTTPException: fail},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # the table says where a slash belongs; redirects stay relative
    return app


def fail(request: Request, error: Exception) -> Response:
    """The answer to an error: a page, or a problem document in the API."""
    if request.scope["path"].startswith("/api/"):
        return problem.answer(request, error)
    if isinstance(error, NotSignedIn) and request.method in ("GET", "HEAD"):
        return account.ask(request)
    return error_page.answer(request, error)


def from_environment() -> Starlette:
    """The application the environment describes, with engines of its own: the factory for a server."""
    settings = load()
    app = create_app(settings, open_engines(settings), owns_engines=True)
    gc.collect()
    gc.freeze()  # what is there now stays; looking through all of it for garbage stopped every answer for a tenth of a second
    gc.set_threshold(YOUNG)
    return app
