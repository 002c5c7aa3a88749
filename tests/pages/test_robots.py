"""Crawlers read reports, not every combination of facets."""

from starlette.testclient import TestClient


def test_searches_are_not_for_crawlers(site: TestClient) -> None:
    rules = site.get("/robots.txt").text
    assert "Disallow: /search\n" in rules
    assert "Disallow: /*.png$\n" in rules  # each would be drawn for nobody
    assert "Disallow: /reports" not in rules
    assert '<meta name="robots" content="noindex">' in site.get("/search").text
    assert "noindex" not in site.get("/about").text
