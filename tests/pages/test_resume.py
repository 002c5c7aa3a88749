"""A form that was open when its session ended comes back after signing in, through the second factor, too; only by a press of a button."""

from collections.abc import Callable

import pytest

from repository.accounts import keys
from repository.arrivals import FileSink
from repository.engines import Engines
from repository.model import Actor
from repository.pages import account
from tests.pages.test_upload import send
from tests.people import PASSWORD, Browser, now_code, person

Browse = Callable[[], Browser]
CURATOR = "cur@library.example"


def ended(engines: Engines, browser: Browser) -> None:
    """The session ends behind the browser's back."""
    with engines.accounts.writing(Actor("test")) as writing:
        writing.end_session(keys.digest(browser.client.cookies["session"]))


def test_what_was_typed_comes_back(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    browser = browse().sign_in("pat@voices.example")
    fields = browser.go("/account").filled("/account/sign-out")[1]
    ended(engines, browser)
    typed = {"token": fields["token"], "note": "Three\nlines \"and' <b>more</b>", "to": "/about"}
    browser.post("/account/resume", typed)
    assert browser.status == 401
    assert "What you typed is kept" in browser.main
    browser.send("/account", email="pat@voices.example", password="wrong wrong wrong")
    browser.send("/account", email="pat@voices.example", password=PASSWORD)
    assert "Your form is still here" in browser.main
    fields = browser.filled("/account/resume")[1]
    assert fields["note"].replace("\r\n", "\n") == typed["note"]
    assert fields["to"] == "/about"


def test_through_the_second_factor(browse: Browse, engines: Engines) -> None:
    person(engines, CURATOR, "curator")
    browser = browse().sign_in(CURATOR)
    key, _ = browser.enrol()
    token = browser.go("/account").filled("/account/sign-out")[1]["token"]
    ended(engines, browser)
    browser.post("/account/resume", {"token": token, "note": "kept"})
    browser.send("/account", email=CURATOR, password=PASSWORD)
    assert "Second step" in browser.main
    browser.send("/account/code", code="000000")
    browser.send("/account/code", code=now_code(key, later=1))
    assert browser.filled("/account/resume")[1]["note"] == "kept"


def test_a_form_from_elsewhere_is_not_kept(browse: Browse) -> None:
    browser = browse().go("/account")
    browser.post("/account/resume", {"note": "planted"}, sec_fetch_site="cross-site", origin="https://evil.example")
    assert browser.status == 403
    assert "planted" not in browser.text


def test_what_is_too_large_to_be_carried_along_stays_behind_and_the_rest_comes() -> None:
    fields = (("title", "A title"), ("content", "+" * 600_000), ("note", "A note"))
    assert account.carried(fields) == (fields[0], fields[2])
    assert account.carried(fields[:1]) == fields[:1]


def test_files_that_came_before_somebody_signed_out_are_named(browse: Browse, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    person(engines, "pat@voices.example", "partner", "Voices")
    browser, close = browse().sign_in("pat@voices.example"), FileSink.close

    def closed(sink: FileSink) -> object:
        ended(engines, browser)
        return close(sink)

    monkeypatch.setattr(FileSink, "close", closed)
    send(browser, [("late.txt", b"We ask every State to end recruitment fees.")], title="Late")
    assert browser.status == 401
    assert "late.txt" in browser.main
    assert engines.catalogue.highest_number() == 0
