"""Editing one report: every field there and back, new terms on the spot, two people at once, one line of history that can be undone."""

import json
from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from repository.describe import own_pages
from repository.engines import Engines
from repository.ingest import record_of
from repository.model import Actor, Facet, NewTag, Record, Relation, Report, Text
from tests.pages.test_upload import sender
from tests.people import Browser

ME = Actor("test")
FACETS = ("organisation", "person", "country", "region", "topic", "event", "process", "campaign", "type", "language")


@pytest.fixture
def full(curator: Browser, engines: Engines) -> int:
    """A report with something in every field, in an order of its own."""
    with engines.catalogue.writing(ME) as writing:
        writing.add_facet(Facet("campaign", 90, True, (Text("en", "Campaign"),)))
        names = [("organisation", "Voices"), ("organisation", "Hands"), ("person", "Ana Lima"), ("region", "Horn of Africa"), ("topic", "fees"),
                 ("event", "Forum 2017"), ("process", "GCM"), ("campaign", "No fees")]  # fmt: skip
        ids = {name: writing.add_term(facet, (Text("en", name),), state="approved").id for facet, name in names}
        country, language, kind = (writing.find_term(facet, key) for facet, key in (("country", "TG"), ("language", "fr"), ("type", "report")))
        assert country
        assert language
        assert kind
        tags = (
            NewTag(country.id), NewTag(ids["Hands"], "signatory"), NewTag(ids["Voices"], "author"), NewTag(ids["Ana Lima"], "speaker"),
            NewTag(language.id), NewTag(kind.id),
            *(NewTag(ids[name]) for name in ("Horn of Africa", "fees", "Forum 2017", "GCM", "No fees")),
        )  # fmt: skip
        record = Record(
            titles=(Text("de", "Die Gebühren"), Text("en", "Fees")), date="XXXX-07-10", date_note="the week before", licence="CC BY 4.0",
            abstracts=(Text("en", "What it costs."), Text("fr", "Le prix.\n\nDeux.")), source="https://voices.example/fees", tags=tags,
            relations=(Relation("announces", 1), Relation("part_of", None, "voices-9")), external_id="voices-1",
        )  # fmt: skip
        number = writing.add_report(record, "published")
        writing.set_own_pages(number, own_pages("Premier.\fSecond, avec la suite.", ("fr",)))
    return number


def fields_on(browser: Browser) -> dict[str, Any]:
    """Everything the form of the page would send."""
    held: dict[str, Any] = {}
    for name, value in html.fromstring(browser.text).get_element_by_id("sheet").form_values():
        held.setdefault(name, []).append(value)
    return held


def save(browser: Browser, number: int, **fields: object) -> Browser:
    """The form that is open, with these fields."""
    return browser.post(f"/reports/{number}/edit", fields_on(browser) | fields)


def report_of(engines: Engines, number: int) -> Report:
    found = engines.catalogue.report(number)
    assert found is not None
    return found


def test_saving_what_stands_in_the_form_changes_nothing(curator: Browser, engines: Engines, full: int) -> None:
    before, line = report_of(engines, full), engines.catalogue.history(limit=1)[0].id
    save(curator.go(f"/reports/{full}/edit"), full)
    assert (curator.status, curator.address) == (200, f"/reports/{full}/edit")
    assert report_of(engines, full) == before
    assert engines.catalogue.history(limit=1)[0].id == line


def test_every_field_is_changed_in_one_line_that_can_be_taken_back(curator: Browser, engines: Engines, full: int) -> None:
    before = report_of(engines, full)
    curator.go(f"/reports/{full}/edit")
    save(
        curator, full, title=["Fees", "Frais"], title_language=["English", "fr"], abstract="Short", abstract_language="en", date_day="11",
        date_month="8", date_year="2017", date_note="", licence="CC0 1.0", source="https://voices.example/new", external_id="voices-2",
        organisation=["Voices", "New League"], organisation_role=["publisher", "author"], person="", country=["Togo", "Ghana"], region="",
        topic=["fees", "A new subject"], event="", process="", campaign="Fair recruitment", type="policy_brief", language="en",
        relation_kind=["responds_to"], relation_to=["/reports/2/"],
    )  # fmt: skip
    assert curator.status == 200, curator.main
    report = report_of(engines, full)
    assert report.titles == (Text("en", "Fees"), Text("fr", "Frais"))
    assert (report.date, report.date_note, report.external_id, report.licence) == ("2017-08-11", "", "voices-2", "CC0 1.0")
    assert [(tag.term.labels[0].text, tag.role) for tag in report.of("organisation")] == [("Voices", "publisher"), ("New League", "author")]
    assert [tag.term.key for tag in report.of("country")] == ["TG", "GH"]
    assert [tag.term.state for tag in report.of("campaign")] == ["approved"]
    assert report.relations == (Relation("responds_to", 2),)
    assert "A new subject" in curator.main
    newest = engines.catalogue.history(report=full, limit=1)[0]
    assert (newest.what, newest.who) == ("report_edited", "curator@library.example")
    with engines.catalogue.writing(ME) as writing:
        writing.undo(newest.id)
    after = report_of(engines, full)
    assert (after.titles, after.relations, after.date) == (before.titles, before.relations, before.date)
    assert {facet: after.of(facet) for facet in FACETS} == {facet: before.of(facet) for facet in FACETS}


def texts(engines: Engines, number: int) -> list[str]:
    return [page.text for page in engines.catalogue.pages(number, None)]


def test_text_and_its_language_are_changed(curator: Browser, engines: Engines, full: int) -> None:
    save(curator.go(f"/reports/{full}/edit"), full, text="Premier.\fTroisième.")
    assert [page.text for page in engines.catalogue.pages(full, None)] == ["Premier.", "Troisième."]
    assert engines.catalogue.history(report=full, limit=1)[0].what == "own_text_changed"
    lines = len(engines.catalogue.history(report=full))
    save(curator.go(f"/reports/{full}/edit"), full, text="Quatre.", licence="Mine")
    assert len(engines.catalogue.history(report=full)) == lines + 1
    newest = engines.catalogue.history(report=full, limit=1)[0].id
    with engines.catalogue.writing(ME) as writing:
        undone = writing.undo(newest)
    assert (texts(engines, full), report_of(engines, full).licence) == (["Premier.", "Troisième."], "CC BY 4.0")
    with engines.catalogue.writing(ME) as writing:
        writing.undo(undone.change)
    assert (texts(engines, full), report_of(engines, full).licence) == (["Quatre."], "Mine")
    assert list(engines.catalogue.check()) == []


def test_what_is_wrong_is_told_beside_what_was_typed(curator: Browser, engines: Engines, full: int) -> None:
    before = report_of(engines, full)
    save(curator.go(f"/reports/{full}/edit"), full, country="Atlantis", title_language="Klingonese", relation_to=str(full), source="nowhere")
    assert curator.status == 400
    assert "Atlantis is not a country" in curator.main
    assert 'value="Klingonese"' in curator.text
    assert curator.text.count('aria-invalid="true"') >= 4
    save(curator.go(f"/reports/{full}/edit"), full, title="")
    assert curator.status == 400
    with engines.catalogue.writing(ME) as writing:
        writing.add_report(Record(titles=(Text("", "Other"),), external_id="taken"), "submitted")
    save(curator.go(f"/reports/{full}/edit"), full, external_id="taken")
    assert curator.status == 409
    assert 'value="taken"' in curator.text
    curator.post(f"/reports/{full}/edit", fields_on(curator) | {"opened-fields": "{"})
    assert curator.status == 400
    assert report_of(engines, full) == before


def change(engines: Engines, number: int, **fields: Any) -> None:
    """Somebody else changes it."""
    with engines.catalogue.writing(Actor("other@library.example")) as writing:
        writing.update_report(number, replace(record_of(report_of(engines, number)), **fields))


def test_two_at_once_the_second_sees_the_difference_and_decides(curator: Browser, engines: Engines, full: int) -> None:
    curator.go(f"/reports/{full}/edit")
    change(engines, full, licence="CC BY-SA 4.0", date="2018")
    save(curator, full, licence="Mine", date_note="in July")
    assert curator.status == 409
    assert "Somebody else changed this report meanwhile" in curator.main
    assert "other@library.example" in curator.main
    assert all(each in curator.main for each in ("CC BY 4.0", "CC BY-SA 4.0", "Mine"))
    held = fields_on(curator)
    assert (held["licence"], held["date_year"], held["date_note"], held["opened-asked"]) == (["Mine"], ["2018"], ["in July"], ["licence"])
    assert report_of(engines, full).licence == "CC BY-SA 4.0"
    save(curator, full)  # nothing decided
    assert curator.status == 409
    change(engines, full, licence="A third")
    save(curator, full, **{"take-licence": "mine"})  # decided about what is no longer there
    assert curator.status == 409
    assert report_of(engines, full).licence == "A third"
    save(curator, full, **{"take-licence": "now"})
    assert curator.status == 200
    report = report_of(engines, full)
    assert (report.licence, report.date, report.date_note) == ("A third", "2018", "in July")
    curator.go(f"/reports/{full}/edit")
    change(engines, full, licence="A fourth")
    save(curator, full, licence="Mine")
    save(curator, full, **{"take-licence": "mine"})
    assert report_of(engines, full).licence == "Mine"


def test_a_change_that_says_the_same_is_no_difference(curator: Browser, engines: Engines, full: int) -> None:
    curator.go(f"/reports/{full}/edit")
    with engines.catalogue.writing(ME) as writing:
        term = writing.find_term("topic", "fees")
        assert term is not None
        writing.update_term(replace(term, labels=(Text("en", "Recruitment fees"),), synonyms=(Text("en", "fees"),)))
        writing.move(full, "on_hold")
    save(curator, full, licence="Mine")
    assert curator.status == 200
    report = report_of(engines, full)
    assert (report.licence, report.of("topic")[0].term.id) == ("Mine", term.id)


def test_only_staff_and_its_people(curator: Browser, engines: Engines, full: int, browse: Any) -> None:
    assert browse().go(f"/reports/{full}/edit").address == "/account"
    stranger = sender(browse, engines, "sam@others.example", "Others")
    assert stranger.go(f"/reports/{full}/edit").status == 404
    assert 'edit"' not in stranger.go(f"/reports/{full}/").text
    own = sender(browse, engines, "kim@voices.example", "Voices")  # an author of a report that nobody sent in
    assert f'href="/reports/{full}/edit"' in own.go(f"/reports/{full}/").text
    assert f'href="/reports/{full}/edit"' in own.go("/uploads").text
    assert "voices-1" not in own.go(f"/reports/{full}/edit").text
    assert f'href="/reports/{full}/edit"' in curator.go(f"/reports/{full}/").text
    assert f'href="/reports/{full}/edit"' not in browse().go(f"/reports/{full}/").text
    assert curator.go("/reports/99/edit").status == 404
    assert json.loads(fields_on(curator.go("/reports/1/edit"))["opened-fields"][0])
