"""Many reports changed by a program: seen before, one change, taken back as a whole."""

from repository.engines import Engines
from repository.indexing import catch_up
from tests.api.test_reports import problem
from tests.api.test_term import client, cora
from tests.programs import Program

__all__ = ["client", "cora"]


def test_every_report_a_question_finds(cora: Program, engines: Engines) -> None:
    catch_up(catalogue=engines.catalogue, index=engines.index)
    asked = {"question": "q=report&organisation=migrant-forum-in-asia", "append": {"topic": ["Recruitment", "Fees"]}, "set": {"date": "2017"}}
    tried = cora.ask("POST", "/edit", json=asked | {"dry_run": True}).json()
    assert (tried["found"], tried["reports"], tried["change"], len(tried["examples"])) == (2, 2, None, 2)
    made = cora.ask("POST", "/edit", json=asked).json()
    assert (made["what"], made["reports"]) == ("reports_edited", 2)
    assert [(report.date, len(report.of("topic"))) for report in engines.catalogue.reports([1, 2, 3]).values()] == [
        ("2017", 2), ("", 0), ("2017", 2),
    ]  # fmt: skip
    emptied = cora.ask("POST", "/edit", json={"question": "q=", "set": {"topic": []}}).json()
    assert (emptied["found"], emptied["reports"]) == (3, 2)
    assert cora.ask("POST", f"/undo/{emptied['change']}").status_code == 200
    assert cora.ask("POST", f"/undo/{made['change']}").json()["reports"] == 2
    assert {report.date for report in engines.catalogue.reports([1, 2, 3]).values()} == {""}


def test_what_cannot_be(cora: Program, engines: Engines) -> None:
    catch_up(catalogue=engines.catalogue, index=engines.index)
    for body, kind in (
        ({"set": {"topic": "x"}}, "edit_question"), ({"question": "q=report"}, "edit_nothing"), ({"question": 7}, "row_value"),
        ({"question": "q=report", "set": ["topic"]}, "member_type"), ({"question": "q=report", "append": {"topic": [1]}}, "row_value"),
        ({"question": "q=report", "set": {"number": "7"}}, "column_unknown"),
        ({"question": "q=report", "set": {"state": "draft"}}, "column_unknown"),
        ({"question": "q=report", "append": {"country": "Atlantis"}}, "unknown_country"),
        ({"question": "q=report", "remove": {"topic": "Nothing"}}, "value_unknown"),
        ({"question": "q=report", "set": {"source": "javascript:alert(1)"}}, "source_url"), ({"query": "q="}, "member_unknown"),
    ):  # fmt: skip
        assert problem(cora.ask("POST", "/edit", json=body)) == (400, kind), body
    assert [event.what for event in engines.catalogue.history(limit=1)] == ["token_made"]
