"""What is offered always finds something: another spelling, less of the question, fewer limits."""

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize(
    ("address", "kind", "query"),
    [
        ("q=recruitmant", "spelling", "recruitment"),
        ("q=recruitmant+feees", "spelling", "recruitment fees"),
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
