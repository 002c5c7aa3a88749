"""Terms changed by a program: added, renamed, moved, retired, as the command line does it; a dry run changes nothing."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from repository.engines import Engines
from repository.model import NewTag, Record, Text
from tests.api.test_reports import problem
from tests.people import ME, Browser
from tests.programs import Program, program


@pytest.fixture
def client(browse: Callable[[], Browser]) -> TestClient:
    return browse().client


@pytest.fixture
def cora(client: TestClient, engines: Engines) -> Program:
    """A curator's program, over three reports of two spellings of one organisation."""
    with engines.catalogue.writing(ME) as writing:
        ids = [writing.add_term("organisation", (Text("en", name),)).id for name in ("Migrant Forum in Asia", "MFA")]
        for n in range(3):
            writing.add_report(Record(titles=(Text("en", f"Report {n}"),), tags=(NewTag(ids[n % 2], "author"),)), "published")
    return program(client, engines, "cora@library.example", "curator", "")


def test_added_renamed_moved_and_retired(cora: Program, engines: Engines) -> None:
    new = {"facet": "topic", "labels": {"en": "Wage theft", "fr": "Vol de salaire"}, "synonyms": {"en": ["Unpaid wages", "Stolen pay"]}}
    tried = cora.ask("POST", "/terms", json=new | {"dry_run": True})
    assert (tried.status_code, tried.json()["change"], tried.json()["dry_run"]) == (200, None, True)
    assert engines.catalogue.find_term("topic", "Wage theft") is None
    made = cora.ask("POST", "/terms", json=new)
    assert made.status_code == 201
    term = made.json()["term"]
    assert (term["facet"], term["state"], {text["text"] for text in term["synonyms"]}) == ("topic", "approved", {"Unpaid wages", "Stolen pay"})
    assert problem(cora.ask("POST", "/terms", json=new)) == (409, "term_named")
    renamed = cora.ask("PATCH", f"/terms/{term['id']}", json={"labels": {"en": "Theft of wages"}}).json()
    assert renamed["what"] == "term_edited"
    assert {"language": "en", "text": "Wage theft"} in renamed["term"]["synonyms"]
    above = cora.ask("POST", "/terms", json={"facet": "topic", "labels": {"en": "Pay"}}).json()["term"]["id"]
    assert cora.ask("PATCH", f"/terms/{term['id']}", json={"broader": [above]}).json()["term"]["broader"] == [above]
    assert problem(cora.ask("PATCH", f"/terms/{above}", json={"broader": [term["id"]]})) == (400, "term_cycle")
    assert cora.ask("PATCH", f"/terms/{term['id']}", json={"broader": []}).json()["term"]["broader"] == []
    assert cora.ask("PATCH", f"/terms/{term['id']}", json={"state": "retired"}).json()["term"]["state"] == "retired"
    assert [event.who for event in engines.catalogue.history(term=term["id"])] == ["cora@library.example"] * 5


def test_what_cannot_be(cora: Program, client: TestClient, engines: Engines) -> None:
    for body, kind in (
        ({}, "one_change"), ({"labels": {"en": "x"}, "state": "retired"}, "one_change"), ({"state": "merged"}, "state_unknown"),
        ({"labels": ["x"]}, "member_type"), ({"labels": {"en": 7}}, "row_value"), ({"labels": {"en": " "}}, "label_empty"),
        ({"labels": {"english!": "x"}}, "label_language"), ({"broader": ["1"]}, "member_type"), ({"broader": [10**30]}, "member_type"),
        ({"labels": {"en": "x"}, "dry_run": "yes"}, "member_type"), ({"key": "x"}, "member_unknown"), ([], "json_object"),
        ({"labels": {"en": "x" * 5_000}}, "label_long"),
    ):  # fmt: skip
        assert problem(cora.ask("PATCH", "/terms/1", json=body)) == (400, kind), body
    assert problem(cora.ask("POST", "/terms", json={"facet": "nothing", "labels": {"en": "x"}})) == (400, "facet_unknown")
    for number in (10**9, 10**30):
        assert problem(cora.ask("PATCH", f"/terms/{number}", json={"state": "retired"})) == (404, "no_such_term")
    pat = program(client, engines)
    for method, address in (("POST", "/terms"), ("PATCH", "/terms/1"), ("POST", "/terms/1/merge"), ("POST", "/edit"), ("POST", "/undo/1"),
                            ("GET", "/history")):  # fmt: skip
        assert problem(pat.ask(method, address, **({} if method == "GET" else {"json": {}}))) == (403, "not_allowed")
        assert problem(client.request(method, f"/api/v1{address}"))[0] == 401


def test_a_term_is_asked_for_by_its_number_and_a_merged_one_answers_as_the_other(cora: Program, client: TestClient, engines: Engines) -> None:
    forum, mfa = (engines.catalogue.find_term("organisation", name) for name in ("Migrant Forum in Asia", "MFA"))
    assert forum is not None
    assert mfa is not None

    def asked(term: int) -> dict[str, object]:
        found: dict[str, object] = client.get(f"/api/v1/terms/{term}").json()
        return found

    assert (asked(mfa.id)["label"], asked(mfa.id)["count"], asked(mfa.id)["state"]) == ("MFA", 1, "proposed")
    assert cora.ask("POST", f"/terms/{mfa.id}/merge", json={"into": forum.id}).status_code == 200
    assert asked(mfa.id) == asked(forum.id)
    assert asked(forum.id)["count"] == 3
    with engines.catalogue.writing(ME) as writing:
        hidden = writing.add_term("organisation", (Text("en", "Nobody knows yet"),)).id
    for number in (hidden, 10**9, 10**30):
        assert problem(client.get(f"/api/v1/terms/{number}")) == (404, "term_unknown")
    assert cora.ask("GET", f"/terms/{hidden}").json()["state"] == "proposed"
