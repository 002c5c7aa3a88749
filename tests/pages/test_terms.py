"""Terms are proposed with their reasons; a person takes or declines them, and what was declined stays so."""

import pytest
from lxml import html

from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Actor, NewPage, NewTag, Record, Text
from repository.suggesting import suggested
from tests.pages.curating import forms_that
from tests.people import Browser

ME = Actor("test")
EVICTED = "Police evicted the families of the occupied estate at dawn; bulldozers tore the tents down. Number {n}."
SCHOOL = "Teachers opened the new classroom of the school and the children read aloud. Number {n}."


@pytest.fixture
def number(engines: Engines) -> int:
    """A report nobody gave terms yet, among others that have some."""
    with engines.catalogue.writing(ME) as writing:
        land = writing.add_term("topic", (Text("en", "Land conflict"),), state="approved").id
        school = writing.add_term("topic", (Text("en", "Schooling"),), state="approved").id
        for n in range(12):
            term, text = (land, EVICTED) if n % 2 else (school, SCHOOL)
            one = writing.add_report(Record(titles=(Text("en", f"Report {n}"),), tags=(NewTag(term),)), "published")
            writing.set_own_pages(one, [NewPage(1, "1", text.format(n=n), "en")])
        new = writing.add_report(Record(titles=(Text("en", "What happened at the lake"),)), "submitted")
        text = "The police evicted forty Togolese families; bulldozers tore their tents down. They now camp in Ghana."
        writing.set_own_pages(new, [NewPage(1, "1", text, "en")])
    catch_up(catalogue=engines.catalogue, index=engines.index)
    return new


def labels(engines: Engines, number: int) -> list[str]:
    report = engines.catalogue.report(number)
    assert report is not None
    return [each.term.labels[0].text for each in suggested(report, catalogue=engines.catalogue, index=engines.index)]


def test_each_term_says_why(engines: Engines, number: int) -> None:
    report = engines.catalogue.report(number)
    assert report is not None
    found = {each.term.labels[0].text: each for each in suggested(report, catalogue=engines.catalogue, index=engines.index)}
    assert {"Land conflict", "Togo", "Ghana"} <= set(found)
    assert "Schooling" not in found
    land, togo = found["Land conflict"], found["Togo"]
    assert len(land.alike) == 6
    assert {"evicted", "bulldozers"} & set(land.words)
    assert togo.named is not None
    assert (togo.named.words, togo.named.page, togo.named.people) == ("Togolese", 1, True)


def test_a_person_takes_one_and_declines_another(curator: Browser, engines: Engines, number: int) -> None:
    here = f"/reports/{number}/terms"
    page = curator.go(here)
    assert "The text names its people, \u2068“Togolese”\u2069: page 1" in page.main
    ids = {
        row.xpath("string(.//strong)"): row.xpath("string(.//input/@value)")
        for row in html.fromstring(page.text).xpath("//ul[@class='proposals']/li")
    }
    taken = curator.send(here, term=ids["Togo"], do="accept")
    assert "It has: Togo" in taken.main
    report = engines.catalogue.report(number)
    assert report is not None
    assert [tag.term.key for tag in report.tags] == ["TG"]
    curator.send(here, term=ids["Land conflict"], do="decline")
    assert "Land conflict" not in labels(engines, number)
    curator.post(here, forms_that(curator.go(here), do="again"))
    assert "Land conflict" in labels(engines, number)
    past = [event.what for event in engines.catalogue.history(report=number, limit=3)]
    assert past == ["term_proposed_again", "term_declined", "reports_edited"]


def test_nothing_chosen_is_told(curator: Browser, number: int) -> None:
    here = f"/reports/{number}/terms"
    form = html.fromstring(curator.go(here).text).xpath("string(//input[@name='token']/@value)")
    wrong = curator.post(here, {"token": form, "do": "accept", "term": "99999999"})
    assert wrong.status == 400
    assert "Choose at least one term." in wrong.main
    assert curator.go("/reports/999999/terms").status == 404


def test_without_an_index_names_are_still_found(engines: Engines, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from repository.errors import IndexUnavailable

    def away(_: object) -> None:
        raise IndexUnavailable("index_missing")

    monkeypatch.setattr(engines.index, "search", away)
    assert labels(engines, number)[:2] in (["Togo", "Ghana"], ["Ghana", "Togo"])
