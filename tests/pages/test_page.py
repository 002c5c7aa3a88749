"""One page: text with marks, neighbours, the way to the original at that page, cite, honest health."""

from lxml import html
from starlette.testclient import TestClient

from tests.collection import Library


def test_marks_neighbours_and_the_original(site: TestClient, library: Library) -> None:
    here = f"/reports/{library.numbers['analysis']}/analyse.pdf"
    tree = html.fromstring(site.get(f"{here}/pages/2?q=frais").text)
    assert [(mark.text, mark.get("id")) for mark in tree.xpath("//mark")] == [("frais", "hit-1")]
    links = set(tree.xpath("//a/@href"))
    assert {f"{here}/pages/1?q=frais", f"{here}/pages/3?q=frais", f"{here}/pages/3?q=frais#hit-1", f"{here}#page=2", "#hit-1"} <= links
    assert "1 match on this page for" in tree.text_content()
    assert tree.xpath("//div[contains(@class,'prose')][@lang='fr'][@dir='ltr']")
    assert "p. 2" in tree.xpath("//*[@class='citation']")[0].text_content()
    assert f"/reports/{library.numbers['analysis']}/cite.ris?page=2" in links


def test_a_page_of_the_reports_own_text(site: TestClient, library: Library) -> None:
    tree = html.fromstring(site.get(f"/reports/{library.numbers['letter']}/pages/2?q=quokka").text)
    assert [mark.text for mark in tree.xpath("//mark")] == ["quokka"]
    assert not tree.xpath("//a[contains(., 'original')]")


def test_a_page_without_text_says_so(site: TestClient, library: Library) -> None:
    assert "no text that can be read here" in site.get(f"/reports/{library.numbers['scan']}/scan.pdf/pages/1").text


def test_pages_that_are_not_there(site: TestClient, library: Library) -> None:
    here = f"/reports/{library.numbers['analysis']}"
    for address in ("analyse.pdf/pages/0", "analyse.pdf/pages/4", "analyse.pdf/pages/99999999999999999999", "other.pdf/pages/1", "pages/1"):
        assert site.get(f"{here}/{address}").status_code == 404, address
