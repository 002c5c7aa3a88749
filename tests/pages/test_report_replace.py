"""A better edition of a file: same report, same address, text found; the old one out of reach, and back when that is taken back."""

import re

from repository.engines import Engines
from repository.indexing import catch_up
from tests import samples
from tests.pages.partners import CURATOR, Browse, published, report_of, trust
from tests.pages.test_upload import PAGES, read, send, sender
from tests.people import Browser

BETTER = samples.pdf("The corrected edition speaks of zanzibar alone. " * 9)


def replaced(browser: Browser, number: int, name: str = "better.pdf", content: bytes = BETTER, **fields: object) -> Browser:
    return send(browser, [(name, content)], f"/reports/{number}/replace", **fields)


def finds(browse: Browse, engines: Engines, word: str) -> bool:
    catch_up(catalogue=engines.catalogue, index=engines.index)
    return "On fees" in browse().go(f"/search?q={word}").main


def test_a_trusted_partner_replaces_at_once_and_it_can_be_taken_back(browse: Browse, engines: Engines) -> None:
    browser, number = published(browse, engines)
    trust(engines, "trusted")
    old = browse().go(f"/reports/{number}/fees.pdf").answer.content
    replaced(browser, number)
    assert "The new edition is here" in browser.main
    assert browse().go(f"/reports/{number}/fees.pdf").answer.content == BETTER
    read(engines)
    assert [(file.name, file.slug, file.pages) for file in report_of(engines, number).files] == [("better.pdf", "fees", 1)]
    assert finds(browse, engines, "zanzibar")
    assert not finds(browse, engines, "passports")
    assert engines.catalogue.history(report=number, limit=2)[-1].what == "file_replaced"
    assert "better.pdf" in browser.go("/uploads/1").main
    change = next(event.id for event in engines.catalogue.history(report=number) if event.what == "file_replaced")
    with engines.catalogue.writing(CURATOR) as writing:
        done = writing.undo(change)
    read(engines)
    assert browse().go(f"/reports/{number}/fees.pdf").answer.content == old
    assert finds(browse, engines, "passports")
    with engines.catalogue.writing(CURATOR) as writing:
        writing.undo(done.change)
    assert browse().go(f"/reports/{number}/fees.pdf").answer.content == BETTER
    assert list(engines.catalogue.check()) == []


def test_of_others_it_waits_and_staff_look_into_it(browse: Browse, engines: Engines, curator: Browser) -> None:
    browser, number = published(browse, engines)
    replaced(browser, number, note="Two numbers were wrong")
    assert browser.address == f"/reports/{number}/changes"
    assert list(engines.catalogue.check()) == []
    assert "better.pdf" not in browse().go(f"/reports/{number}/").main
    link = re.search(rf"/reports/{number}/changes/\d+", curator.go(f"/reports/{number}/changes").text)
    assert link is not None
    assert "Two numbers were wrong" in curator.main
    assert curator.go(link[0]).answer.content == browser.go(link[0]).answer.content == BETTER
    assert curator.answer.headers["content-security-policy"] == "sandbox"
    assert browse().go(link[0]).address == "/account"
    assert sender(browse, engines, "sam@others.example", "Others").go(link[0]).status == 404
    address, fields = curator.go(f"/reports/{number}/changes").filled(f"/reports/{number}/changes")
    curator.post(address, fields | {"action": "accept"})
    assert browse().go(f"/reports/{number}/fees.pdf").answer.content == BETTER
    read(engines)
    assert "better.pdf" in browser.go("/uploads/1").main
    assert curator.go(link[0]).status == 404


def test_declined_leaves_it_and_a_file_that_is_gone_cannot_be_accepted(browse: Browse, engines: Engines, curator: Browser) -> None:
    browser, number = published(browse, engines)
    replaced(browser, number)
    with engines.catalogue.writing(CURATOR) as writing:
        writing.remove_file(report_of(engines, number).files[0].id)
    address, fields = curator.go(f"/reports/{number}/changes").filled(f"/reports/{number}/changes")
    curator.post(address, fields | {"action": "accept"})
    assert curator.status == 404
    assert "no such file" in curator.main
    curator.post(address, fields | {"action": "decline", "reason": "No"})
    assert (engines.catalogue.corrections(), report_of(engines, number).files) == ([], ())


def test_what_cannot_be_taken_is_told(browse: Browse, engines: Engines) -> None:
    browser, number = published(browse, engines)
    replaced(browser, number, content=browse().go(f"/reports/{number}/fees.pdf").answer.content)
    assert browser.status == 409
    assert "byte for byte" in browser.main
    other = samples.pdf("Another publication altogether. " * 20)
    send(browser, [("other.pdf", other)])
    replaced(browser, number, content=other)
    assert f"the same file as in report {number + 1}" in browser.main
    replaced(browser, number, "x.exe", b"MZ\x90\x00")
    assert browser.status == 400
    send(browser, [], f"/reports/{number}/replace")
    assert "Choose the new file" in browser.main
    replaced(browser, number, of="999")
    assert browser.status == 404
    trust(engines, "blocked")
    assert replaced(browser, number).status == 403
    assert engines.catalogue.corrections() == []
    assert report_of(engines, number).files[0].name == "fees.pdf"


def test_a_report_held_for_a_damaged_file_waits_again_when_a_good_one_came(browse: Browse, engines: Engines, curator: Browser) -> None:
    browser = send(sender(browse, engines), [("fees.pdf", samples.pdf(*PAGES)[:400])], title="On fees")
    with engines.catalogue.writing(CURATOR) as writing:
        writing.move(number := len(engines.catalogue.numbers()), "submitted")
    read(engines)
    report = report_of(engines, number)
    assert (report.state, report.reason) == ("on_hold", "damaged")
    replaced(browser, number, content=samples.pdf(*PAGES)[:500])
    read(engines)
    assert report_of(engines, number).state == "on_hold"
    replaced(browser, number)
    read(engines)
    report = report_of(engines, number)
    assert (report.state, report.reason, report.files[0].pages) == ("submitted", "", 1)
