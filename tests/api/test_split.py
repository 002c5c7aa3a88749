"""A term split by a program: reports named, or found by a question, get a term of their own."""

from repository.engines import Engines
from repository.indexing import catch_up
from tests.api.test_reports import problem
from tests.api.test_term import client, cora
from tests.programs import Program

__all__ = ["client", "cora"]


def test_by_number_and_by_question(cora: Program, engines: Engines) -> None:
    catch_up(catalogue=engines.catalogue, index=engines.index)
    old = engines.catalogue.find_term("organisation", "Migrant Forum in Asia")
    assert old is not None
    body = {"labels": {"en": "Forum Manila"}, "reports": [1, 2, 999]}
    tried = cora.ask("POST", f"/terms/{old.id}/split", json=body | {"dry_run": True})
    assert (tried.status_code, tried.json()["reports"], tried.json()["change"]) == (200, 1, None)
    made = cora.ask("POST", f"/terms/{old.id}/split", json=body)
    assert (made.status_code, made.json()["what"], made.json()["reports"]) == (201, "term_split", 1)
    new = made.json()["term"]
    assert (new["label"], new["count"], cora.ask("GET", f"/terms/{old.id}").json()["count"]) == ("Forum Manila", 1, 1)
    assert cora.ask("POST", f"/undo/{made.json()['change']}").json()["reports"] == 1
    found = cora.ask("POST", f"/terms/{old.id}/split", json={"labels": {"en": "Forum Two"}, "q": "report 2"})
    assert [tag.term.key for tag in engines.catalogue.reports([3])[3].of("organisation")] == ["forum-two"]
    assert found.json()["reports"] == 1


def test_what_cannot_be(cora: Program, engines: Engines) -> None:
    old = engines.catalogue.find_term("organisation", "MFA")
    assert old is not None
    for body, kind in (({"labels": {"en": "x"}, "reports": [1]}, "split_none"), ({"reports": [2]}, "label_needed"),
                       ({"labels": {"en": "x"}, "reports": ["2"]}, "member_type"), ({"into": 1}, "member_unknown")):  # fmt: skip
        assert problem(cora.ask("POST", f"/terms/{old.id}/split", json=body)) == (400, kind), body
    assert problem(cora.ask("POST", f"/terms/{old.id}/split", json={"labels": {"en": "mfa"}, "reports": [2]})) == (409, "term_named")
    for number in (10**9, 10**30):
        assert problem(cora.ask("POST", f"/terms/{number}/split", json={"labels": {"en": "x"}, "reports": [1]})) == (404, "no_such_term")
