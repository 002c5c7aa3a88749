"""The history for programs: newest first, of one thing or of all, in pages."""

from repository.engines import Engines
from tests.api.test_reports import problem
from tests.api.test_term import client, cora
from tests.programs import Program

__all__ = ["client", "cora"]


def test_newest_first_and_of_one_thing(cora: Program, engines: Engines) -> None:
    changes = cora.ask("GET", "/history?limit=1000").json()["changes"]
    assert [each["change"] for each in changes] == sorted((each["change"] for each in changes), reverse=True)
    assert changes[-1]["when"] < changes[0]["when"] or len(changes) > 1
    of_one = cora.ask("GET", "/history?report=2").json()["changes"]
    assert [(each["what"], each["report"], each["undone_by"]) for each in of_one] == [("report_added", 2, None)]
    assert of_one[0]["sentence"]
    first = cora.ask("GET", "/history?limit=2").json()["changes"]
    assert cora.ask("GET", f"/history?limit=2&before={first[-1]['change']}").json()["changes"] == changes[2:4]
    for parameters in ("limit=0", "limit=5000", "report=x", "before=-1", "term=9999999999999"):
        assert problem(cora.ask("GET", f"/history?{parameters}")) == (400, "number_range")
