"""What this place is and holds."""

from starlette.testclient import TestClient


def test_tells_what_it_holds_and_what_cannot_be_searched(site: TestClient) -> None:
    page = site.get("/about").text
    assert "8 reports" in page
    assert "1 report cannot be searched inside" in page
