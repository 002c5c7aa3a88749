"""A change of many reports by a program: accepted, and where to ask what became of it."""

from repository import background
from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Record, Text
from tests.api.test_reports import problem
from tests.api.test_term import client, cora
from tests.people import ME
from tests.programs import Program

__all__ = ["client", "cora"]


def work(engines: Engines) -> None:
    assert background.work(catalogue=engines.catalogue, accounts=engines.accounts) == 1


def test_accepted_made_and_taken_back(cora: Program, engines: Engines) -> None:
    with engines.catalogue.writing(ME) as writing:
        for n in range(background.MANY):
            writing.add_report(Record(titles=(Text("en", f"Report {n}"),)), "published")
    catch_up(catalogue=engines.catalogue, index=engines.index)
    asked = {"question": "q=report", "append": {"topic": ["Recruitment"]}}
    tried = cora.ask("POST", "/edit", json=asked | {"dry_run": True})
    assert (tried.status_code, tried.json()["reports"]) == (200, 203)
    answer = cora.ask("POST", "/edit", json=asked)
    assert (answer.status_code, answer.json()["state"], answer.json()["total"], answer.json()["change"]) == (202, "waiting", 203, None)
    assert answer.headers["location"] == answer.json()["url"]
    assert problem(cora.ask("POST", "/edit", json=asked | {"append": {"country": "Atlantis"}})) == (400, "unknown_country")
    work(engines)
    made = cora.ask("GET", f"/tasks/{answer.json()['task']}").json()
    assert (made["state"], made["reports"], made["findable"]) == ("done", 203, 0)
    catch_up(catalogue=engines.catalogue, index=engines.index)
    assert cora.ask("GET", f"/tasks/{answer.json()['task']}").json()["findable"] == 203
    back = cora.ask("POST", f"/undo/{made['change']}")
    assert (back.status_code, back.json()["kind"]) == (202, "undo")
    work(engines)
    assert engines.catalogue.reports([4])[4].tags == ()
    assert problem(cora.ask("POST", f"/undo/{made['change']}")) == (409, "undo_done")
    assert problem(cora.ask("GET", "/tasks/99")) == (404, "not_here")
