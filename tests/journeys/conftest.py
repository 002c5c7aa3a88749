"""A real server and a real browser."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from repository.accounts import links
from repository.engines import Engines
from tests.collection import Library
from tests.journeys.keyboard import entered, typed
from tests.people import PASSWORD
from tests.serving import serving

NAMES = ("chromium", "chromium-browser", "google-chrome")
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def address(library: Library) -> Iterator[str]:
    """Where the library is served."""
    with serving(library.settings, library.engines) as at:
        yield at


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as Debian has it."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert program, "no browser found: install chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def curator(place: str, browser: Browser, engines: Engines) -> Iterator[BrowserContext]:
    """Signed in at the `place` of a test, in a browser without JavaScript."""
    context = signed_in(browser, place, engines)
    yield context
    context.close()


def signed_in(browser: Browser, place: str, engines: Engines) -> BrowserContext:
    """A curator's browser without JavaScript; to be closed."""
    links.sample("curator@library.example", role="curator", password=PASSWORD, organisations=(), language="en",
                 accounts=engines.accounts)  # fmt: skip
    context = browser.new_context(base_url=place, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto("/account")
    typed(page, "#email", "curator@library.example")
    typed(page, "#password", PASSWORD)
    entered(page)
    return context


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Opens an address in a browser of its own; what the page asks of other places or says of mistakes fails the test."""
    contexts, wrong = [], []

    def open_page(path: str, **how: object) -> Page:
        context = browser.new_context(**({"base_url": address, "locale": "en-GB"} | how))
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith((address, "data:")) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
