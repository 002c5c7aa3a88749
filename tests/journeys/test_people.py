"""People in a browser, without JavaScript: the first administrator invites a partner, who comes in; every page of theirs is for everyone."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from repository.accounts import links
from repository.engines import Engines
from repository.settings import Settings
from tests.journeys.everyone import LOCALES, wrong_for_anyone
from tests.people import PASSWORD, now_code, person
from tests.serving import serving

pytestmark = pytest.mark.journey
PAGES = ("/account", "/account/password", "/account/second-factor", "/account/sessions", "/account/tokens", "/accounts", "/accounts/2", "/mail")


@pytest.fixture
def house(settings: Settings, engines: Engines) -> Iterator[str]:
    """An empty home, served."""
    with serving(settings, engines) as at:
        yield at


def choose_password(page: Page, email: str = "", name: str = "") -> None:
    """Fills in the page of a one-time link."""
    if email:
        page.locator("#email").fill(email)
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.locator("main button").click()


def test_the_first_administrator_invites_a_partner(browser: Browser, house: str, engines: Engines) -> None:
    context = browser.new_context(base_url=house, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(links.PATH + str(links.first(accounts=engines.accounts, now=time.time())))
    choose_password(page, "ada@library.example", "Ada")
    key = page.locator("main code").inner_text().replace(" ", "").upper()
    page.locator("#code").fill(now_code(key))
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".codes code")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("navigation", name="Your places").get_by_role("link", name="Accounts").click()
    page.locator("#email").fill("pat@voices.example")
    page.locator("#organisations").fill("Voices")
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_label("One-time link").input_value()

    other = browser.new_context(base_url=house, java_script_enabled=False, locale="fr-FR").new_page()
    other.goto(link)
    choose_password(other, name="Pat")
    expect(other.locator(".desk")).to_contain_text("Pat")
    other.get_by_role("button", name="Se déconnecter").click()
    expect(other.locator(".desk")).to_have_count(0)
    other.goto("/accounts")
    expect(other.locator("h1")).to_have_text("Se connecter")
    other.locator("#email").fill("pat@voices.example")
    other.locator("#password").fill(PASSWORD)
    other.locator("main button").first.click()
    expect(other.locator("main")).to_contain_text("Votre compte ne permet pas")
    context.close()
    other.context.close()


def test_every_page_of_theirs_is_for_everyone(browser: Browser, house: str, engines: Engines) -> None:
    person(engines, "ada@library.example", "admin")
    person(engines, "pat@voices.example", "partner", "Voices of the Sea, an organisation with quite a long name", active=False)
    found, key = [], ""
    for locale in LOCALES:
        context = browser.new_context(base_url=house, locale=locale)
        page = context.new_page()
        for address in ("/account", "/account/forgotten"):
            page.goto(address)
            found += wrong_for_anyone(page, locale)
        page.goto("/account")
        page.locator("#email").fill("ada@library.example")
        page.locator("#password").fill(PASSWORD)
        page.locator("main button").first.click()
        found += wrong_for_anyone(page, locale)
        if key:  # the code of this half minute was used
            ada = engines.accounts.account_of("ada@library.example")
            assert ada is not None
            with engines.accounts.writing(ada.actor) as writing:
                writing.set_secrets(ada.id, replace(engines.accounts.secrets(ada.id), step=0))
        key = key or page.locator("main code").inner_text().replace(" ", "").upper()
        page.locator("#code").fill(now_code(key))
        page.locator("main button").first.click()
        found += wrong_for_anyone(page, locale)
        for address in PAGES:
            page.goto(address)
            found += wrong_for_anyone(page, locale)
        if locale == LOCALES[0]:
            page.goto("/accounts/2")
            page.locator("main button[value=reset]").click()
            found += wrong_for_anyone(page, locale)
        context.close()
    assert not found, "\n".join(found)
