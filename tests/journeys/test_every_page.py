"""Every public page: nothing axe finds, no sideways scrolling on a phone, right-to-left whole."""

from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.collection import Library
from tests.journeys.conftest import Open

pytestmark = pytest.mark.journey
WAYS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "arabic": {"locale": "ar"},
    "phone": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
    "arabic-phone": {"viewport": {"width": 360, "height": 740}, "locale": "ar", "is_mobile": True},
}


def addresses(library: Library) -> list[str]:
    numbers = library.numbers
    analysis, letter, gone = numbers["analysis"], numbers["letter"], numbers["gone"]
    return [
        *("/", "/search", "/search?q=recruitment", "/search?q=recruitment&country=KE", "/search?q=nothinglikethis", "/search/organisation"),
        *(f"/reports/{analysis}/", f"/reports/{letter}/", f"/reports/{numbers['arabic']}/", f"/reports/{numbers['evil']}/", f"/reports/{gone}/"),
        *(f"/reports/{analysis}/analyse.pdf/pages/2?q=frais", f"/reports/{letter}/pages/2", "/browse", "/browse/country", "/browse/topic"),
        *("/about", "/how-to-search", "/privacy", "/contact", "/account", "/no-such-page"),
    ]


def wrong(page: Page) -> list[str]:
    """What a reader of this page would meet."""
    found = []
    for each in Axe().run(page)["violations"]:
        node = each["nodes"][0]
        found.append(f"{page.url}: {each['id']} {node['html'][:160]} {node['failureSummary']}")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{page.url}: scrolls sideways")
    return found


@pytest.mark.parametrize("way", WAYS)
def test_every_page_is_for_everyone(visit: Open, library: Library, way: str) -> None:
    page = visit("/", **WAYS[way])
    found = wrong(page)
    for address in addresses(library)[1:]:
        page.goto(address)
        found += wrong(page)
        if "arabic" in way and page.locator("html").get_attribute("dir") != "rtl":
            found.append(f"{address}: not right-to-left")
    assert not found, "\n".join(found)
