"""Files that cannot be read well: listed by how much they are opened, accepted, read again, and typed by a person."""

from lxml import html

from repository.counting import Counts
from repository.engines import Engines
from tests.pages.curating import forms_that
from tests.people import Browser


def names(browser: Browser) -> list[str]:
    return [link.text_content() for link in html.fromstring(browser.text).xpath("//ul[@class='proposals']/li/p/a")]


def test_each_trouble_is_listed_and_the_most_opened_comes_first(curator: Browser, engines: Engines, unwell: dict[str, int]) -> None:
    half = engines.catalogue.file(unwell["half"])
    assert half is not None
    counts = Counts(b"secret")
    for _ in range(3):
        counts.looked_at(half.report, "Mozilla/5.0")
    counts.looked_at(1, "SomeBot/1.0")
    counts.write(catalogue=engines.catalogue)
    counts.looked_at(half.report, "Mozilla/5.0")
    counts.write(catalogue=engines.catalogue)
    page = curator.go("/health-of-text")
    assert names(page) == ["half.txt", "french.txt", "noise.txt", "scan.txt"]
    assert "opened 4 times in 90 days" in page.main
    for show, expected in (("unreadable", "scan"), ("pages", "half"), ("garbled", "noise"), ("language", "french")):
        assert names(curator.go(f"/health-of-text?show={show}")) == [f"{expected}.txt"]
    assert names(curator.go("/health-of-text?show=incomplete&page=99999999999")) == []


def test_what_is_accepted_is_listed_elsewhere_and_back(curator: Browser, unwell: dict[str, int]) -> None:
    curator.go("/health-of-text?show=garbled")
    done = curator.post("/health-of-text?show=garbled", forms_that(curator, do="accept", file=str(unwell["noise"])))
    assert "no longer listed" in done.main
    assert names(curator.go("/health-of-text?show=garbled")) == []
    assert names(curator.go("/health-of-text?show=garbled&accepted=1")) == ["noise.txt"]
    assert "was accepted as it is" in curator.go("/history").main
    curator.go("/health-of-text?accepted=1")
    curator.post("/health-of-text?accepted=1", forms_that(curator, do="list", file=str(unwell["noise"])))
    assert names(curator.go("/health-of-text?show=garbled")) == ["noise.txt"]
    assert curator.post("/health-of-text", forms_that(curator, do="accept") | {"file": "99999"}).status == 404


def test_readers_are_counted_and_staff_are_not(curator: Browser, engines: Engines, unwell: dict[str, int]) -> None:
    file = engines.catalogue.file(unwell["half"])
    assert file is not None
    curator.go(f"/reports/{file.report}/")
    curator.client.__exit__(None, None, None)
    assert engines.catalogue.unhealthy("pages", accepted=False, limit=1, offset=0)[1][0].looked == 0
    curator.client.__enter__()
    curator.client.cookies.clear()
    curator.client.get(f"/reports/{file.report}/", headers={"user-agent": "Mozilla/5.0"})
    curator.client.__exit__(None, None, None)
    assert engines.catalogue.unhealthy("pages", accepted=False, limit=1, offset=0)[1][0].looked == 1
    curator.client.__enter__()
