"""One's own sessions: listed, one ended, all others ended; never somebody else's."""

from collections.abc import Callable

from lxml import html

from repository.accounts import keys
from repository.engines import Engines
from tests.people import Browser, person

Browse = Callable[[], Browser]


def test_listed_and_ended(browse: Browse, engines: Engines) -> None:
    account = person(engines, "pat@voices.example", "reader")
    with engines.accounts.writing(account.actor) as writing:
        writing.end_sessions(account.id)
    here, there, elsewhere = (browse() for _ in range(3))
    for number, browser in enumerate((here, there, elsewhere)):
        browser.client.headers["user-agent"] = f"Browser <b>{number}</b>"
        browser.sign_in("pat@voices.example")
    here.go("/account/sessions")
    assert all(f"Browser <b>{number}</b>" in here.main for number in range(3))
    ends = html.fromstring(here.text).xpath("//main//button[@name='session'][not(@value='others')]/@value")
    assert keys.digest(here.client.cookies["session"]) not in ends
    gone = keys.digest(there.client.cookies["session"])
    token = here.filled("/account/sign-out")[1]["token"]
    here.post("/account/sessions", {"token": token, "session": gone})
    assert "The reader" not in there.go("/about").text
    assert "The reader" in elsewhere.go("/about").text
    here.post("/account/sessions", {"token": token, "session": "others"})
    assert "The reader" not in elsewhere.go("/about").text
    assert "The reader" in here.go("/about").text


def test_not_those_of_others(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    person(engines, "eve@voices.example", "reader")
    pat, eve = browse().sign_in("pat@voices.example"), browse().sign_in("eve@voices.example")
    token = eve.filled("/account/sign-out")[1]["token"]
    eve.post("/account/sessions", {"token": token, "session": keys.digest(pat.client.cookies["session"])})
    assert "The reader" in pat.go("/about").text
