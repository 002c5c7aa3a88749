"""A page to take along: what it says, and where it is from."""

from starlette.testclient import TestClient

from tests.collection import Library


def test_a_page_is_taken_along_with_its_citation(site: TestClient, library: Library) -> None:
    here = f"/reports/{library.numbers['analysis']}/analyse.pdf/pages/2"
    answer = site.get(f"{here}.txt")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    text, _, cited = answer.text.partition("\n—\n")
    assert "La traite commence par un recrutement" in text
    assert "Analyse de la traite" in cited
    assert f"http://127.0.0.1{here}" in cited


def test_own_text_too_and_nothing_where_there_is_nothing(site: TestClient, library: Library) -> None:
    here = f"/reports/{library.numbers['letter']}/pages/"
    assert "quokka" in site.get(f"{here}2.txt").text
    assert site.get(f"{here}9.txt").status_code == 404
    assert site.get(f"/reports/{library.numbers['hidden']}/pages/1.txt").status_code == 404
    assert site.get(f"/reports/{library.numbers['gone']}/pages/1.txt").status_code == 410
