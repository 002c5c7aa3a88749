"""The vocabularies for programs."""

from starlette.testclient import TestClient


def test_facets_with_their_terms(site: TestClient) -> None:
    facets = {facet["facet"]: facet for facet in site.get("/api/v1/facets", headers={"accept-language": "fr"}).json()["facets"]}
    assert facets["country"]["label"] == "Pays"
    assert {value["value"]: value["count"] for value in facets["country"]["values"]} == {"TG": 1, "GA": 1, "KE": 1}
    (only,) = site.get("/api/v1/facets?facet=topic").json()["facets"]
    assert only["facet"] == "topic"
    assert site.get("/api/v1/facets?facet=nothing").status_code == 400
