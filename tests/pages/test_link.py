"""One-time links: looking uses nothing up, using does; the first administrator; an invitation; what a reset takes off."""

import time
from collections.abc import Callable

import pytest

from repository.accounts import links
from repository.engines import Engines
from tests.people import ME, PASSWORD, Browser, person

Browse = Callable[[], Browser]


def open_link(engines: Engines, email: str = "") -> str:
    """The first link, or a reset."""
    accounts = engines.accounts
    account = accounts.account_of(email)
    held = links.reset(account, actor=ME, accounts=accounts, now=time.time()) if account else links.first(accounts=accounts, now=time.time())
    return f"{links.PATH}{held}"


def test_the_first_administrator_comes_in_once(browse: Browse, engines: Engines) -> None:
    address = open_link(engines)
    for _ in range(3):
        assert browse().go(address).status == 200
    browser = browse().go(address).send(email="ada@library.example", name="Ada", password=PASSWORD, again=PASSWORD)
    assert "Set up a second factor" in browser.main
    assert "Ada" not in browser.go("/about").text, "not in before the second factor"
    _, codes = browser.go("/account").enrol()
    assert len(set(codes)) == 10
    assert "Ada" in browser.go("/about").text
    assert browse().go(address).status == 404
    assert links.first(accounts=engines.accounts, now=time.time()) is None
    account = engines.accounts.account_of("ada@library.example")
    assert account
    assert (account.role, account.state, account.second_factor) == ("admin", "active", True)


def test_a_newer_first_link_replaces_the_older(browse: Browse, engines: Engines) -> None:
    older, newer = open_link(engines), open_link(engines)
    assert browse().go(older).status == 404
    assert browse().go(newer).status == 200


def test_an_invitation_opens_an_account(browse: Browse, engines: Engines) -> None:
    account, held = links.invite("pat@voices.example", role="partner", organisations=("Voices",), actor=ME, accounts=engines.accounts,
                                 now=time.time())  # fmt: skip
    browser = browse().go(links.PATH + held)
    assert "pat@voices.example" in browser.text
    browser.send(name="Pat", password=PASSWORD, again=PASSWORD)
    assert "Pat" in browser.go("/about").text
    assert browse().sign_in("pat@voices.example").status == 200
    told = [(event.what, event.who, event.detail.get("email")) for event in engines.catalogue.history(limit=10)]
    assert ("account_invited", "test", "pat@voices.example") in told
    assert ("link_used", "pat@voices.example", "pat@voices.example") in told
    assert held not in str(engines.catalogue.history(limit=50))
    assert account.organisations


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "at least 12 characters"),
        (PASSWORD, PASSWORD + "!", "differ"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "too easy"),
        ("pat@voices.example", "pat@voices.example", "too easy"),
        ("x1yz" * 100, "x1yz" * 100, "longer than 256"),
    ],
)
def test_a_weak_password_is_refused_beside_what_was_typed(browse: Browse, engines: Engines, password: str, again: str, said: str) -> None:
    _, held = links.invite("pat@voices.example", role="reader", actor=ME, accounts=engines.accounts, now=time.time())
    browser = browse().go(links.PATH + held).send(name="Pat of Voices", password=password, again=again)
    assert browser.status == 400
    assert said in browser.main
    assert 'value="Pat of Voices"' in browser.text
    assert password not in browser.text.replace("pat@voices.example", "") or password == "pat@voices.example"
    assert browser.send(name="Pat", password=PASSWORD, again=PASSWORD).status == 200


def test_links_end(browse: Browse, engines: Engines) -> None:
    _, held = links.invite("pat@voices.example", role="reader", actor=ME, accounts=engines.accounts, now=time.time() - 15 * 24 * 3600)
    assert browse().go(links.PATH + held).status == 404
    assert "used, is too old" in browse().go(links.PATH + held).main


def test_a_reset_takes_everything_off_when_it_is_used(browse: Browse, engines: Engines) -> None:
    person(engines, "cur@library.example", "curator")
    working = browse().sign_in("cur@library.example")
    key, codes = working.enrol()
    address = open_link(engines, "cur@library.example")
    assert "The curator" in working.go("/about").text, "nothing changes before it is used"
    browser = browse().go(address).send(password=PASSWORD + " new", again=PASSWORD + " new")
    assert "Set up a second factor" in browser.main
    assert "The curator" not in working.go("/about").text
    assert browse().sign_in("cur@library.example").status == 400
    new_key, new_codes = browser.enrol()
    assert new_key != key
    assert not set(codes) & set(new_codes)
    kinds = [letter.kind for letter in engines.accounts.letters(secret=False)]
    assert kinds == ["second_factor_set", "password_changed", "second_factor_set"], "and none for the password chosen by invitation"
    assert "account_reset" in [event.what for event in engines.catalogue.history(limit=10)]
