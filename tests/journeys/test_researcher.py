"""A researcher's way: search, facet, passage, page, original, citation; with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("script", [False, True], ids=["no-javascript", "javascript"])
def test_from_a_word_to_the_page_that_says_it(visit: Open, address: str, script: bool) -> None:  # noqa: FBT001
    page = visit("/", java_script_enabled=script)
    page.get_by_role("searchbox").first.fill("recrutement frais")
    page.get_by_role("searchbox").first.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?.*q=recrutement"))
    first = page.locator("article, li").filter(has_text="Analyse de la traite").first
    expect(first).to_be_visible()
    expect(first.locator("mark").first).to_be_visible()
    first.locator("a[href*='/pages/2']").first.click()
    expect(page).to_have_url(re.compile(r"/reports/\d+/analyse\.pdf/pages/2\?q="))
    expect(page.locator("mark").first).to_be_visible()
    original = page.locator("a[href*='analyse.pdf#page=2']").first
    expect(original).to_be_visible()
    answer = page.request.get(address + str(original.get_attribute("href")).split("#")[0])
    assert answer.ok
    assert answer.body().startswith(b"%PDF")
    page.locator("a[rel='next'], a[href*='/pages/3']").first.click()
    expect(page.locator("main")).to_contain_text("Zanzibar")
    page.locator("a[href^='/reports/']").filter(has_text="Analyse de la traite").first.click()
    expect(page.locator("h1")).to_contain_text("Analyse de la traite")
    ris = page.locator("a[href*='cite.ris']").first.get_attribute("href")
    assert "TY  - RPRT" in page.request.get(address + str(ris)).text()


def test_a_facet_narrows_and_is_taken_off(visit: Open) -> None:
    page = visit("/search?q=recruitment", java_script_enabled=False)
    before = page.locator("main").inner_text()
    page.locator("a[href*='country=KE']").first.click()
    expect(page).to_have_url(re.compile("country=KE"))
    expect(page.locator("main")).to_contain_text("Open letter on recruitment fees")
    expect(page.locator("main")).not_to_contain_text("Nothing but a title")
    assert "Nothing but a title" in before
    page.locator("main a:not([href*='country=KE'])").filter(has_text="Kenya").first.click()
    expect(page.locator("main")).to_contain_text("Nothing but a title")


def test_the_keyboard_is_enough(visit: Open) -> None:
    page = visit("/search?q=recruitment")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", re.compile("^#"))
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    for _ in range(120):
        page.keyboard.press("Tab")
        if "/reports/" in str(page.evaluate("document.activeElement.getAttribute('href') || ''")):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/reports/"))


def test_the_language_is_switched_and_the_question_stays(visit: Open) -> None:
    page = visit("/search?q=recruitment", java_script_enabled=False)
    page.locator("a[href*='lang=ar'], a[hreflang='ar']").first.click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("searchbox").first).to_have_value("recruitment")
    expect(page.locator("main")).to_contain_text("Open letter on recruitment fees")


def test_a_pasted_paragraph_is_narrowed_switched_and_asked_again(visit: Open) -> None:
    pasted = " ".join(f"recruitment fees trap migrant workers paragraph{number}" for number in range(60))
    page = visit("/search", java_script_enabled=False)
    page.get_by_role("searchbox").first.fill(pasted)
    page.get_by_role("searchbox").first.press("Enter")
    expect(page.locator("main")).to_contain_text("Nothing but a title")
    page.locator("button.pick").filter(has_text="Kenya").click()
    expect(page.locator("main")).not_to_contain_text("Nothing but a title")
    expect(page.get_by_role("searchbox").first).to_have_value(pasted)
    page.locator("button[lang='ar']").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("searchbox").first).to_have_value(pasted)
    page.locator("ul.chips button").click()
    expect(page.locator("main")).to_contain_text("Nothing but a title")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_role("searchbox").first.press("Enter")  # the words, not the first of the buttons
    expect(page.locator("main")).to_contain_text("Nothing but a title")
