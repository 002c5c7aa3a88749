"""Reports that name a term and lack it: given it in one step that can be taken back, or declined for good."""

import pytest
from lxml import html

from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Actor, NewPage, NewTag, Record, Text
from tests.pages.curating import forms_that
from tests.people import Browser

ME = Actor("test")


@pytest.fixture
def numbers(engines: Engines) -> list[int]:
    """Two reports that name Togo, by name and by its people; one that has it; one that speaks of something else; a hidden one."""
    togo = engines.catalogue.find_term("country", "TG")
    assert togo is not None
    texts = ("Workers from Togo wait.", "Les Togolaises attendent.", "Togo again.", "Nothing of the kind.", "Togo, not public.")
    made = []
    with engines.catalogue.writing(ME) as writing:
        for n, text in enumerate(texts):
            tags = (NewTag(togo.id),) if n == 2 else ()
            number = writing.add_report(Record(titles=(Text("en", f"Report {n}"),), tags=tags), "submitted" if n == 4 else "published")
            writing.set_own_pages(number, [NewPage(1, "1", text, "fr" if n == 1 else "en")])
            made.append(number)
    catch_up(catalogue=engines.catalogue, index=engines.index)
    return made


def test_many_reports_get_a_term_in_one_step(curator: Browser, engines: Engines, numbers: list[int]) -> None:
    togo = engines.catalogue.find_term("country", "TG")
    assert togo is not None
    here = f"/vocabulary/country/{togo.id}/named"

    def listed() -> set[int]:
        page = html.fromstring(curator.go(here).text)
        return {int(value) for value in page.xpath("//input[@name='report']/@value")}

    def send(**fields: object) -> Browser:
        token = html.fromstring(curator.text).xpath("string(//main//input[@name='token']/@value)")
        return curator.post(here, {"token": token, **fields})

    assert listed() == set(numbers[:2])
    assert "Choose at least one report." in send(do="accept").main
    assert curator.status == 400
    curator.go(here)
    send(do="accept", report=[str(numbers[0]), str(numbers[1])])
    catch_up(catalogue=engines.catalogue, index=engines.index)
    assert listed() == set()
    event = engines.catalogue.history(limit=1)[0]
    assert event.what == "reports_edited"
    with engines.catalogue.writing(ME) as writing:
        assert writing.undo(event.id).reports == 2
    catch_up(catalogue=engines.catalogue, index=engines.index)
    assert listed() == set(numbers[:2])
    send(do="decline", report=str(numbers[0]))
    assert listed() == {numbers[1]}


def test_a_rule_is_switched_on_and_off(curator: Browser, engines: Engines, numbers: list[int]) -> None:
    togo = engines.catalogue.find_term("country", "TG")
    assert togo is not None
    here = f"/vocabulary/country/{togo.id}/named"
    on = curator.post(here, forms_that(curator.go(here), do="rule"))
    assert "A rule gives this term" in on.main
    assert engines.catalogue.rules() == (togo.id,)
    curator.post(here, forms_that(curator.go(here), do="no_rule"))
    assert engines.catalogue.rules() == ()
