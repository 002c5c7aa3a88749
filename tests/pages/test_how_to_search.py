"""Every example on the page finds what it says."""

from lxml import html
from starlette.testclient import TestClient

from repository.pages.how_to_search import EXAMPLES


def test_every_example_is_a_search_without_notes(site: TestClient) -> None:
    tree = html.fromstring(site.get("/how-to-search").text)
    links = tree.xpath("//table//a/@href")
    assert len(links) == len(EXAMPLES)
    for link in links:
        assert not html.fromstring(site.get(link).text).xpath("//p[@class='note']"), link
