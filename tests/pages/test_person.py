"""One account for administrators: role and organisations end what was open, disabling ends everything, a reset is a link."""

from collections.abc import Callable

from lxml import html

from repository.accounts import links, manage
from repository.engines import Engines
from tests.people import PASSWORD, Browser, person

Browse = Callable[[], Browser]


def press(admin: Browser, account: int, do: str, **fields: str) -> Browser:
    """One of the page's buttons."""
    admin.go(f"/accounts/{account}")
    return admin.post(f"/accounts/{account}", {"token": admin.filled("/account/sign-out")[1]["token"], "do": do, **fields})


def test_another_role_ends_what_was_open(admin: Browser, browse: Browse, engines: Engines) -> None:
    account = person(engines, "pat@voices.example", "partner", "Voices")
    browser = browse().sign_in("pat@voices.example")
    press(admin, account.id, "change", role="partner", organisations="Voices", name="Pat of Voices", language="ar")
    assert "Pat of Voices" in browser.go("/about").text, "a name is no reason"
    press(admin, account.id, "change", role="reader", organisations="", name="Pat", language="ar")
    assert "Pat" not in browser.go("/about").text
    found = engines.accounts.account(account.id)
    assert found
    assert (found.role, found.organisations, found.language) == ("reader", (), "ar")
    (told, *_) = [event for event in engines.catalogue.history(limit=5) if event.what == "account_changed"]
    assert (told.who, told.detail["before"]["role"], told.detail["after"]["role"]) == ("ada@library.example", "partner", "reader")  # type: ignore[index]


def test_a_promoted_person_needs_a_second_factor(admin: Browser, browse: Browse, engines: Engines) -> None:
    account = person(engines, "pat@voices.example", "partner", "Voices")
    press(admin, account.id, "change", role="curator", organisations="", name="Pat", language="en")
    browser = browse().sign_in("pat@voices.example")
    assert "Set up a second factor" in browser.main
    assert "Pat" not in browser.go("/about").text


def test_disabled_and_enabled(admin: Browser, browse: Browse, engines: Engines) -> None:
    account = person(engines, "pat@voices.example", "reader")
    browser = browse().sign_in("pat@voices.example")
    press(admin, account.id, "disable")
    assert "The reader" not in browser.go("/about").text
    assert browse().sign_in("pat@voices.example").status == 400
    assert "Enable it first" in press(admin, account.id, "reset").main
    press(admin, account.id, "enable")
    assert "The reader" in browse().sign_in("pat@voices.example").text


def test_what_is_wrong_stands_beside_what_was_typed(admin: Browser, engines: Engines) -> None:
    account = person(engines, "pat@voices.example", "reader")
    press(admin, account.id, "change", role="partner", organisations="", name="Pat <b>", language="ar")
    assert "belongs to an organisation" in admin.main
    page = html.fromstring(admin.text)
    assert page.xpath("string(//input[@name='name']/@value)") == "Pat <b>"
    assert page.xpath("string(//input[@name='role'][@checked]/@value)") == "partner"
    assert page.xpath("string(//select[@name='language']/option[@selected]/@value)") == "ar"
    assert engines.accounts.account(account.id) == account


def test_a_log_in_of_the_demo_stays_off(admin: Browser, engines: Engines) -> None:
    links.sample("admin@sample.example", role="admin", password=PASSWORD, organisations=(), language="en", accounts=engines.accounts)
    account = engines.accounts.account_of("admin@sample.example")
    assert account
    ada = engines.accounts.account_of("ada@library.example")
    assert ada
    assert "only administrator" in press(admin, ada.id, "disable").main, "a log-in of the demo is no administrator"
    assert manage.disable_samples(accounts=engines.accounts) == 1
    assert manage.disable_samples(accounts=engines.accounts) == 0
    assert "sample log-in" in press(admin, account.id, "enable").main
    assert "sample log-in" not in press(admin, account.id, "disable").main


def test_a_reset_is_a_link_and_recorded(admin: Browser, browse: Browse, engines: Engines) -> None:
    account = person(engines, "pat@voices.example", "reader")
    press(admin, account.id, "reset")
    link = html.fromstring(admin.text).xpath("string(//main//input[@readonly]/@value)").removeprefix("http://127.0.0.1")
    browse().go(link).send(password=PASSWORD + " new", again=PASSWORD + " new")
    assert "The reader" in browse().sign_in("pat@voices.example", PASSWORD + " new").text
    assert ("account_reset", "ada@library.example") in [(event.what, event.who) for event in engines.catalogue.history(limit=10)]


def test_one_administrator_stays(admin: Browser, engines: Engines) -> None:
    account = engines.accounts.account_of("ada@library.example")
    assert account
    assert "only administrator" in press(admin, account.id, "disable").main
    assert "only administrator" in press(admin, account.id, "change", role="curator", organisations="", name="", language="en").main
    assert engines.accounts.account(account.id) == account
    assert admin.go("/accounts/99999999999999999999").status == 404
