"""Staff review in a real browser without JavaScript, with the keyboard only: one is returned with a reason, two are published."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from repository.engines import Engines
from repository.folder import Folder
from repository.ingest import read_all
from repository.intake import Intake
from repository.manifest import read_manifest
from repository.model import Actor
from repository.settings import Settings
from tests import samples
from tests.journeys.everyone import wrong_anywhere
from tests.journeys.keyboard import entered, pressed
from tests.serving import serving

pytestmark = pytest.mark.journey
WAITING = ("fees.pdf", "scan.pdf", "again.pdf", "letter.txt")


@pytest.fixture
def place(settings: Settings, engines: Engines, tmp_path: Path) -> Iterator[str]:
    """A site where four publications wait: a PDF, a scan, the PDF again with a page more, a letter."""
    pages = (samples.ENGLISH * 8, samples.FRENCH * 8)
    contents = (samples.pdf(*pages), samples.scanned(), samples.pdf(*pages, "One page more. " * 9), samples.ENGLISH.encode() * 3)
    for name, content in zip(WAITING, contents, strict=True):
        (tmp_path / name).write_bytes(content)
    manifest = tmp_path / "list.csv"
    manifest.write_text("title,file,organisation\n" + "".join(f"About {name},{name},Voices\n" for name in WAITING), encoding="utf-8")
    intake = Intake(engines.store, engines.catalogue, Actor("test"), settings.upload_limit)
    list(intake.rows(read_manifest(manifest), Folder(tmp_path)))
    read_all(store=engines.store, catalogue=engines.catalogue, extract=engines.extract, worker="test", threads=2)
    with serving(settings, engines) as at:
        yield at


def test_one_is_returned_and_two_are_published_with_the_keyboard(curator: BrowserContext, engines: Engines) -> None:
    page = curator.pages[0]
    page.goto("/review")
    assert page.locator(".queue > li").count() == 4
    pressed(page, "About scan.pdf")
    picture = page.locator(".picture img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.picture img').naturalWidth > 500")
    page.locator("summary", has_text="Return it").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Please send a copy with text.")
    page.keyboard.press("Tab")
    entered(page)
    assert "returned" in page.inner_text(".made")
    for name in ("About fees.pdf", "About letter.txt"):
        page.get_by_role("checkbox", name=name, exact=True).focus()
        page.keyboard.press("Space")
    pressed(page, "Publish the ticked ones")
    assert "Published: 2 of 2" in page.inner_text("main")
    assert page.locator(".queue > li").count() == 1
    assert sorted(engines.catalogue.states(range(1, 5)).values()) == ["published", "published", "returned", "submitted"]


def test_pages_of_review_are_for_everyone(curator: BrowserContext, browser: Browser, place: str, engines: Engines) -> None:
    fees, scan, again, _ = engines.catalogue.numbers("submitted")
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.move(fees, "published")
        writing.put_wish(fees, 1, reason="It names people")
    term = engines.catalogue.find_term("organisation", "Voices")
    assert term is not None
    reports = (f"/review/{fees}", f"/review/{scan}", f"/review/{again}?n=3", f"/reports/{fees}/fees.pdf/pages/1")
    addresses = ("/review", "/review?state=returned", *reports, f"/vocabulary/organisation/{term.id}")
    found = wrong_anywhere(browser, place, addresses, curator.storage_state())
    assert not found, "\n".join(found)
