"""Terms for programs: found by any of their names, and none that readers may not know of."""

import pytest
from starlette.testclient import TestClient

from tests.collection import CANARY


def test_a_term_is_found_by_the_beginning_of_any_of_its_names(site: TestClient) -> None:
    answer = site.get("/api/v1/terms?facet=country&q=tog", headers={"accept-language": "ar"}).json()
    (togo,) = [term for term in answer["terms"] if term["value"] == "TG"]
    assert (togo["label"], togo["count"], togo["facet"]) == ("توغو", 1, "country")
    assert {"language": "en", "text": "Togo"} in togo["labels"]
    assert site.get("/api/v1/terms?q=توغ").json()["terms"][0]["value"] == "TG"
    assert [term["count"] for term in site.get("/api/v1/terms?facet=country&limit=3").json()["terms"]] == [1, 1, 1]


def test_pages_do_not_overlap(site: TestClient) -> None:
    first, second = (site.get(f"/api/v1/terms?facet=country&limit=50&page={page}").json() for page in (1, 2))
    assert first["total"] == second["total"] > 100
    assert not {term["id"] for term in first["terms"]} & {term["id"] for term in second["terms"]}


def test_terms_of_hidden_reports_are_not_told(site: TestClient) -> None:
    assert site.get(f"/api/v1/terms?q={CANARY}").json()["total"] == 0
    assert CANARY not in site.get("/api/v1/terms?limit=1000").text


@pytest.mark.parametrize("parameters", ["facet=nothing", "limit=0", "limit=2000", "page=x", "page=-1", "page=999999999999"])
def test_what_cannot_be_answered_is_refused_with_a_sentence(site: TestClient, parameters: str) -> None:
    answer = site.get(f"/api/v1/terms?{parameters}")
    assert answer.status_code == 400
    assert answer.json()["detail"]
