"""A partner corrects a public report: staff accept it field by field, decline it, and are told what others changed since."""

from dataclasses import replace

import pytest

from repository.engines import Engines
from repository.ingest import record_of
from repository.model import Facet, NewTag, Text
from tests.pages.partners import CURATOR, Browse, published, report_of, trust
from tests.pages.test_report_edit import fields_on, save
from tests.pages.test_upload import sender
from tests.people import Browser


@pytest.fixture
def wanted(browse: Browse, engines: Engines, curator: Browser) -> tuple[Browser, int]:
    """Somebody wants another licence, a date and a new topic."""
    browser, number = published(browse, engines)
    save(browser.go(f"/reports/{number}/edit"), number, licence="CC0 1.0", date_year="2017", topic="New words", note="Please")
    return browser, number


def letters(engines: Engines) -> list[tuple[str, str]]:
    return [(letter.kind, letter.address) for letter in engines.accounts.letters(secret=False)]


def test_it_waits_is_seen_and_gone_on_with(wanted: tuple[Browser, int], browse: Browse, engines: Engines) -> None:
    browser, number = wanted
    assert (browser.status, browser.address) == (200, f"/reports/{number}/changes")
    assert all(each in browser.main for each in ("CC BY 4.0", "CC0 1.0", "New words", "Please", "2017"))
    report = report_of(engines, number)
    assert (report.licence, report.date, engines.catalogue.find_term("topic", "New words")) == ("CC BY 4.0", "", None)
    anyone = browse()
    assert "CC0 1.0" not in anyone.go(f"/reports/{number}/").text
    assert anyone.go(f"/reports/{number}/changes").address == "/account"
    assert sender(browse, engines, "sam@others.example", "Others").go(f"/reports/{number}/changes").status == 404
    assert "A correction waits" in browser.go("/uploads").main
    assert fields_on(browser.go(f"/reports/{number}/edit"))["licence"] == ["CC0 1.0"]
    save(browser, number, licence="CC BY-SA 4.0")
    assert len(engines.catalogue.corrections()) == 1
    address, slow = f"/reports/{number}/edit", fields_on(browser.go(f"/reports/{number}/edit")) | {"opened-waiting": "0"}
    browser.post(address, slow | {"licence": "CC BY 4.0", "date_year": "", "topic": "", "source": "https://voices.example/"})
    kept = engines.catalogue.corrections()[0].fields  # opened before the other came: joined
    assert set(kept) == {"licence", "date", "topic", "source"}
    save(browser.go(f"/reports/{number}/edit"), number, licence="CC BY 4.0", date_year="", topic="", source="")
    assert engines.catalogue.corrections() == []


def test_staff_accept_the_fields_they_want(wanted: tuple[Browser, int], curator: Browser, engines: Engines) -> None:
    number = wanted[1]
    assert "On fees" in curator.go("/changes").main
    address, fields = curator.go(f"/reports/{number}/changes").filled(f"/reports/{number}/changes")
    curator.post(address, fields | {"action": "accept", "take": ["licence", "topic"]})
    assert curator.status == 200
    assert "Nothing waits for this report" in curator.main
    report = report_of(engines, number)
    assert (report.licence, report.date, [tag.term.state for tag in report.of("topic")]) == ("CC0 1.0", "", ["proposed"])
    assert ("correction_accepted", "pat@voices.example") in letters(engines)
    change = next(event for event in engines.catalogue.history(report=number) if event.what == "report_edited")
    assert change.who == "curator@library.example"
    with engines.catalogue.writing(CURATOR) as writing:
        writing.undo(change.id)
    assert report_of(engines, number).licence == "CC BY 4.0"
    curator.post(address, fields | {"action": "accept", "take": ["licence"]})
    assert curator.status == 404


def test_what_others_changed_since_is_told_and_left_out(wanted: tuple[Browser, int], curator: Browser, engines: Engines) -> None:
    number = wanted[1]
    address, fields = curator.go(f"/reports/{number}/changes").filled(f"/reports/{number}/changes")
    with engines.catalogue.writing(CURATOR) as writing:
        writing.update_report(number, replace(record_of(report_of(engines, number)), licence="All rights"))
    curator.post(address, fields | {"action": "accept", "take": ["licence", "date"]})
    assert curator.status == 409
    assert all(each in curator.main for each in ("All rights", "CC BY 4.0", "CC0 1.0", "changed since"))
    assert curator.text.count('name="take"') == 3
    assert curator.text.count(" checked") == 2
    assert report_of(engines, number).licence == "All rights"
    address, fields = curator.filled(f"/reports/{number}/changes")
    curator.post(address, fields | {"action": "accept", "take": []})
    assert curator.status == 400
    curator.post(address, fields | {"action": "accept", "take": ["date"]})
    report = report_of(engines, number)
    assert (report.licence, report.date) == ("All rights", "2017")


def test_declined_with_a_reason_or_taken_back(wanted: tuple[Browser, int], curator: Browser, engines: Engines) -> None:
    browser, number = wanted
    address, fields = curator.go(f"/reports/{number}/changes").filled(f"/reports/{number}/changes")
    curator.post(address, fields | {"action": "decline", "reason": " "})
    assert curator.status == 400
    curator.post(address, fields | {"action": "back"})
    assert len(engines.catalogue.corrections()) == 1
    curator.post(address, fields | {"action": "decline", "reason": "The licence is the printer's"})
    assert engines.catalogue.corrections() == []
    assert ("correction_declined", "pat@voices.example") in letters(engines)
    assert "The licence is the printer's" in browser.go(f"/reports/{number}/changes").main
    save(browser.go(f"/reports/{number}/edit"), number, licence="CC0 1.0")
    own = browser.filled(f"/reports/{number}/changes")[1]
    assert browser.post(address, own | {"action": "accept", "take": "licence"}).status == 403
    browser.post(address, own | {"action": "back"})
    assert engines.catalogue.corrections() == []
    assert report_of(engines, number).licence == "CC BY 4.0"


def test_trusted_at_once_blocked_never(browse: Browse, engines: Engines) -> None:
    browser, number = published(browse, engines)
    trust(engines, "trusted")
    save(browser.go(f"/reports/{number}/edit"), number, licence="CC0 1.0", external_id="mine")
    assert "Saved." in browser.main
    report = report_of(engines, number)
    assert (report.licence, report.external_id) == ("CC0 1.0", None)
    trust(engines, "blocked")
    assert save(browser.go(f"/reports/{number}/edit"), number, licence="Mine").status == 403
    assert report_of(engines, number).licence == "CC0 1.0"


def test_what_waits_for_the_staff_anyway_is_corrected_at_once(browse: Browse, engines: Engines) -> None:
    browser, number = published(browse, engines)
    with engines.catalogue.writing(CURATOR) as writing:
        writing.move(number, "submitted")
    save(browser.go(f"/reports/{number}/edit"), number, licence="CC0 1.0")
    assert report_of(engines, number).licence == "CC0 1.0"
    with engines.catalogue.writing(CURATOR) as writing:
        writing.move(number, "withdrawn", reason="Gone")
    assert save(browser.go(f"/reports/{number}/edit"), number, licence="Mine").status == 409
    with engines.catalogue.writing(CURATOR) as writing:
        writing.move(number, "returned", reason="Look")
    assert browser.go(f"/reports/{number}/edit").address == "/uploads/1"


def test_a_partner_sees_no_facet_of_the_staff_and_keeps_it(browse: Browse, engines: Engines) -> None:
    browser, number = published(browse, engines)
    trust(engines, "trusted")
    with engines.catalogue.writing(CURATOR) as writing:
        writing.add_facet(Facet("shelf", 91, False, (Text("en", "Shelf"),)))
        term = writing.add_term("shelf", (Text("en", "Cellar"),), state="approved")
        record = record_of(report_of(engines, number))
        writing.update_report(number, replace(record, tags=(*record.tags, NewTag(term.id))))
    assert "Cellar" not in browser.go(f"/reports/{number}/edit").text
    save(browser, number, shelf="Attic", licence="CC0 1.0")
    report = report_of(engines, number)
    assert (report.licence, [tag.term.id for tag in report.of("shelf")]) == ("CC0 1.0", [term.id])


def test_withdrawal_is_asked_for_on_the_same_page(browse: Browse, engines: Engines) -> None:
    browser, number = published(browse, engines)
    token = fields_on(browser.go(f"/reports/{number}/edit"))["token"][0]
    browser.post(f"/reports/{number}/edit", {"token": token, "action": "withdraw", "reason": " "})
    assert browser.status == 400
    browser.post(f"/reports/{number}/edit", {"token": token, "action": "withdraw", "reason": "It names a witness"})
    assert "You asked to take it back" in browser.main
    assert number in engines.catalogue.wishes()
