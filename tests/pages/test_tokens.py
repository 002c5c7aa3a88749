"""Keys for programs: told once, good at once, scoped, revoked; their last use is shown."""

from collections.abc import Callable

from lxml import html

from repository.engines import Engines
from tests.people import Browser, person

Browse = Callable[[], Browser]


def made(browser: Browser, name: str, scope: str = "write") -> str:
    """A new key, from the page."""
    browser.go("/account/tokens")
    token = browser.filled("/account/sign-out")[1]["token"]
    browser.post("/account/tokens", {"token": token, "name": name, "scope": scope})
    return str(html.fromstring(browser.text).xpath("string(//main//code)"))


def test_told_once_and_good_until_revoked(browse: Browse, engines: Engines) -> None:
    account = person(engines, "pat@voices.example", "reader")
    browser = browse().sign_in("pat@voices.example")
    key = made(browser, "Exporter <i>")
    assert len(key) >= 32
    assert key not in browser.go("/account/tokens").text
    assert "never used" in browser.main
    program = browse()
    headers = {"authorization": f"Bearer {key}"}
    answer = program.client.get("/api/v1/facets", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store, private"
    assert "last used" in browser.go("/account/tokens").main
    assert program.client.get("/account/sessions", headers=headers, follow_redirects=False).status_code == 303, "on the API only"
    (token,) = engines.accounts.tokens(account.id)
    browser.post("/account/tokens", {"token": browser.filled("/account/sign-out")[1]["token"], "revoke": str(token.id)})
    refused = program.client.get("/api/v1/facets", headers=headers)
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["www-authenticate"] == "Bearer"
    for wrong in ("Bearer", "Bearer x", "Basic abcd", f"Bearer {key}\u00e9", "Bearer " + "a" * 43):
        assert program.client.get("/api/v1/facets", headers={"authorization": wrong.encode("latin-1")}).status_code == 401


def test_not_those_of_others(browse: Browse, engines: Engines) -> None:
    account = person(engines, "pat@voices.example", "reader")
    person(engines, "eve@voices.example", "reader")
    made(browse().sign_in("pat@voices.example"), "Exporter")
    (token,) = engines.accounts.tokens(account.id)
    eve = browse().sign_in("eve@voices.example")
    eve.post("/account/tokens", {"token": eve.filled("/account/sign-out")[1]["token"], "revoke": str(token.id)})
    assert eve.status == 404
    assert engines.accounts.tokens(account.id) == [token]


def test_a_key_has_a_name(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    browser = browse().sign_in("pat@voices.example")
    assert made(browser, " ") == ""
    assert browser.status == 400
