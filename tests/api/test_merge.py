"""Two terms become one and two again, by a program."""

from starlette.testclient import TestClient

from repository.engines import Engines
from tests.api.test_reports import problem
from tests.api.test_term import client, cora
from tests.programs import Program

__all__ = ["client", "cora"]


def test_merged_seen_before_and_taken_back(cora: Program, client: TestClient, engines: Engines) -> None:
    source, target = (engines.catalogue.find_term("organisation", name) for name in ("MFA", "Migrant Forum in Asia"))
    assert source is not None
    assert target is not None
    tried = cora.ask("POST", f"/terms/{source.id}/merge", json={"into": target.id, "dry_run": True}).json()
    assert (tried["reports"], len(tried["examples"]), tried["change"]) == (1, 1, None)
    assert engines.catalogue.find_term("organisation", "MFA") == source
    made = cora.ask("POST", f"/terms/{source.id}/merge", json={"into": target.id}).json()
    assert (made["what"], made["term"]["id"], made["term"]["count"]) == ("term_merged", target.id, 3)
    assert client.get(f"/terms/{source.id}", follow_redirects=False).headers["location"].endswith(f"/terms/{target.id}")
    assert problem(cora.ask("POST", f"/terms/{source.id}/merge", json={"into": target.id})) == (409, "term_is_merged")
    assert problem(cora.ask("POST", f"/terms/{target.id}/merge", json={"into": target.id}))[0] == 400
    assert cora.ask("POST", f"/undo/{made['change']}", json={"dry_run": True}).json()["undoes"] == made["change"]
    assert engines.catalogue.term_counts("organisation") == {target.id: 3}
    assert cora.ask("POST", f"/undo/{made['change']}").json()["reports"] == 1
    assert engines.catalogue.term_counts("organisation") == {source.id: 1, target.id: 2}
