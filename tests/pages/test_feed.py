"""The reports published here last, as a feed."""

from lxml import etree
from starlette.testclient import TestClient

from tests.collection import CANARY

SPACE = {"a": "http://www.w3.org/2005/Atom"}


def test_the_newest_reports_with_their_addresses(site: TestClient) -> None:
    answer = site.get("/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(answer.content)
    titles = [entry.text for entry in feed.xpath("//a:entry/a:title", namespaces=SPACE)]
    moments = [entry.text for entry in feed.xpath("//a:entry/a:published", namespaces=SPACE)]
    assert moments == sorted(moments, reverse=True)
    assert "Open letter on recruitment fees" in titles
    assert CANARY not in answer.text
    assert "Gone report" not in titles
    for link in feed.xpath("//a:entry/a:link/@href", namespaces=SPACE):
        assert site.get(link.removeprefix("http://127.0.0.1")).status_code == 200
    assert feed.xpath("/a:feed/a:link[@rel='self']/@href", namespaces=SPACE) == ["http://127.0.0.1/feed.atom"]


def test_it_is_found_from_the_front_page_and_not_sent_twice(site: TestClient) -> None:
    assert '<link rel="alternate" type="application/atom+xml" title="Latest additions" href="/feed.atom">' in site.get("/").text
    tag = site.get("/feed.atom").headers["etag"]
    again = site.get("/feed.atom", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
