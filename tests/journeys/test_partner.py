"""A partner in a real browser: invited, signs in, sends three files, corrects what staff return, is published, found, and taken back.

With JavaScript and without, on a phone, in French and from right to left.
"""

import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from repository import worker
from repository.accounts import links
from repository.engines import Engines
from repository.intake import Intake
from repository.model import Actor
from repository.review import Desk
from repository.settings import Settings
from tests import samples
from tests.journeys.everyone import wrong
from tests.journeys.test_people import choose_password
from tests.people import PASSWORD
from tests.serving import serving

pytestmark = pytest.mark.journey
MOBILE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
WAYS: dict[str, dict[str, Any]] = {
    "no-javascript-french-phone": {"locale": "fr-FR", "java_script_enabled": False} | MOBILE,
    "javascript-arabic": {"locale": "ar"},
    "javascript-phone": {"locale": "en-GB"} | MOBILE,
    "no-javascript-arabic": {"locale": "ar", "java_script_enabled": False},
}
KNOWN = samples.pdf("Words that have been here for a long time. " * 20, title="Known before")
FEES = samples.pdf("Quokkas need no recruitment fees in Togo. " * 20, title="On quokkas")
PATIENCE = 60_000  # milliseconds


@pytest.fixture
def house(settings: Settings, engines: Engines) -> Iterator[str]:
    """A home with one published report, served, with the background work beside it."""
    taken = Intake(engines.store, engines.catalogue, Actor("command"), settings.upload_limit, publish=True)
    assert taken.file([KNOWN], "known.pdf").receipt.number == 1
    stop = threading.Event()
    how = {"desk": Desk("Library", "", "en"), "limit": settings.upload_limit}
    thread = threading.Thread(target=worker.run, args=(engines, stop), kwargs=how)
    thread.start()
    with serving(settings, engines) as at:
        yield at
    stop.set()
    thread.join()


def enter(context: BrowserContext, email: str) -> Page:
    """Signs in."""
    page = context.new_page()
    page.goto("/account")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").first.click()
    expect(page.locator(".desk")).to_be_visible()
    return page


def press(page: Page, action: str) -> None:
    """Presses the button with this action, inside whatever has to be opened first."""
    button = page.locator(f"main button[name='action'][value='{action}']").first
    closed = page.locator("details:not([open])", has=page.locator(f"button[value='{action}']"))
    if closed.count():
        closed.first.locator("summary").click()
    button.click()


def seen(page: Page, way: str) -> list[str]:
    """What is wrong with the page; only a browser that runs scripts can be asked."""
    return wrong(page) if WAYS[way].get("java_script_enabled", True) else []


def until(page: Page, text: str, address: str) -> None:
    """Asks again until the page says it."""
    end = time.monotonic() + PATIENCE / 1000
    while text not in page.locator("main").inner_text() and time.monotonic() < end:
        time.sleep(0.3)
        page.goto(address)
    assert text in page.locator("main").inner_text()


@pytest.mark.parametrize("way", ["no-javascript-french-phone", "javascript-arabic"])
def test_from_the_invitation_to_the_tombstone(browser: Browser, house: str, engines: Engines, way: str) -> None:
    _, link = links.invite("pat@voices.example", role="partner", organisations=("Voices",), actor=Actor("test"), accounts=engines.accounts,
                           now=time.time())  # fmt: skip
    links.sample("cur@library.example", role="curator", password=PASSWORD, organisations=(), language="en", accounts=engines.accounts)
    context = browser.new_context(base_url=house, **WAYS[way])
    staff = browser.new_context(base_url=house, locale="en-GB", java_script_enabled=False)
    anyone = browser.new_context(base_url=house, locale="en-GB").new_page()
    found: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda said: found.append(said.text) if "Content Security" in said.text else None)
    page.goto(links.PATH + link)
    choose_password(page, name="Pat")

    page.goto("/upload")
    found += seen(page, way)
    page.locator("#file").set_input_files([
        {"name": "fees.pdf", "mimeType": "application/pdf", "buffer": FEES},
        {"name": "same.pdf", "mimeType": "application/pdf", "buffer": KNOWN},
        {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": samples.scanned()},
    ])  # fmt: skip
    press(page, "save")
    page.wait_for_url(re.compile("/uploads/1$"))
    outcomes = page.locator(".receipts > li")
    expect(outcomes).to_have_count(3)
    for n, outcome in enumerate(("waiting", "same_file", "no_text")):
        expect(outcomes.nth(n)).to_have_attribute("data-outcome", outcome, timeout=PATIENCE)
    expect(page.locator("#title")).to_have_value("On quokkas")
    found += seen(page, way)
    page.locator("#date_year, [name='date_year']").fill("2017")
    press(page, "send")
    expect(page.locator("#sheet")).to_have_count(0)
    assert engines.catalogue.report(2).state == "submitted"  # type: ignore[union-attr]

    desk = enter(staff, "cur@library.example")
    desk.goto("/review")
    desk.locator("main a[href^='/review/2']").first.click()
    desk.locator("details", has=desk.locator("button[value='returned']")).locator("summary").click()
    desk.locator("#reason-returned").fill("Which countries is it about?")
    press(desk, "returned")

    page.goto("/uploads")
    assert "Which countries is it about?" in page.locator("main").inner_text()
    found += seen(page, way)
    page.locator("main a[href='/uploads/1']").click()
    page.locator("[name='country']").last.fill("Togo")
    press(page, "send")
    expect(page.locator("#sheet")).to_have_count(0)
    desk.goto("/review/2")
    press(desk, "published")
    assert engines.catalogue.report(2).state == "published"  # type: ignore[union-attr]
    anyone.goto("/search?q=quokkas")
    until(anyone, "On quokkas", "/search?q=quokkas")

    page.goto("/uploads/1")
    found += seen(page, way)
    page.locator("#reason").fill("It was published too early.")
    press(page, "withdraw")
    desk.goto("/review/2")
    desk.locator("#reason-withdrawn").fill("At the wish of its authors.")
    press(desk, "withdrawn")
    answer = anyone.goto("/reports/2/")
    assert answer is not None
    assert answer.status == 410
    assert "At the wish of its authors." in anyone.locator("main").inner_text()
    anyone.goto("/search?q=quokkas")
    assert "On quokkas" not in anyone.locator("main").inner_text()
    for each in (context, staff, anyone.context):
        each.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("way", ["javascript-phone", "no-javascript-arabic"])
def test_many_at_once(browser: Browser, house: str, engines: Engines, way: str) -> None:
    links.sample("pat@voices.example", role="partner", password=PASSWORD, organisations=("Voices",), language="en", accounts=engines.accounts)
    context = browser.new_context(base_url=house, **WAYS[way])
    page, found = enter(context, "pat@voices.example"), []  # type: ignore[var-annotated]
    page.on("pageerror", lambda error: found.append(str(error)))
    page.goto("/upload/batch")
    found += seen(page, way)
    rows = "title,text,date\nFirst statement,Words of the first one,2017\nWrong day,Words of the second one,2017-02-31\n"
    page.locator("#file").set_input_files([{"name": "list.csv", "mimeType": "text/csv", "buffer": rows.encode()}])
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile("/uploads/batches/1$"))
    expect(page.locator("button[value='take']")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".receipts > li[data-outcome='refused']")).to_contain_text("Wrong day")
    found += seen(page, way)
    press(page, "take")
    expect(page.locator("button[value='retry']")).to_be_visible(timeout=PATIENCE)
    found += seen(page, way)
    assert engines.catalogue.report(2).title.text == "First statement"  # type: ignore[union-attr]
    context.close()
    assert not found, "\n".join(found)


def at_the_form(browser: Browser, house: str, engines: Engines) -> tuple[BrowserContext, Page]:
    """A partner before the empty form."""
    links.sample("pat@voices.example", role="partner", password=PASSWORD, organisations=("Voices",), language="en", accounts=engines.accounts)
    context = browser.new_context(base_url=house, locale="en-GB")
    page = enter(context, "pat@voices.example")
    page.goto("/upload")
    return context, page


def test_a_draft_saves_itself_and_a_broken_line_forgets_nothing(browser: Browser, house: str, engines: Engines) -> None:
    context, page = at_the_form(browser, house, engines)
    page.locator("#title").press_sequentially("Typed and left")
    expect(page.locator(".kept")).to_have_text("Draft saved.", timeout=PATIENCE)
    assert engines.catalogue.report(2).title.text == "Typed and left"  # type: ignore[union-attr]
    page.locator("#file").set_input_files([{"name": "a.txt", "mimeType": "text/plain", "buffer": b"Words of a statement about fees."}])
    context.set_offline(True)
    press(page, "save")
    expect(page.locator(".way [role=status]")).to_contain_text("The connection broke")
    context.set_offline(False)
    press(page, "save")
    page.wait_for_url(re.compile("/uploads/1$"))
    expect(page.locator(".receipts > li")).to_have_attribute("data-outcome", "waiting", timeout=PATIENCE)
    expect(page.locator("#title")).to_have_value("Typed and left")
    context.close()


def test_an_answer_of_something_on_the_way_leaves_the_form_as_it_is(browser: Browser, house: str, engines: Engines) -> None:
    context, page = at_the_form(browser, house, engines)
    page.locator("#title").fill("Typed before")
    page.locator("#file").set_input_files({"name": "fees.pdf", "mimeType": "application/pdf", "buffer": FEES})
    said = page.locator(".way [role=status]")
    page.route("**/upload", lambda route: route.fulfill(status=502, body="<html><h1>Bad gateway</h1></html>"))
    press(page, "save")
    expect(said).to_contain_text("The connection broke")
    page.unroute("**/upload")
    told = '<main><p class="eyebrow">Error 503</p><h1>Not now</h1><p>Come back soon.</p><form action="/search"></form></main>'
    page.route("**/upload", lambda route: route.fulfill(status=503, content_type="text/html", body=told))
    press(page, "save")
    expect(said).to_have_text("Not now — Come back soon.")
    page.unroute("**/upload")
    expect(page.locator("#title")).to_have_value("Typed before")
    press(page, "save")
    page.wait_for_url(re.compile("/uploads/1$"))
    context.close()


def test_a_new_edition_is_weighed_before_it_is_sent_and_stays_chosen_when_it_is_refused(browser: Browser, house: str, engines: Engines) -> None:
    links.sample("cur@library.example", role="curator", password=PASSWORD, organisations=(), language="en", accounts=engines.accounts)
    context = browser.new_context(base_url=house, locale="en-GB")
    page = enter(context, "cur@library.example")
    page.goto("/reports/1/replace")
    file = page.locator("#file")
    file.evaluate("(input) => { input.dataset.limit = 100; }")
    file.set_input_files({"name": "fees.pdf", "mimeType": "application/pdf", "buffer": FEES})
    assert "larger than" in file.evaluate("(input) => input.validationMessage")
    file.evaluate("(input) => { input.dataset.limit = 1e6; }")
    file.set_input_files({"name": "tool.exe", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00"})
    page.locator("main form button").click()
    expect(page.locator(".wrong")).to_contain_text("refused")
    assert file.evaluate("(input) => input.files[0].name") == "tool.exe"
    file.set_input_files({"name": "fees.pdf", "mimeType": "application/pdf", "buffer": FEES})
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/reports/1/replace\?done$"))
    context.close()
