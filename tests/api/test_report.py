"""A record for programs: as readers see it, as its people see it before, and changed column by column."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from repository.engines import Engines
from tests.api.test_reports import problem
from tests.collection import REASON, Library
from tests.people import ME, ORIGIN, Browser, person
from tests.programs import program

SENT = {
    "title": "On fees", "title_fr": "Sur les frais", "abstract": "Short", "country": ["TG", "GH"], "language": "en", "date": "2017-09",
    "organisation": ["Voices (author)", "Harbour (publisher)"], "text": "End fees.", "external_id": "fees-1", "licence": "CC0 1.0",
    "source": "https://voices.example/fees", "topic": "Recruitment", "relation": "part_of:series-1",
}  # fmt: skip


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


@pytest.fixture
def client(browse: Callable[[], Browser]) -> TestClient:
    return browse().client


def test_its_people_and_staff_see_it_before_it_is_public(client: TestClient, engines: Engines) -> None:
    pat, kim = program(client, engines), program(client, engines, "kim@voices.example")
    sam, cora = program(client, engines, "sam@others.example", organisation="Others"), program(client, engines, "cora@x.example", "curator", "")
    pat.ask("POST", "/reports", json=SENT | {"state": "draft"})
    for one in (pat, kim, cora):
        record = one.ask("GET", "/reports/1").json()
        assert (record["state"], record["title"], record["version"]) == ("draft", "On fees", 1)
    unknown = sam.ask("GET", "/reports/999")
    refused = sam.ask("GET", "/reports/1")
    assert problem(refused) == problem(unknown) == (404, "report_unknown")
    assert len(refused.content) == len(unknown.content) - 2
    assert problem(client.get("/api/v1/reports/1")) == (404, "report_unknown")
    assert problem(program(client, engines, "rea@voices.example", "reader").ask("GET", "/reports/1")) == (404, "report_unknown")


def test_what_is_sent_is_replaced_and_the_rest_stays(client: TestClient, engines: Engines) -> None:
    pat = program(client, engines)
    pat.ask("POST", "/reports", json=SENT | {"state": "draft"})

    def patched(**columns: object) -> dict[str, object]:
        answer = pat.ask("PATCH", "/reports/1", json=columns)
        assert answer.status_code == 200, answer.text
        assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
        found: dict[str, object] = answer.json()
        return found

    before = pat.ask("GET", "/reports/1").json()
    assert patched() == before
    assert patched(**{name: value for name, value in SENT.items() if name != "relation"}) == before
    after = patched(title="On all fees", country="KE", licence=None)
    same = {"abstracts", "date", "languages", "external_id", "source", "text_pages"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert after["titles"] == [{"language": "en", "text": "On all fees"}, {"language": "fr", "text": "Sur les frais"}]
    assert ([value["value"] for value in after["facets"]["country"]], after["licence"]) == (["KE"], "")  # type: ignore[index]
    assert after["facets"]["organisation"] == before["facets"]["organisation"]  # type: ignore[index]
    after = patched(title_fr="", abstract="", abstract_ar="قصير", country=[], text="One.\fTwo.", organisation="Harbour (publisher)")
    assert after["titles"] == [{"language": "en", "text": "On all fees"}]
    assert after["abstracts"] == [{"language": "ar", "text": "قصير"}]
    assert "country" not in after["facets"]  # type: ignore[operator]
    assert after["text_pages"] == 2
    assert [value["role"] for value in after["facets"]["organisation"]] == ["publisher"]  # type: ignore[index]
    assert [event.what for event in engines.catalogue.history(report=1)].count("report_edited") == 2
    assert engines.catalogue.report(1).relations[0].external_id == "series-1"  # type: ignore[union-attr]


WRONG: tuple[tuple[object, str], ...] = (
    ({"title": ""}, "draft_title"), ({"number": 2}, "member_unknown"), ({"state": "published"}, "member_unknown"),
    ({"file": "a.pdf"}, "member_unknown"), ({"country": "Atlantis"}, "unknown_country"), ({"date": "soon"}, "date_form"),
    ({"title": {}}, "row_value"), ({"version": True}, "version_form"), ([], "json_object"), (None, "json_object"),
)  # fmt: skip


def test_what_cannot_be_changes_nothing(client: TestClient, engines: Engines) -> None:
    pat = program(client, engines)
    pat.ask("POST", "/reports", json=SENT | {"state": "draft"})
    for columns, kind in WRONG:
        assert problem(pat.ask("PATCH", "/reports/1", json=columns)) == (400, kind), columns
    assert pat.ask("GET", "/reports/1").json()["version"] == 1


def test_two_at_once_the_second_is_told(client: TestClient, engines: Engines) -> None:
    pat, kim = program(client, engines), program(client, engines, "kim@voices.example")
    pat.ask("POST", "/reports", json=SENT | {"state": "draft"})
    tag = kim.ask("GET", "/reports/1").headers["etag"]
    assert pat.ask("PATCH", "/reports/1", json={"title": "Mine"}, headers={"if-match": tag}).status_code == 200
    assert problem(kim.ask("PATCH", "/reports/1", json={"title": "No, mine"}, headers={"if-match": tag})) == (412, "edited_meanwhile")
    assert problem(kim.ask("PATCH", "/reports/1", json={"title": "No, mine", "version": 1})) == (412, "edited_meanwhile")
    assert problem(kim.ask("PATCH", "/reports/1", json={"title": "x"}, headers={"if-match": "nonsense"})) == (412, "edited_meanwhile")
    assert kim.ask("PATCH", "/reports/1", json={"title": "Ours", "version": 2}).json()["title"] == "Ours"
    assert kim.ask("PATCH", "/reports/1", json={"title": "All"}, headers={"if-match": "*"}).status_code == 200


def test_who_may_change_it_and_when(browse: Callable[[], Browser], client: TestClient, engines: Engines) -> None:
    pat, sam = program(client, engines), program(client, engines, "sam@others.example", organisation="Others")
    cora = program(client, engines, "cora@x.example", "curator", "")
    pat.ask("POST", "/reports", json=SENT)
    assert pat.ask("PATCH", "/reports/1", json={"title": "While it waits"}).status_code == 200
    for number in (1, 999, 10**30):
        assert problem(sam.ask("PATCH", f"/reports/{number}", json={"title": "Taken"})) == (404, "not_here")
    assert problem(program(client, engines, "pat@voices.example", scope="read").ask("PATCH", "/reports/1", json={})) == (403, "token_scope")
    assert problem(client.patch("/api/v1/reports/1", json={"title": "x"})) == (401, "token_needed")
    assert cora.ask("PATCH", "/reports/1", json={"title": "By staff"}).status_code == 200
    assert problem(cora.ask("PATCH", "/reports/999", json={})) == (404, "no_report")
    with engines.catalogue.writing(ME) as writing:
        writing.move(1, "published")
    with engines.catalogue.writing(ME) as writing:
        writing.set_trust(pat.account.organisations[0], "trusted")
    assert pat.ask("PATCH", "/reports/1", json={"title": "Trusted"}).status_code == 200
    person(engines, "lee@voices.example", "partner", "Voices")
    browser = browse().sign_in("lee@voices.example")
    token = str(browser.go("/upload").filled("/upload")[1]["token"])
    assert browser.client.patch("/api/v1/reports/1", json={}, headers={"origin": ORIGIN}).status_code == 403
    assert browser.client.patch("/api/v1/reports/1", json={}, headers={"x-csrf-token": token}).status_code == 403
    assert browser.client.patch("/api/v1/reports/1", json={}, headers={"origin": ORIGIN, "x-csrf-token": token}).status_code == 200


def test_what_everybody_reads_waits_for_the_staff_and_one_change_does_not_lose_another(client: TestClient, engines: Engines) -> None:
    pat = program(client, engines)
    pat.ask("POST", "/reports", json=SENT)
    with engines.catalogue.writing(ME) as writing:
        writing.move(1, "published")
    before = pat.ask("GET", "/reports/1").json()
    for columns in ({"title": "On all fees"}, {"topic": ["Recruitment", "Passports"], "text": "Other words."}, {"country": "KE"}):
        answer = pat.ask("PATCH", "/reports/1", json=columns)
        assert (answer.status_code, answer.json()) == (202, before)
    (waits,) = engines.catalogue.corrections(1)
    assert set(waits.fields) == {"title", "topic", "text", "country"}
    assert ("title", "On all fees") in waits.fields["title"][1]
    assert ("title", "Sur les frais") in waits.fields["title"][1]
    assert waits.fields["country"][1] == (("country", "Kenya"),)
    assert engines.catalogue.find_term("topic", "Passports") is None
    assert problem(pat.ask("PATCH", "/reports/1", json={"external_id": "other"})) == (403, "not_allowed")
    assert problem(pat.ask("PATCH", "/reports/1", json={"title": "x", "version": 1})) == (412, "edited_meanwhile")
    assert problem(pat.ask("PATCH", "/reports/1", json={"country": "Atlantis"})) == (400, "unknown_country")
    assert pat.ask("PATCH", "/reports/1", json={"date": "2017-09"}).status_code == 202
    assert pat.client.get("/api/v1/reports/1").json() == before
    with engines.catalogue.writing(ME) as writing:
        writing.move(1, "withdrawn", reason="x")
    assert problem(pat.ask("PATCH", "/reports/1", json={"title": "Late"})) == (409, "correction_over")
