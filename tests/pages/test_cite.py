"""Citations as files, with a page number."""

import json

from starlette.testclient import TestClient

from tests.collection import Library


def test_each_format_with_its_page(site: TestClient, library: Library) -> None:
    here = f"/reports/{library.numbers['analysis']}/cite"
    ris = site.get(f"{here}.ris?page=15")
    assert ris.headers["content-type"].startswith("application/x-research-info-systems")
    assert ris.headers["content-disposition"] == f'attachment; filename="report-{library.numbers["analysis"]}.ris"'
    assert "SP  - 15\r\n" in ris.text
    assert "AU  - Mensah, Afi\r\n" in ris.text
    assert "DA  - 2017/09//\r\n" in ris.text
    assert "pages = {15}" in site.get(f"{here}.bib?page=15").text
    (item,) = json.loads(site.get(f"{here}.json?page=15").text)
    assert (item["page"], item["URL"]) == ("15", f"http://127.0.0.1/reports/{library.numbers['analysis']}/")
    plain = site.get(f"{here}.txt?page=15")
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Afi Mensah (2017)" in plain.text


def test_a_page_cannot_add_lines(site: TestClient, library: Library) -> None:
    text = site.get(f"/reports/{library.numbers['analysis']}/cite.ris", params={"page": "1\r\nAU  - Evil" + "x" * 500}).text
    assert text.count("AU  - ") == 1
    assert "x" * 60 not in text


def test_other_formats_are_not_there(site: TestClient, library: Library) -> None:
    assert site.get(f"/reports/{library.numbers['analysis']}/cite.docx").status_code == 404
