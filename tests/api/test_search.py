"""The answer programs get: the shape of the contract."""

import re

from starlette.testclient import TestClient

from tests.collection import Library


def test_the_shape_of_the_contract(site: TestClient, library: Library) -> None:
    answer = site.get("/api/v1/search?q=frais&per_page=5").json()
    assert {"total", "page", "per_page", "took_ms", "receipt", "suggestion", "hits", "facets"} <= answer.keys()
    assert (answer["page"], answer["per_page"], answer["receipt"]["match"]) == (1, 5, "all")
    assert {"typed", "read_as", "synonyms", "reports"} <= answer["receipt"]["parts"][0].keys()
    hit = next(hit for hit in answer["hits"] if hit["external_id"] == "analysis")
    assert hit["number"] == library.numbers["analysis"]
    assert hit["url"] == f"http://127.0.0.1/reports/{hit['number']}/"
    assert (hit["type"], hit["date"], hit["language"]) == ("report", "2017-09", "fr")
    assert "Voies Ouvertes" in hit["organisations"]
    passage = hit["passages"][0]
    assert passage["file"] == "analyse.pdf"
    assert re.fullmatch(r"http://127\.0\.0\.1/reports/\d+/analyse\.pdf/pages/\d\?q=frais", passage["url"])
    assert ["frais", True] in passage["text"]
    assert "frais" in "".join(piece for piece, _ in passage["text"])
    own = site.get("/api/v1/search?q=quokka").json()["hits"][0]["passages"][0]
    assert (own["file"], own["page"]) == (None, 2)


def test_facets_follow_the_language_and_the_choice(site: TestClient) -> None:
    facets = site.get("/api/v1/search?country=TG", headers={"accept-language": "ar"}).json()["facets"]
    togo = next(value for value in facets["country"] if value["value"] == "TG")
    assert togo == {"value": "TG", "label": "توغو", "count": 1, "selected": True}
    assert {value["value"] for value in facets["country"]} >= {"KE", "TG"}  # ignores its own choice
    assert [value["value"] for value in facets["type"]] == ["report"]


def test_nothing_is_an_error(site: TestClient) -> None:
    for query in ("q=%22", "q=((", "page=0", "per_page=100000", "q=%ff", "match=x", "year=9999999..1"):
        assert site.get(f"/api/v1/search?{query}").status_code == 200, query
    assert site.get("/api/v1/search?per_page=100000").json()["per_page"] <= 100
