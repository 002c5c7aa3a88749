"""A record for programs."""

from starlette.testclient import TestClient

from tests.collection import REASON, Library


def test_the_whole_record(site: TestClient, library: Library) -> None:
    number = library.numbers["analysis"]
    record = site.get(f"/api/v1/reports/{number}").json()
    assert record["titles"][0] == {"language": "fr", "text": "Analyse de la traite des travailleurs migrants togolais"}
    assert record["state"] == "published"
    assert record["files"][0]["url"] == f"http://127.0.0.1/reports/{number}/analyse.pdf"
    assert (record["files"][0]["pages"], len(record["files"][0]["sha256"])) == (3, 64)
    assert {value["value"] for value in record["facets"]["country"]} == {"TG", "GA"}
    assert {value["role"] for value in record["facets"]["organisation"]} == {"author", "publisher"}
    letter = site.get(f"/api/v1/reports/{library.numbers['letter']}").json()
    assert letter["relations"] == [{"kind": "announces", "number": number, "url": f"http://127.0.0.1/reports/{number}/"}]
    assert letter["text_pages"] == 2


def test_relations_to_hidden_reports_are_not_told(site: TestClient, library: Library) -> None:
    assert str(library.numbers["hidden"]) not in str(site.get(f"/api/v1/reports/{library.numbers['analysis']}").json()["relations"])


def test_withdrawn_and_unknown_are_problem_documents(site: TestClient, library: Library) -> None:
    gone = site.get(f"/api/v1/reports/{library.numbers['gone']}")
    assert gone.status_code == 410
    assert gone.headers["content-type"] == "application/problem+json"
    assert gone.json() | {"reason": REASON, "successor": library.numbers["letter"], "status": 410} == gone.json()
    assert site.get(f"/api/v1/reports/{library.numbers['hidden']}").status_code == 404
