"""The entries of a facet: proposed ones first, alike ones beside each other, thousands of them on small pages."""

import pytest
from lxml import html

from repository.engines import Engines
from repository.model import Actor, Text
from tests.pages.curating import forms_that, key
from tests.people import Browser

ME = Actor("test")


def test_proposed_ones_are_approved_from_the_list_and_retired(curator: Browser, engines: Engines) -> None:
    number = key(engines, "MFA")
    here = f"/vocabulary/organisation/{number}"
    curator.go("/vocabulary/organisation")
    fields = curator.filled(here)[1]
    curator.post(here, fields)
    assert curator.address == "/vocabulary/organisation"
    term = engines.catalogue.term(number)
    assert term is not None
    assert term.state == "approved"
    assert "MFA" not in html.fromstring(curator.go("/vocabulary/organisation?show=proposed").text).xpath("string(//tbody)")
    curator.go(here)
    curator.post(here, forms_that(curator, do="retire"))
    curator.post(here, forms_that(curator, do="retire", step="apply"))
    assert "MFA" in html.fromstring(curator.go("/vocabulary/organisation?show=retired").text).xpath("string(//tbody)")


def test_alike_ones_stand_beside_each_other(curator: Browser, engines: Engines) -> None:
    curator.go("/vocabulary/organisation?show=alike")
    assert "Migrant Forum in Asia — Migrant Forums in Asia same words, shortened or in another language" in curator.main
    second, first = key(engines, "Migrant Forums in Asia"), key(engines, "Migrant Forum in Asia")
    seen = curator.post(f"/vocabulary/organisation/{second}", forms_that(curator, do="merge", into=str(first)))
    assert "Reports concerned: 1." in seen.main
    curator.go("/vocabulary/organisation?show=alike")
    curator.post(f"/vocabulary/organisation/{second}", forms_that(curator, do="apart", into=str(first)))
    assert "are not the same" in curator.main
    assert "same words" not in curator.main
    curator.send("/history")
    curator.post("/history", forms_that(curator, step="apply"))
    assert "Migrant Forum in Asia — Migrant Forums in Asia" in curator.go("/vocabulary/organisation?show=alike").main


@pytest.mark.parametrize("address", ["/vocabulary/nowhere", "/vocabulary/topic/999999", "/vocabulary/topic/99999999999999999999"])
def test_what_is_not_there_is_said(curator: Browser, address: str) -> None:
    assert curator.go(address).status == 404


def test_a_facet_of_thousands_is_a_small_page(curator: Browser, engines: Engines) -> None:
    with engines.catalogue.writing(ME) as writing:
        for n in range(4_500):
            writing.add_term("topic", (Text("en", f"Topic of the number {n:05}"),), state="approved")
    page = curator.go("/vocabulary/topic?page=3")
    assert len(page.text) < 100_000
    assert "Topic of the number 04321" in curator.go("/vocabulary/topic?find=04321").main
    curator.go("/vocabulary/topic?show=alike")
    assert "No two entries look alike" in curator.main


def test_a_term_is_added_once(curator: Browser, engines: Engines) -> None:
    curator.go("/vocabulary/topic").send("/vocabulary/topic", label_en="Nannies", label_fr="Nounous")
    assert "was added" in curator.main
    found = engines.catalogue.find_term("topic", "nounous")
    assert found is not None
    assert found.state == "approved"
    assert curator.send("/vocabulary/topic", label_en="NANNIES").status == 409
    assert 'value="NANNIES"' in curator.text
