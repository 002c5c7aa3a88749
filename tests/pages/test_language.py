"""The language of the pages: by address, cookie, browser; switched on each page."""

import pytest
from lxml import html
from starlette.testclient import TestClient

from repository.pages.language import way_back
from repository.reader import accepted

OFFERED = ("en", "fr", "es", "pt", "ar")


def test_address_before_cookie_before_browser(site: TestClient) -> None:
    def language(address: str, cookie: str = "", browser: str = "") -> str:
        headers = {"accept-language": browser} | ({"cookie": f"language={cookie}"} if cookie else {})
        return str(html.fromstring(site.get(address, headers=headers).text).get("lang"))

    assert language("/about") == "en"
    assert language("/about", browser="pt-BR,pt;q=0.9") == "pt"
    assert language("/about", cookie="es", browser="pt") == "es"
    assert language("/about?lang=ar", cookie="es", browser="pt") == "ar"
    assert language("/about?lang=xx", cookie="yy", browser="zz") == "en"


def test_the_switch_remembers_and_comes_back(site: TestClient) -> None:
    tree = html.fromstring(site.get("/search?q=fees&country=KE&lang=es").text)
    (link,) = tree.xpath("//nav[@class='tongues']//a[@hreflang='fr']/@href")
    answer = site.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=fees&country=KE")
    assert answer.headers["set-cookie"].startswith("language=fr; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax")
    assert 'lang="fr"' in site.get("/about").text


def test_the_list_to_choose_from(site: TestClient) -> None:
    assert site.get("/language?to=/about").text.count('type="radio"') == 5


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil", "javascript:x", "", "\r\n/x", "/ x"])
def test_the_way_back_is_on_this_site(site: TestClient, to: str) -> None:
    assert way_back(to) == "/"
    assert site.get("/language", params={"lang": "fr", "to": to}).headers["location"] == "/"


@pytest.mark.parametrize(
    ("header", "language"),
    [("fr-CA", "fr"), ("de, ar;q=0.5", "ar"), ("en;q=0, es;q=0.1", "es"), ("*", "en"), (";;;,q=", "en"), ("fr;q=x, pt;q=0.2", "pt")],
)
def test_what_a_browser_accepts(header: str, language: str) -> None:
    assert accepted(header, OFFERED) == language
