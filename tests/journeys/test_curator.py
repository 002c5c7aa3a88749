"""A curator in a real browser without JavaScript, with the keyboard only: three spellings become one organisation, and three again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Actor, NewTag, Record, Text
from repository.settings import Settings
from tests.journeys.everyone import wrong_anywhere
from tests.journeys.keyboard import entered, pressed, typed
from tests.serving import serving

pytestmark = pytest.mark.journey
NAMES = ("Migrant Forum in Asia", "MFA", "Migrant Forums in Asia")


@pytest.fixture
def place(settings: Settings, engines: Engines) -> Iterator[str]:
    """A site with three reports of three spellings."""
    with engines.catalogue.writing(Actor("test")) as writing:
        for n, name in enumerate(NAMES):
            term = writing.add_term("organisation", (Text("en", name),))
            writing.add_report(Record(titles=(Text("en", f"Report {n}"),), tags=(NewTag(term.id, "author"),)), "published")
    catch_up(catalogue=engines.catalogue, index=engines.index)
    with serving(settings, engines) as at:
        yield at


def test_three_spellings_become_one_and_three_again(curator: BrowserContext, engines: Engines) -> None:
    page = curator.pages[0]
    page.goto("/vocabulary/organisation")
    for name in ("MFA", "Migrant Forums in Asia"):
        page.goto("/vocabulary/organisation")
        pressed(page, name)
        typed(page, "#into", "Migrant Forum in Asia")
        entered(page)
        assert "Reports concerned: 1." in page.inner_text("main")
        pressed(page, "Make this change")
        assert "was merged into “Migrant Forum in Asia”" in page.inner_text(".made")
    catch_up(catalogue=engines.catalogue, index=engines.index)
    page.goto("/search?organisation=mfa")
    assert "3 reports" in page.inner_text("#results")
    old = engines.catalogue.all_terms("organisation")[1]
    page.goto(f"/terms/{old.id}")
    assert page.inner_text("h1") == "Migrant Forum in Asia"
    for name in ("Migrant Forums in Asia", "MFA"):
        page.goto("/history")
        page.locator(".past > li", has_text=f"“{name}” was merged").last.locator("button").focus()
        entered(page)
        pressed(page, "Make this change")
        assert "was taken back" in page.inner_text(".made")
    counts = engines.catalogue.term_counts("organisation")
    assert sorted(counts.values()) == [1, 1, 1]


def test_a_campaign_is_made_put_on_two_hundred_reports_narrowed_by_and_taken_back(
    curator: BrowserContext, browser: Browser, place: str, engines: Engines
) -> None:
    with engines.catalogue.writing(Actor("test")) as writing:
        for n in range(200):
            writing.add_report(Record(titles=(Text("en", f"Letter {n}"),)), "published")
    catch_up(catalogue=engines.catalogue, index=engines.index)
    page = curator.pages[0]
    page.goto("/vocabulary")
    typed(page, "#key", "campaign")
    typed(page, "#label-fr", "Campagne")
    typed(page, "#label-en", "Campaign")
    entered(page)
    assert "The facet Campaign was made" in page.inner_text(".made")
    page.goto("/search?q=letter")
    page.locator("a[href^='/edit']").first.focus()
    entered(page)
    page.locator("select[name=facet]").first.focus()
    page.keyboard.type("Campaign")
    page.locator("input[name=value]").first.focus()
    page.keyboard.type("No wall")
    entered(page)
    assert "Reports concerned: 200." in page.inner_text("main")
    pressed(page, "Make this change")
    assert "200 reports changed at once" in page.inner_text(".made")
    catch_up(catalogue=engines.catalogue, index=engines.index)
    context = browser.new_context(base_url=place, locale="fr-FR", java_script_enabled=False)
    reader = context.new_page()
    reader.goto("/search?q=campaign:wall")
    assert "Campagne" in reader.inner_text("main")
    reader.goto("/search?campaign=no-wall")
    assert "200 rapports" in reader.inner_text("#results")
    page.locator(".made button").focus()
    entered(page)
    pressed(page, "Make this change")
    assert "was taken back" in page.inner_text(".made")
    catch_up(catalogue=engines.catalogue, index=engines.index)
    reader.goto("/search?campaign=no-wall")
    assert "200 rapports" not in reader.inner_text("#results")
    context.close()


def test_pages_of_curators_are_for_everyone(curator: BrowserContext, browser: Browser, place: str, engines: Engines) -> None:
    term = engines.catalogue.all_terms("organisation")[0].id
    found = wrong_anywhere(browser, place, (
        "/vocabulary", "/vocabulary/organisation", "/vocabulary/organisation?show=alike", "/vocabulary/organisation/settings",
        f"/vocabulary/organisation/{term}", "/edit?q=", "/history", "/search", f"/terms/{term}",
    ), curator.storage_state())  # fmt: skip
    assert not found, "\n".join(found)
