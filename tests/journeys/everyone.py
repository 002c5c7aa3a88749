"""What is wrong with a page for somebody who reads it: on a wide screen, on a phone, in the light, in the dark, from right to left."""

from collections.abc import Sequence
from typing import Any

from axe_core_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, StorageState, ViewportSize

LOCALES = ("en-GB", "ar")
WIDE, PHONE = ViewportSize(width=1280, height=720), ViewportSize(width=360, height=740)
RUN = "options => axe.run({preload: false, resultTypes: ['violations'], ...options}).then(found => found.violations)"
COLOURS: dict[str, Any] = {"runOnly": ["color-contrast"]}
REST: dict[str, Any] = {"rules": {"color-contrast": {"enabled": False}}}


def wrong(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """What a reader of the page as it stands would meet: all that axe finds, or part of it, and whether it scrolls sideways."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = []
    for each in page.evaluate(RUN, options or {}):
        node = each["nodes"][0]
        found.append(f"{page.url}: {each['id']} {node['html'][:160]} {node['failureSummary']}")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{page.url}: scrolls sideways")
    return found


def wrong_for_anyone(page: Page, locale: str) -> list[str]:
    """What any of its readers in one language would meet. Every colour is looked at once in the light and once in the dark: they are
    the same in every language."""  # fmt: skip
    arabic = locale == "ar"
    found = wrong(page, REST if arabic else None)
    if (page.locator("html").get_attribute("dir") == "rtl") != arabic:
        found.append(f"{page.url}: written in the wrong direction")
    page.set_viewport_size(PHONE)
    found += [f"on a phone: {each}" for each in wrong(page, REST)]
    if not arabic:
        page.emulate_media(color_scheme="dark")
        found += [f"in the dark: {each}" for each in wrong(page, COLOURS)]
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    return found


def wrong_anywhere(browser: Browser, at: str, addresses: Sequence[str], who: StorageState) -> list[str]:
    """What anybody would meet on these pages when signed in as somebody, with everything unfolded."""
    found = []
    for locale in LOCALES:
        context = browser.new_context(base_url=at, locale=locale, storage_state=who)
        page = context.new_page()
        for address in addresses:
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            found += wrong_for_anyone(page, locale)
        context.close()
    return found
