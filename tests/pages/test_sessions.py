"""One's own sessions: listed, one ended, all others ended; never somebody else's."""

from collections.abc import Callable

import pytest
from lxml import html

from repository.accounts import keys
from repository.engines import Engines
from repository.pages.agent import told as named
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


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Windows"),
        ("curl/8.1", "curl/8.1"),
    ],
)
def test_a_browser_has_the_name_its_owner_knows(agent: str, told: str) -> None:
    assert named(agent) == told


def test_not_those_of_others(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    person(engines, "eve@voices.example", "reader")
    pat, eve = browse().sign_in("pat@voices.example"), browse().sign_in("eve@voices.example")
    token = eve.filled("/account/sign-out")[1]["token"]
    eve.post("/account/sessions", {"token": token, "session": keys.digest(pat.client.cookies["session"])})
    assert "The reader" in pat.go("/about").text
