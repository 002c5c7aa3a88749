"""Problem documents: status, a sentence in the reader's language, a type that does not change with it."""

from starlette.testclient import TestClient


def test_one_type_in_every_language(site: TestClient) -> None:
    for language, words in (("en", "no published report"), ("fr", "pas de rapport"), ("ar", "لا يوجد تقرير")):
        answer = site.get("/api/v1/reports/999", headers={"accept-language": language})
        document = answer.json()
        assert (answer.headers["content-type"], document["type"], document["status"]) == (
            "application/problem+json", "urn:problem:report_unknown", 404,
        )  # fmt: skip
        assert words in document["detail"]


def test_unknown_resources_and_methods(site: TestClient) -> None:
    assert site.get("/api/v1/nothing").json()["title"] == "Not Found"
    assert site.post("/api/v1/search").json()["status"] == 405
