"""The receipt: only for whose it is, colleagues go on with it, near duplicates are asked about, withdrawal can be asked for."""

from lxml import html

from repository.engines import Engines
from repository.model import Actor, Relation
from tests import samples
from tests.pages.test_upload import PAGES, Browse, read, send, sender


def test_other_people_find_nothing_and_colleagues_go_on(browse: Browse, engines: Engines) -> None:
    content = samples.pdf(*PAGES)
    send(sender(browse, engines), [("a.pdf", content)])
    stranger = sender(browse, engines, "sam@others.example", "Others")
    for address in ("/uploads/1", "/uploads/1.csv", "/uploads/999", "/uploads/99999999999999999999"):
        assert stranger.go(address).status == 404
    token = stranger.go("/upload").filled("/upload")[1]["token"]
    assert stranger.post("/uploads/1", {"token": token, "action": "send", "title": "Taken"}).status == 404
    assert "a.pdf" not in stranger.go("/uploads").text
    send(stranger, [("copy.pdf", content), ("mine.txt", b"Words of others entirely")])
    assert "one already sent in" in stranger.main
    assert "report 1" not in stranger.main
    colleague = sender(browse, engines, "kim@voices.example", "Voices")
    assert "The partner" in colleague.go("/uploads").main
    send(colleague, [], "/uploads/1", action="save", title="By a colleague")
    assert engines.catalogue.report(1).title.text == "By a colleague"  # type: ignore[union-attr]


def test_a_near_duplicate_is_asked_about_and_the_answer_is_the_relation(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    send(browser, [("a.pdf", samples.pdf(*PAGES))])
    read(engines)
    send(browser, [("b.pdf", samples.pdf(*PAGES, "An annex."))])
    read(engines)
    assert "How do they belong together" in browser.go("/uploads/2").main
    assert ",looks_like," in browser.go("/uploads/2.csv").text
    token = browser.go("/upload").filled("/upload")[1]["token"]
    browser.post("/uploads/2", {"token": token, "action": "answer:1:new_edition_of"})
    assert "How do they belong together" not in browser.main
    assert engines.catalogue.report(2).relations == (Relation("new_edition_of", 1),)  # type: ignore[union-attr]
    browser.post("/uploads/2", {"token": token, "action": "answer:777:same"})
    assert browser.status == 400


def test_the_languages_of_all_files_are_proposed_unless_somebody_said_which(browse: Browse, engines: Engines) -> None:
    def languages(number: int) -> set[str]:
        report = engines.catalogue.report(number)
        assert report is not None
        return set(report.languages())

    browser = sender(browse, engines)
    send(browser, [("en.pdf", samples.pdf(samples.ENGLISH * 3)), ("fr.pdf", samples.pdf(samples.FRENCH * 3))])
    read(engines)
    assert languages(1) == {"en", "fr"}
    assert "Taken from the file" in html.fromstring(browser.go("/uploads/1").text).xpath("string(//div[@aria-labelledby='language-label'])")
    send(browser, [("more.pdf", samples.pdf(samples.ENGLISH * 4)), ("plus.pdf", samples.pdf(samples.FRENCH * 4))], language="French")
    read(engines)
    assert languages(2) == {"fr"}


def test_a_number_nobody_counts_to_takes_nothing_off(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    send(browser, [("b.txt", b"Other words of it")])
    token = browser.go("/upload").filled("/upload")[1]["token"]
    for value in ("9" * 5_000, "x", "-1", "٣"):
        assert browser.post("/uploads/1", {"token": token, "action": f"remove:{value}"}).status == 200
    assert engines.catalogue.file(1) is not None


def test_take_off_discard_and_retry(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    send(browser, [("a.pdf", samples.pdf(*PAGES)), ("b.txt", b"Other words of it")])
    token = browser.go("/upload").filled("/upload")[1]["token"]
    with engines.catalogue.writing(Actor("worker")) as writing:
        writing.park_file(1, "error")  # type: ignore[attr-defined]
    assert "after three tries" in browser.go("/uploads/1?describe").main
    browser.post("/uploads/1", {"token": token, "action": "retry"})
    read(engines)
    assert engines.catalogue.file(1).state == "done"  # type: ignore[union-attr]
    browser.post("/uploads/1", {"token": token, "action": "remove:2"})
    assert "b.txt" not in browser.main
    browser.post("/uploads/1", {"token": token, "action": "discard"})
    assert engines.catalogue.report(1).state == "refused"  # type: ignore[union-attr]


def test_returned_is_put_right_published_and_asked_back(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    send(browser, [("a.pdf", samples.pdf(*PAGES))])
    read(engines)
    send(browser, [], "/uploads/1", action="send", title="First try")
    with engines.catalogue.writing(Actor("curator")) as writing:
        writing.move(1, "returned", reason="The date is missing")
    assert "The date is missing" in browser.go("/uploads").main
    send(browser, [], "/uploads/1", action="send", date_year="2019")
    assert engines.catalogue.report(1).state == "submitted"  # type: ignore[union-attr]
    with engines.catalogue.writing(Actor("curator")) as writing:
        writing.move(1, "published")
    address, fields = browser.go("/uploads/1").filled("/uploads/1", reason="It names a witness")
    browser.post(address, fields | {"action": "withdraw"})
    assert "You asked to take it back" in browser.main
    assert 1 in engines.catalogue.wishes()
