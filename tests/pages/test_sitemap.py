"""Every published report for crawlers, in parts when there are too many for one file."""

import pytest
from lxml import etree
from starlette.testclient import TestClient

from repository.pages import sitemap
from tests.collection import Library

SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(site: TestClient, address: str = "/sitemap.xml") -> list[str]:
    """What a file lists."""
    answer = site.get(address)
    assert answer.headers["content-type"].startswith("application/xml")
    return [each.text for each in etree.fromstring(answer.content).iterfind(".//s:loc", SPACE)]


def test_published_reports_are_listed_and_no_other(site: TestClient, library: Library) -> None:
    listed = addresses(site)
    assert f"http://127.0.0.1/reports/{library.numbers['letter']}/" in listed
    for name in ("hidden", "gone"):
        assert f"http://127.0.0.1/reports/{library.numbers[name]}/" not in listed
    assert all(site.get(address.removeprefix("http://127.0.0.1")).status_code == 200 for address in listed)
    assert "Sitemap: http://127.0.0.1/sitemap.xml\n" in site.get("/robots.txt").text


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that hold three addresses."""
    monkeypatch.setattr(sitemap, "MOST", 3)


@pytest.mark.usefixtures("small")
def test_many_reports_stand_in_parts(site: TestClient, library: Library) -> None:
    parts = addresses(site)
    assert parts == [f"http://127.0.0.1/sitemap.xml?part={part}" for part in (1, 2, 3)]
    listed = [address for part in parts for address in addresses(site, part.removeprefix("http://127.0.0.1"))]
    assert len(listed) == len(set(listed)) == len(library.engines.catalogue.published())


def test_a_part_that_is_not_there(site: TestClient) -> None:
    for part in ("0", "2", "x", "99999999999999"):
        assert site.get(f"/sitemap.xml?part={part}").status_code == 404
