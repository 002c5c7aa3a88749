"""A curator in a real browser without JavaScript, with the keyboard only: three spellings become one organisation, and three again;
a campaign is put on two hundred reports and taken back; a vocabulary goes to another home."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from repository import curation
from repository.engines import Engines, open_engines
from repository.indexing import catch_up
from repository.model import Actor, Facet, NewTag, Record, Text
from repository.settings import Settings, load
from tests.journeys.conftest import signed_in
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


def test_a_vocabulary_goes_to_an_empty_home_and_is_the_same_tree(
    curator: BrowserContext, browser: Browser, engines: Engines, first_home: Path, tmp_path: Path
) -> None:
    with engines.catalogue.writing(Actor("test")) as writing:
        curation.add_facet(Facet("campaign", 6, public=True, labels=(Text("en", "Campaign"), Text("fr", "Campagne"))), writing=writing)
        wall = writing.add_term("campaign", (Text("en", "No wall"), Text("ar", "لا جدار")), synonyms=(Text("fr", "Murs"),), state="approved")
        south = writing.add_term("campaign", (Text("en", "In the south"),), state="approved", broader=(wall.id,))
        writing.add_term("campaign", (Text("en", "In Lomé"),), state="approved", broader=(south.id,))
    page = curator.pages[0]
    page.goto("/vocabulary/campaign")
    pressed(page, "Take it along and check it")
    assert "Nothing is wrong with it." in page.inner_text("main")
    page.get_by_role("link", name="SKOS as Turtle").focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "campaign.ttl")
    settings = load({"REPOSITORY_HOME": str(shutil.copytree(first_home, tmp_path / "other"))})
    other = open_engines(settings)
    with serving(settings, other) as at:
        context = signed_in(browser, at, other)
        page = context.pages[0]
        page.goto("/vocabulary")
        pressed(page, "Take a vocabulary in")
        page.set_input_files("#file", tmp_path / "campaign.ttl")
        page.focus("#facet")
        entered(page)
        assert "new 3, changed 0, as they are 0, refused 0" in page.inner_text("main")
        assert "Nothing is wrong with it." in page.inner_text("main")
        pressed(page, "Make this change")
        assert page.inner_text("h1") == "Campaign"
        assert tree(other) == tree(engines)
        context.close()
    other.close()


def tree(engines: Engines) -> list[object]:
    """Every campaign with its names, and the keys of those above it."""
    terms = {term.id: term for term in engines.catalogue.all_terms("campaign")}
    return [(term.key, term.state, sorted(map(str, term.labels)), sorted(map(str, term.synonyms)), [terms[each].key for each in term.broader])
            for term in sorted(terms.values(), key=lambda each: each.key)]  # fmt: skip


def test_pages_of_curators_are_for_everyone(curator: BrowserContext, browser: Browser, place: str, engines: Engines) -> None:
    term = engines.catalogue.all_terms("organisation")[0].id
    found = wrong_anywhere(browser, place, (
        "/vocabulary", "/vocabulary/organisation", "/vocabulary/organisation?show=alike", "/vocabulary/organisation/settings",
        "/vocabulary/organisation/exchange", "/vocabulary/import",
        f"/vocabulary/organisation/{term}", "/edit?q=", "/history", "/search", f"/terms/{term}",
    ), curator.storage_state())  # fmt: skip
    assert not found, "\n".join(found)
