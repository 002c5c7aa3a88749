"""The front page: what this place holds, the newest, ways in."""

from starlette.testclient import TestClient

from tests.collection import Library


def test_shows_holdings_the_newest_and_ways_in(site: TestClient, library: Library) -> None:
    page = site.get("/").text
    assert 'action="/search"' in page
    assert "Open letter on recruitment fees" in page
    assert f"/reports/{library.numbers['letter']}/" in page
    assert "Togo" in page
    assert "Recruitment" in page
