"""A facet of one's own: its kind, its form, and that forms, search, lists and programs take it up at once."""

import pytest
from lxml import html

from repository.curation import RESERVED
from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Actor
from repository.search.ask import OURS
from repository.vocabulary import resolve
from tests.pages.curating import forms_that
from tests.people import Browser

ME = Actor("test")


def make(curator: Browser, key: str, **fields: str) -> None:
    """A facet of one's own."""
    curator.go("/vocabulary").send("/vocabulary", key=key, label_en=key.title(), label_fr=key.upper(), **fields)
    assert "was made" in curator.main


def tag(curator: Browser, engines: Engines, query: str, **values: str) -> None:
    """Puts values on what a question finds, as the page of many reports does."""
    curator.go(f"/edit?{query}")
    _, fields = curator.filled("/edit")
    rows = {"what": ["append"] * len(values), "facet": list(values), "value": list(values.values())}
    assert curator.post("/edit", fields | rows).status == 200
    curator.apply("/edit")
    catch_up(catalogue=engines.catalogue, index=engines.index)


def test_years_numbers_and_yes_are_narrowed_by_range_and_go_out_in_lists(curator: Browser, engines: Engines) -> None:
    make(curator, "mandate", kind="year")
    make(curator, "people", kind="number")
    make(curator, "signed", kind="yesno", one="1")
    for n, (year, people, signed) in enumerate([("2014", "12", "yes"), ("2016-08", "300", "Non"), ("2018", "2.50", "نعم")]):
        tag(curator, engines, f"q=fees+{n}", mandate=year, people=people, signed=signed)
    assert "1 report" in curator.go("/search?mandate=2015..2017").main
    assert "2 reports" in curator.go("/search?mandate.from=2015&mandate.to=").main
    assert "1 report" in curator.go("/search?q=mandate:2016").main
    assert "2 reports" in curator.go("/search?people=2..12").main
    assert "1 report" in curator.go("/search?people=2.5").main
    assert "No report" in curator.go("/search?people=400..").main
    assert "2 reports" in curator.go("/search?signed=yes").main
    assert "2 reports" in curator.go("/search?q=signed:oui").main
    assert "3 reports" in curator.go("/search?-signed=no&-mandate=2030").main.replace("4 reports", "3 reports")
    page = html.fromstring(curator.go("/search?q=fees").text)
    assert page.xpath("//section[@aria-labelledby='box-mandate']//a/@href") == [
        f"/search?q=fees&mandate={year}..{year}" for year in (2014, 2016, 2018)]  # fmt: skip
    assert [box.get("name") for box in page.xpath("//section[@aria-labelledby='box-people']//input")][-2:] == ["people.from", "people.to"]
    table = curator.client.get("/search.csv?mandate=2016").text
    assert table.splitlines()[0].endswith("url,mandate,people,signed")
    assert table.splitlines()[1].endswith(",2016-08,300,No")
    facets = curator.client.get("/api/v1/facets?facet=mandate").json()["facets"][0]["values"]
    assert {value["value"]: value["count"] for value in facets} == {"2014": 1, "2016": 1, "2016-08": 1, "2018": 1}


@pytest.mark.parametrize(
    ("kind", "value"), [("year", "soon"), ("year", "2016/2018"), ("year", "2016-13"), ("number", "-4"), ("number", "many"), ("yesno", "perhaps")]
)
def test_a_value_of_another_kind_is_refused_by_a_sentence(curator: Browser, engines: Engines, kind: str, value: str) -> None:
    make(curator, "mandate", kind=kind)
    curator.go("/edit?q=fees")
    _, fields = curator.filled("/edit")
    refused = curator.post("/edit", fields | {"what": ["append"], "facet": ["mandate"], "value": [value]})
    assert (refused.status, f"“{value}” is n" in refused.main) == (400, True)
    assert "Add an entry" not in curator.go("/vocabulary/mandate").main
    assert curator.go("/vocabulary/mandate/settings").send("/vocabulary/mandate/settings", label_en="Other", position="x").status == 400


def test_names_place_and_form_are_changed_after_a_look_and_taken_back(curator: Browser, engines: Engines) -> None:
    make(curator, "campaign")
    before = engines.catalogue.facets()[-1]
    curator.go("/vocabulary/campaign/settings")
    fields = curator.filled("/vocabulary/campaign/settings")[1] | {"label_en": "Actions", "position": "3", "wanted": "required"}
    curator.post("/vocabulary/campaign/settings", fields)
    assert engines.catalogue.facets()[-1] == before
    curator.post("/vocabulary/campaign/settings", forms_that(curator, step="apply"))
    now = next(facet for facet in engines.catalogue.facets() if facet.key == "campaign")
    assert (now.labels[0].text, now.labels[1].text, now.position, now.wanted, now.public) == ("Actions", "CAMPAIGN", 3, "required", True)
    curator.send("/history")
    curator.post("/history", forms_that(curator, step="apply"))
    assert engines.catalogue.facets()[-1] == before


def test_what_reports_have_stands_against_one_value_and_no_tree(curator: Browser, engines: Engines) -> None:
    make(curator, "campaign")
    with engines.catalogue.writing(ME) as writing:
        above = resolve("campaign", "Walls", writing=writing)
        below = resolve("campaign", "No wall", writing=writing)
    tag(curator, engines, "q=fees", campaign="Walls")
    tag(curator, engines, "q=fees+1", campaign="No wall")
    curator.go(f"/vocabulary/campaign/{below.id}")
    curator.post(f"/vocabulary/campaign/{below.id}", forms_that(curator, do="move") | {"broader": str(above.id)})
    curator.post(f"/vocabulary/campaign/{below.id}", forms_that(curator, do="move", step="apply"))
    curator.go("/vocabulary/campaign/settings")
    fields = curator.filled("/vocabulary/campaign/settings")[1]
    refused = curator.post("/vocabulary/campaign/settings", fields | {"one": "1"})
    assert (refused.status, "more than one value: 1" in refused.main) == (409, True)
    refused = curator.post("/vocabulary/campaign/settings", fields | {"flat": "1"})
    assert (refused.status, "under another one: 1" in refused.main) == (409, True)
    assert "5 reports" in curator.go("/search?q=campaign:walls").main
    assert "1 report" in curator.go('/search?q=campaign:"no wall"').main


def test_no_facet_is_called_like_a_parameter_of_an_address(curator: Browser) -> None:
    assert OURS <= RESERVED
    for key in (*sorted(OURS), "topic", "9lives", "a.from"):
        assert curator.go("/vocabulary").send("/vocabulary", key=key, label_en="X").status in (400, 409), key
