"""What is offered always finds something: another spelling, less of the question, fewer limits."""

import pytest
from starlette.testclient import TestClient

from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Details, NewTag, Record, Results, Text
from repository.search import Ask, search
from tests.people import ME


@pytest.mark.parametrize(
    ("address", "kind", "query"),
    [
        ("q=recruitmant", "spelling", "recruitment"),
        ("q=recruitmant+feees", "spelling", "recruitment fees"),
        ("q=recruitmant+zzzzqqqqxxxx", "spelling", "recruitment"),
        ("q=title:lettr", "spelling", "title:letter"),
        ("q=%22fees+recruitment+migrant%22", "unquoted", "fees recruitment migrant"),
        ("q=qqqqzzzz+quokka&match=all", "fewer", "quokka"),
        ("q=qqqqzzzz+%22migrant+fees+quokka%22&match=all", "fewer", "migrant fees quokka"),
        ("q=%22fees+recruitment%22+quokka", "unquoted", "fees recruitment quokka"),
        ("q=quokka&country=TG", "unfiltered", "quokka"),
        ("q=quokka&year=1999", "unfiltered", "quokka"),
        ("q=enqueter&exact=1", "spelling", "enquete"),
    ],
)
def test_the_nearest_question_is_offered(site: TestClient, address: str, kind: str, query: str) -> None:
    answer = site.get(f"/api/v1/search?{address}").json()
    assert (answer["suggestion"] or {}).get("kind") == kind
    assert answer["suggestion"]["query"] == query
    assert answer["suggestion"]["reports"] > 0


@pytest.mark.parametrize("address", ["q=recruitment", "q=", "q=zzzzqqqqxxxx", "q=" + "+".join(f"zzqq{n}" for n in range(40)), "q=-recruitment"])
def test_nothing_is_offered_without_need_or_without_a_find(site: TestClient, address: str) -> None:
    assert site.get(f"/api/v1/search?{address}").json()["suggestion"] is None


def test_the_words_of_hidden_reports_are_not_offered(site: TestClient) -> None:
    assert "xylocanary" not in site.get("/api/v1/search?q=xylocanari").text


def test_a_misspelling_of_the_vocabulary_finds_and_is_not_offered(engines: Engines) -> None:
    with engines.catalogue.writing(ME) as writing:
        term = writing.add_term(
            "topic", (Text("en", "Kafala system"),), state="approved", details=Details(hidden=(Text("en", "Kafalla system"),))
        )
        for n in range(3):
            writing.add_report(Record(titles=(Text("en", f"Letter {n}"),), tags=(NewTag(term.id),)), "published")
    catch_up(catalogue=engines.catalogue, index=engines.index)

    def asked(q: str) -> Results:
        return search(Ask(q=q), catalogue=engines.catalogue, index=engines.index)

    assert asked("kafalla").total == 3
    for typed in ("kafallla", "kafallas", "kafala"):
        found = asked(typed).suggestion
        assert found is None or "kafalla" not in found.query.split()
    offered = asked("kaffala").suggestion
    assert offered is not None
    assert offered.query == "kafala"
