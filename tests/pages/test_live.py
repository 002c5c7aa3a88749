"""The process is up."""

from starlette.testclient import TestClient


def test_is_up(site: TestClient) -> None:
    assert (site.get("/live").status_code, site.get("/live").text) == (200, "ok\n")
