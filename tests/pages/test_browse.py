"""Facets, and their terms from A to Z."""

from lxml import html
from starlette.testclient import TestClient

from repository.pages.browse import sorting


def test_the_facets_that_have_reports(site: TestClient) -> None:
    tree = html.fromstring(site.get("/browse").text)
    assert {"/browse/organisation", "/browse/country", "/browse/topic"} <= set(tree.xpath("//ul[@class='doors']//@href"))


def test_terms_by_letter_in_the_readers_language(site: TestClient) -> None:
    tree = html.fromstring(site.get("/browse/country", headers={"accept-language": "ar"}).text)
    assert [letter.text for letter in tree.xpath("//section/h2")] == ["ت", "غ", "ك"]
    assert [name.text_content() for name in tree.xpath("//ul[@class='values']//a")] == ["توغو", "الغابون", "كينيا"]


def test_sorting_ignores_accents_case_and_the_article() -> None:
    assert sorting("États") == "etats"
    assert sorting("الغابون") == "غابون"


def test_a_facet_that_is_not_there(site: TestClient) -> None:
    assert site.get("/browse/nothing").status_code == 404
    assert site.get("/browse/year").headers["location"] == "/search?sort=newest"
