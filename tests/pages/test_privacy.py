"""The promise of privacy, and that it is kept: no cookie unless a language is chosen or somebody wants to sign in."""

from starlette.testclient import TestClient

from tests.addresses import everything
from tests.collection import Library


def test_says_what_is_kept(site: TestClient) -> None:
    assert "no words searched for" in site.get("/privacy").text


def test_no_cookie_but_the_language_and_for_signing_in(site: TestClient, library: Library) -> None:
    for address in everything(library):
        if not address.startswith(("/language?lang", "/account")):
            assert "set-cookie" not in site.get(address).headers, address
