"""Setting up a second factor: a key with a picture, confirmed by a code, then codes shown once."""

from collections.abc import Callable

from lxml import html

from repository.engines import Engines
from tests.people import PASSWORD, Browser, person

Browse = Callable[[], Browser]


def test_staff_have_to_and_the_key_stays_until_confirmed(browse: Browse, engines: Engines) -> None:
    person(engines, "cur@library.example", "curator")
    browser = browse().sign_in("cur@library.example")
    assert browser.address == "/account/second-factor"
    key = html.fromstring(browser.text).xpath("string(//main//code)")
    link = html.fromstring(browser.text).xpath("string(//main//a[starts-with(@href, 'otpauth:')]/@href)")
    assert key.replace(" ", "").upper() in link
    assert browser.send("/account/second-factor", code="000000").status == 400
    assert html.fromstring(browser.text).xpath("string(//main//code)") == key
    _, codes = browser.enrol()
    assert len(codes) == 10
    assert not any(code in browser.go("/account/second-factor").text for code in codes)


def test_who_is_not_the_one_who_changes_it_learns_of_it(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    browser = browse().sign_in("pat@voices.example").go("/account/second-factor")
    browser.enrol()
    browser.go("/account/second-factor").send(password="wrong wrong wrong", do="remove")
    for wish in ("codes", "remove"):
        browser.go("/account/second-factor").send(password=PASSWORD, do=wish)
    letters = engines.accounts.letters(secret=False)
    assert [letter.kind for letter in letters] == ["second_factor_removed", "recovery_renewed", "second_factor_set"]
    assert all("pat@voices.example" in letter.body and "/account/forgotten" in letter.body for letter in letters)


def test_the_picture_says_the_link() -> None:
    from repository.accounts.second_factor import app_link, new_key, picture

    link = app_link(new_key(), email="a b@ü.example", site="Bibliothèque: réseau")
    assert link.startswith("otpauth://totp/Biblioth%C3%A8que%3A%20r%C3%A9seau%3Aa%20b%40%C3%BC.example?secret=")
    size, path = picture(link)
    assert size % 4 == 1
    assert path.startswith("M0 0h1v1h-1z"), "a finder pattern is in the first corner"
