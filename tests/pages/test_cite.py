"""Citations as files and on the page: of a report and of one of its pages, each with an address that stays."""

import json

import pytest
from lxml import html
from starlette.testclient import TestClient

from tests.collection import Library


def test_each_format_with_its_page_and_the_address_of_the_page(site: TestClient, library: Library) -> None:
    number = library.numbers["analysis"]
    here, address = f"/reports/{number}/cite", f"http://127.0.0.1/reports/{number}/analyse.pdf/pages/2"
    ris = site.get(f"{here}.ris?file=analyse.pdf&page=2")
    assert ris.headers["content-type"].startswith("application/x-research-info-systems")
    assert ris.headers["content-disposition"] == f'attachment; filename="report-{number}-page-2.ris"'
    for line in ("SP  - 2\r\n", f"UR  - {address}\r\n", "AU  - Mensah, Afi\r\n", "DA  - 2017/09//\r\n"):
        assert line in ris.text
    bib = site.get(f"{here}.bib?page=2").text
    assert "pages = {2}" in bib
    assert f"url = {{{address}}}" in bib
    (item,) = json.loads(site.get(f"{here}.json?page=2").text)
    assert (item["page"], item["URL"]) == ("2", address)
    plain = site.get(f"{here}.txt?page=2")
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert plain.text == (
        "Afi Mensah (2017). Analyse de la traite des travailleurs migrants togolais. "
        f"Réseau des Rives, p. 2. {address}\n"
    )  # fmt: skip
    assert site.get(address.removeprefix("http://127.0.0.1")).status_code == 200


def test_two_pages_of_a_report_are_two_entries(site: TestClient, library: Library) -> None:
    here = f"/reports/{library.numbers['analysis']}/cite"
    keys = {site.get(f"{here}.bib{page}").text.partition(",")[0] for page in ("", "?page=1", "?page=2")}
    assert len(keys) == 3


def test_a_page_of_the_own_text(site: TestClient, library: Library) -> None:
    number = library.numbers["letter"]
    assert f"UR  - http://127.0.0.1/reports/{number}/pages/2\r\n" in site.get(f"/reports/{number}/cite.ris?page=2").text


@pytest.mark.parametrize("page", ["4", "0", "-1", "15", "9999999999999", "iv", "1\r\nAU  - Evil", "%00", "x" * 5000])
def test_a_page_that_is_not_there_is_not_cited(site: TestClient, library: Library, page: str) -> None:
    answer = site.get(f"/reports/{library.numbers['analysis']}/cite.ris", params={"page": page})
    assert answer.status_code == 404
    assert "Evil" not in answer.headers.get("content-disposition", "")


def test_a_file_that_is_not_there_is_not_cited(site: TestClient, library: Library) -> None:
    assert site.get(f"/reports/{library.numbers['analysis']}/cite.ris?file=other.pdf&page=1").status_code == 404


def test_names_of_organisations_stay_whole(site: TestClient, library: Library) -> None:
    here = f"/reports/{library.numbers['letter']}/cite"
    assert "AU  - Harbour Coalition,\r\n" in site.get(f"{here}.ris").text
    assert "author = {{Harbour Coalition}}" in site.get(f"{here}.bib").text
    assert json.loads(site.get(f"{here}.json").text)[0]["author"] == [{"literal": "Harbour Coalition"}]


def test_a_citation_is_said_in_the_language_of_the_work(site: TestClient, library: Library) -> None:
    number = library.numbers["arabic"]
    assert site.get(f"/reports/{number}/cite.txt?page=1").text == (
        f"شبكة المشرق (2017). رسالة مفتوحة عن رسوم الاستقدام. ص 1. http://127.0.0.1/reports/{number}/pages/1\n"
    )
    for address, language, side in ((f"/reports/{number}/", "ar", "rtl"), (f"/reports/{library.numbers['letter']}/", "en", "ltr")):
        for reader in ("en", "ar"):
            tree = html.fromstring(site.get(address, headers={"accept-language": reader}).text)
            (citation,) = tree.xpath("//p[@class='citation']")
            assert (citation.get("lang"), citation.get("dir")) == (language, side)
            assert citation.xpath("./bdi[@dir='ltr']")[0].text == f"http://127.0.0.1{address}"


def test_the_page_leads_to_its_own_citation(site: TestClient, library: Library) -> None:
    number = library.numbers["analysis"]
    tree = html.fromstring(site.get(f"/reports/{number}/analyse.pdf/pages/2").text)
    (link,) = tree.xpath("//ul[@class='formats']//a[.='RIS']/@href")
    assert link == f"/reports/{number}/cite.ris?page=2"
    assert tree.xpath("//p[@class='citation']/bdi[@dir='ltr']")[0].text.endswith("/analyse.pdf/pages/2")


def test_other_formats_are_not_there(site: TestClient, library: Library) -> None:
    assert site.get(f"/reports/{library.numbers['analysis']}/cite.docx").status_code == 404
