"""Changing the password: the old one is proved, every other session ends, a stolen cookie is worth nothing afterwards."""

from collections.abc import Callable

from repository.engines import Engines
from tests.people import PASSWORD, Browser, person

Browse = Callable[[], Browser]
NEW = "another four plain words"


def test_other_sessions_end(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    here, there = browse().sign_in("pat@voices.example"), browse().sign_in("pat@voices.example")
    stolen = here.client.cookies["session"]
    here.go("/account/password").send(current=PASSWORD, password=NEW, again=NEW)
    assert "The password is changed" in here.main
    (letter,) = engines.accounts.letters(secret=False)
    assert (letter.kind, letter.address, letter.secret) == ("password_changed", "pat@voices.example", False)
    assert "/account/forgotten" in letter.body
    assert NEW not in letter.body
    assert "The reader" not in there.go("/about").text
    there.client.cookies.set("session", stolen)
    assert "The reader" not in there.go("/about").text
    assert browse().sign_in("pat@voices.example").status == 400
    assert "The reader" in browse().sign_in("pat@voices.example", NEW).text


def test_the_old_one_is_proved_and_the_new_one_is_good(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    browser = browse().sign_in("pat@voices.example").go("/account/password")
    assert "This is not your password" in browser.send(current="wrong wrong wrong", password=NEW, again=NEW).main
    assert "differ" in browser.send(current=PASSWORD, password=NEW, again=PASSWORD).main
    assert "at least 12" in browser.send(current=PASSWORD, password="short", again="short").main
    assert engines.accounts.letters(secret=False) == [], "nothing changed"
    assert "The reader" in browse().sign_in("pat@voices.example").text
