"""Every value of a facet for a question, with a box to find in them."""

from lxml import html
from starlette.testclient import TestClient


def test_lists_values_from_a_to_z_and_finds_in_them(site: TestClient) -> None:
    tree = html.fromstring(site.get("/search/country?q=traite").text)
    assert [name.text_content() for name in tree.xpath("//a[contains(@class,'pick')]")] == ["Gabon", "Togo"]
    assert tree.xpath("//a[contains(@class,'pick')]/@href")[1] == "/search?q=traite&country=TG"
    found = html.fromstring(site.get("/search/country?q=traite&find=tog").text)
    assert [name.text_content() for name in found.xpath("//a[contains(@class,'pick')]")] == ["Togo"]
    assert "Nothing in this list" in site.get("/search/country?find=zzzz").text
    assert site.get("/search/nothing").status_code == 404


def test_narrower_values_stand_under_broader_ones(site: TestClient) -> None:
    tree = html.fromstring(site.get("/search/region").text)
    levels = {row.xpath(".//bdi")[0].text: int(row.get("data-level") or 0) for row in tree.xpath("//ul[@class='values']/li")}
    assert levels["Africa"] == 0
    assert levels["Western Africa"] > 0
