"""Signing in: the same answer for everybody who is not let in, a new session each time, forms that belong to it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from repository.app import create_app
from repository.engines import Engines
from repository.settings import Settings
from tests.people import PASSWORD, Browser, person

Browse = Callable[[], Browser]


def test_in_and_out(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "partner", "Voices")
    browser = browse().go("/account")
    planted = browser.client.cookies["session"]
    browser.sign_in(" Pat@Voices.example ")
    assert browser.status == 200
    assert "The partner" in browser.text
    assert browser.address == "/upload"
    assert "Voices" in browser.go("/account").main
    held = browser.client.cookies["session"]
    assert held != planted
    assert browser.answer.headers["cache-control"] == "no-store, private"
    assert "The partner" in browser.go("/about").text
    assert browser.answer.headers["cache-control"] == "no-store, private"
    assert "etag" not in browser.answer.headers
    browser.send("/account/sign-out")
    assert "session" not in browser.client.cookies
    browser.client.cookies.set("session", held)
    assert "The partner" not in browser.go("/about").text


@pytest.mark.parametrize("email", ["pat@voices.example", "nobody@voices.example", "invited@voices.example", "gone@voices.example", "x" * 400])
def test_whoever_is_not_let_in_reads_the_same(browse: Browse, engines: Engines, email: str) -> None:
    person(engines, "pat@voices.example", "reader")
    person(engines, "invited@voices.example", "reader", active=False)
    browser = browse().sign_in(email, "not the password at all")
    assert browser.status == 400
    assert "Address and password do not belong together." in browser.main
    assert "not the password" not in browser.text


def test_anonymous_pages_stay_the_same_for_all(browse: Browse) -> None:
    browser = browse().go("/about")
    assert "set-cookie" not in browser.answer.headers
    assert browser.answer.headers["cache-control"] == "no-cache"
    assert browser.answer.headers["etag"]
    assert 'href="/account"' in browser.text
    assert 'name="token"' not in browser.text


def test_the_cookie_is_of_this_host_only_and_secure_in_public(settings: Settings, engines: Engines) -> None:
    public = replace(settings, url="https://reports.example")
    with TestClient(create_app(public, engines), base_url="https://reports.example") as client:
        cookie = client.get("/account").headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {},
        {"origin": "http://127.0.0.1:81", "sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"},
    ],
)  # fmt: skip
def test_a_form_from_elsewhere_does_nothing(browse: Browse, engines: Engines, headers: dict[str, str]) -> None:
    person(engines, "pat@voices.example", "reader")
    browser = browse().go("/account")
    address, fields = browser.filled("/account", email="pat@voices.example", password=PASSWORD)
    answer = browser.client.post(address, data=fields, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_form_without_the_token_of_its_session_is_asked_for_again(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    browser = browse().go("/account")
    address, fields = browser.filled("/account", email="pat@voices.example", password=PASSWORD)
    other = browse().go("/account")
    for token in ("", "0" * 64, other.filled("/account")[1]["token"]):
        browser.post(address, fields | {"token": token})
        assert browser.address == "/account"
        assert PASSWORD not in browser.text
        assert "The reader" not in browser.go("/about").text


def test_the_way_on_stays_here(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    for to, expected in (("/about", "/about"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\evil.example", "/")):
        browser = browse().go(f"/account?to={to}")
        browser.send("/account", email="pat@voices.example", password=PASSWORD)
        assert browser.address == expected


def test_many_tries_wait_also_for_addresses_nobody_has(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    answers = {}
    for email in ("pat@voices.example", "nobody@voices.example"):
        browser = browse()
        answers[email] = [browser.sign_in(email, f"wrong password {n}").status for n in range(7)]
        assert 0 < int(browser.answer.headers["retry-after"]) <= 31
        assert "Too many tries" in browser.main
    assert answers["pat@voices.example"] == answers["nobody@voices.example"] == [400] * 5 + [429] * 2
    assert browse().sign_in("pat@voices.example").status == 429
