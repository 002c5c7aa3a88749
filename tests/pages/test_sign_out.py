"""Signing out wants a form of its own; a link cannot do it."""

from collections.abc import Callable

from repository.engines import Engines
from tests.people import Browser, person


def test_only_by_its_form(browse: Callable[[], Browser], engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    browser = browse().sign_in("pat@voices.example")
    assert browser.go("/account/sign-out").status == 405
    assert "The reader" in browser.go("/about").text
    before = len(engines.accounts.sessions(1))
    browser.send("/account/sign-out")
    assert browser.address == "/"
    assert len(engines.accounts.sessions(1)) == before - 1
