"""Administrators invite; what is wrong stands beside what was typed."""

import re
from collections.abc import Callable

import pytest
from lxml import html

from repository.engines import Engines
from tests.people import PASSWORD, Browser, person

Browse = Callable[[], Browser]


def test_invited_and_in(admin: Browser, browse: Browse, engines: Engines) -> None:
    admin.go("/accounts").send(email="pat@voices.example", name="Pat", role="partner", organisations="Voices\r\nRéseau\r\n", language="fr")
    link = html.fromstring(admin.text).xpath("string(//main//input[@readonly]/@value)")
    assert "No mail is sent from here" in admin.main
    assert link not in admin.go("/accounts").text
    assert "Voices, Réseau" in admin.main
    browser = browse().go(link.removeprefix("http://127.0.0.1")).send(name="Pat", password=PASSWORD, again=PASSWORD)
    assert "Pat" in browser.go("/about").text
    (letter,) = [each for each in engines.accounts.letters(secret=True) if each.secret]
    assert (letter.language, letter.kind) == ("fr", "invitation")
    assert re.search(r"^http://127\.0\.0\.1/account/link/\S+$", letter.body, re.MULTILINE)
    (told,) = [event for event in engines.catalogue.history(limit=20) if event.what == "account_invited" and event.who == "ada@library.example"]
    assert told.detail["email"] == "pat@voices.example"
    assert link.rpartition("/")[2] not in str(told)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "nobody"}, "is not an e-mail address"),
        ({"email": "ada@library.example"}, "already has an account"),
        ({"organisations": ""}, "belongs to an organisation"),
        ({"name": "x" * 121}, "longer than 120"),
        ({"role": "king"}, "Choose a role"),
    ],
)
def test_what_is_wrong_stands_beside_what_was_typed(admin: Browser, engines: Engines, wrong: dict[str, str], said: str) -> None:
    fields = {"email": "pat@voices.example", "name": "Pat", "role": "partner", "organisations": "Voices <&>", "language": "fr"} | wrong
    admin.go("/accounts").send(**fields)
    assert admin.status in (400, 409)
    assert said in admin.main
    _, typed = admin.filled()
    assert typed["email"] == fields["email"]
    assert str(typed["organisations"]).strip() == fields["organisations"]
    assert len(engines.accounts.accounts()) == 1


def test_nobody_makes_themselves_more_than_they_are(browse: Browse, engines: Engines) -> None:
    account = person(engines, "pat@voices.example", "partner", "Voices")
    browser = browse().sign_in("pat@voices.example")
    token = browser.filled("/account/sign-out")[1]["token"]
    fields = {"token": token, "role": "admin", "do": "change", "organisations": "Others", "name": "x", "sample": "1", "state": "active"}
    for address in (f"/accounts/{account.id}", "/accounts", "/account/password", "/account/tokens", "/account/second-factor"):
        browser.post(address, fields)
    assert engines.accounts.account(account.id) == account
