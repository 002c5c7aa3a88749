"""Taking back by a program: what is not there, what was taken back, what stands in the way."""

from repository.engines import Engines
from tests.api.test_reports import problem
from tests.api.test_term import client, cora
from tests.programs import Program

__all__ = ["client", "cora"]


def test_what_cannot_be_taken_back(cora: Program, engines: Engines) -> None:
    for change in (10**9, 10**30):
        assert problem(cora.ask("POST", f"/undo/{change}")) == (404, "no_change")
    term = engines.catalogue.find_term("organisation", "MFA")
    assert term is not None
    change = cora.ask("PATCH", f"/terms/{term.id}", json={"labels": {"en": "M.F.A. Network"}}).json()["change"]
    assert problem(cora.ask("POST", f"/undo/{change}", json={"force": True})) == (400, "member_unknown")
    assert cora.ask("POST", f"/undo/{change}", json={}).status_code == 200
    assert problem(cora.ask("POST", f"/undo/{change}")) == (409, "undo_done")
