"""A batch: looked at row by row, taken in by a second step, every row with its receipt; nothing of others is touched or told."""

import csv
import io
import time
import zipfile

import pytest

from repository import review
from repository.batching import KEPT, Press
from repository.engines import Engines
from repository.engines.filesystem import FileStore
from repository.errors import DiskFull
from repository.indexing import check
from repository.model import Actor, NewFile, Record, Text
from tests import samples
from tests.pages.test_batch import listed, packed, send_many
from tests.pages.test_upload import PAGES, Browse, read, send, sender
from tests.people import Browser

BOTH = "Voices (author)|Friends (signatory)"
ROW = {"external_id": "", "title": "", "text": "", "file": "", "date": "", "country": "", "organisation": ""}


def press_of(engines: Engines) -> Press:
    desk = review.Desk("Library", "https://library.example", "en")
    return Press(engines.store, engines.catalogue, engines.receipts, engines.batches, engines.accounts, 200 * 2**20, desk)


def work(engines: Engines) -> None:
    """What the background work does until nothing is left."""
    for _ in range(3):
        press_of(engines).work()
        read(engines)


def act(browser: Browser, action: str, number: int = 1) -> Browser:
    token = browser.go("/upload").filled("/upload")[1]["token"]
    return browser.post(f"/uploads/batches/{number}", {"token": token, "action": action})


def table(browser: Browser, number: int = 1) -> list[list[str]]:
    text = browser.go(f"/uploads/batches/{number}.csv").text.lstrip("\ufeff")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_a_list_with_files_is_looked_at_then_taken_in(browse: Browse, engines: Engines) -> None:
    browser, known = sender(browse, engines), samples.pdf(*PAGES)
    send(browser, [("known.pdf", known)])
    rows = [
        ROW | {"title": "On fees", "file": "fees.pdf", "country": "TG", "date": "2017-09"},
        ROW | {"title": "A statement", "text": "We ask every State to end recruitment fees.", "organisation": BOTH},
        ROW | {"title": "Known", "file": "known.pdf"},
        ROW | {"title": "Wrong date", "text": "Words", "date": "2017-02-31"},
        ROW | {"title": "Not ours", "text": "Words", "organisation": "Others"},
        ROW | {"title": "No file", "file": "missing.pdf"},
    ]
    content = packed(list__csv=listed(*rows), fees__pdf=samples.pdf("Other words of another matter. " * 20), known__pdf=known,
                     extra__pdf=b"%PDF-1.4 nobody names me")  # fmt: skip
    send_many(browser, ("ours.zip", content))
    work(engines)
    browser.go("/uploads/batches/1")
    assert "New: 2 · to be updated: 0 · already here: 1 · wrong: 4" in browser.main
    assert "Line 5: Wrong date would be refused" in browser.main
    assert "This row is for Others" in browser.main
    assert "Take in 2 rows" in browser.main
    assert engines.catalogue.highest_number() == 1
    assert {line[2] for line in table(browser)} == {"waiting", "same_file", "refused"}
    act(browser, "take")
    work(engines)
    browser.go("/uploads/batches/1")
    assert "Finished" in browser.main
    assert "New: 2 · updated: 0 · already here: 1 · refused: 4" in browser.main
    assert [line[2] for line in table(browser)] == ["waiting", "waiting", "same_file", "refused", "refused", "refused", "refused"]
    fees, statement = engines.catalogue.report(2), engines.catalogue.report(3)
    assert fees is not None
    assert statement is not None
    assert (fees.state, fees.date, [tag.term.labels[0].text for tag in fees.of("organisation")]) == ("submitted", "2017-09", ["Voices"])
    assert [tag.role for tag in statement.of("organisation")] == ["author", "signatory"]
    assert browse().go("/reports/2/").status == 404
    letters = [letter for letter in engines.accounts.letters(secret=False) if letter.kind == "batch_done"]
    assert [letter.address for letter in letters] == ["pat@voices.example"]
    assert "https://library.example/uploads/batches/1" in letters[0].body
    problems = list(check(store=engines.store, catalogue=engines.catalogue, index=engines.index, progress=lambda _: None))
    assert [each.what for each in problems] == ["index_unready"]  # nobody made one


def test_its_reports_are_corrected_one_by_one_when_they_come_back(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    send_many(browser, ("a.csv", listed({"title": "Returned", "text": "Words of it"}, {"title": "Fine", "text": "Other words"})))
    work(engines)
    act(browser, "take")
    work(engines)
    desk = review.Desk("Library", "", "en")
    review.move(1, "returned", by=Actor("command"), catalogue=engines.catalogue, accounts=engines.accounts, desk=desk, now=0.0, reason="Date?")
    assert "Returned" in browser.go("/uploads").main
    assert "Fine" not in browser.main
    send(browser, [], "/uploads/1", action="send", date_year="2017")
    assert engines.catalogue.report(1).state == "submitted"  # type: ignore[union-attr]


def test_every_refused_entry_is_told_by_name(browse: Browse, engines: Engines) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../climb.pdf", b"%PDF-1.4")
        archive.writestr("bomb.txt", b"a" * (60 * 2**20))
        link = zipfile.ZipInfo("link.pdf")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.txt", b"We ask every State to end recruitment fees for workers.")
    browser = send_many(sender(browse, engines), ("evil.zip", out.getvalue()))
    work(engines)
    browser.go("/uploads/batches/1")
    for name, said in (("../../climb.pdf", "leads out of"), ("bomb.txt", "a thousand times"), ("link.pdf", "not a file but a link")):
        assert name in browser.main
        assert said in browser.main
    assert "New: 1" in browser.main


def test_what_is_unusable_is_told_and_cleared_away(browse: Browse, engines: Engines) -> None:
    browser = send_many(sender(browse, engines), ("two.zip", packed(a__csv=listed({"title": "A"}), b__csv=listed({"title": "B"}))))
    work(engines)
    assert "more than one list" in browser.go("/uploads/batches/1").main
    assert not list(engines.store.digests())


def test_given_up_leaves_nothing_and_other_people_see_nothing(browse: Browse, engines: Engines) -> None:
    browser = send_many(sender(browse, engines), ("a.zip", packed(a__txt=b"Words of a statement")))
    work(engines)
    stranger = sender(browse, engines, "sam@others.example", "Others")
    for address in ("/uploads/batches/1", "/uploads/batches/1.csv", "/uploads/batches/999"):
        assert stranger.go(address).status == 404
    assert act(stranger, "take").status == 404
    colleague = sender(browse, engines, "kim@voices.example", "Voices")
    assert "a.zip" in colleague.go("/uploads").main
    act(colleague, "discard")
    assert "Given up" in colleague.main
    assert act(browser, "take").status == 409
    work(engines)
    assert engines.catalogue.highest_number() == 0
    assert not list(engines.store.digests())


def test_bytes_that_a_report_has_stay_when_a_batch_of_the_same_is_given_up(browse: Browse, engines: Engines) -> None:
    browser = send_many(sender(browse, engines), ("a.zip", packed(a__txt=b"Words of a statement")))
    work(engines)
    (sha256,) = engines.store.digests()
    with engines.catalogue.writing(Actor("test")) as writing:
        number = writing.add_report(Record(titles=(Text("en", "A report"),)), "published")
        writing.add_file(number, NewFile("a.docx", "docx", "application/zip", sha256, 10))
    act(browser.go("/uploads/batches/1"), "discard")
    assert engines.store.has(sha256)


def test_a_zip_nobody_goes_on_with_is_not_kept_for_ever(browse: Browse, engines: Engines) -> None:
    browser = send_many(sender(browse, engines), ("a.zip", packed(a__txt=b"Words of a statement")))
    work(engines)
    assert len(list(engines.store.digests())) == 1
    press_of(engines).tidy(time.time() + KEPT - 60)
    assert len(list(engines.store.digests())) == 1
    press_of(engines).tidy(time.time() + KEPT + 60)
    assert not list(engines.store.digests())
    assert "Given up" in browser.go("/uploads/batches/1").main


def test_a_list_changes_only_what_is_ours_and_undecided(browse: Browse, engines: Engines) -> None:
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.add_report(Record(titles=(Text("en", "Hidden"),), external_id="theirs"), "submitted")
        writing.add_report(Record(titles=(Text("en", "Public"),), external_id="public"), "published")
    browser = sender(browse, engines)
    rows = [{"external_id": each, "title": "Mine now", "text": "Words"} for each in ("theirs", "public", "ours")]
    for number in (1, 2):
        send_many(browser, ("a.csv", listed(*rows)))
        work(engines)
        act(browser, "take", number)
        work(engines)
        rows[2] = rows[2] | {"title": "Corrected"}
    browser.go("/uploads/batches/2")
    assert "external id theirs is already in use" in browser.main
    assert "Report 2 is not yours" in browser.main
    assert [line[2] for line in table(browser, 2)] == ["refused", "refused", "updated"]
    assert [engines.catalogue.report(n).title.text for n in (1, 2, 3)] == ["Hidden", "Public", "Corrected"]  # type: ignore[union-attr]


def test_what_somebody_else_sent_is_not_named(browse: Browse, engines: Engines) -> None:
    content = samples.pdf(*PAGES)
    send(sender(browse, engines, "sam@others.example", "Others"), [("theirs.pdf", content)])
    browser = send_many(sender(browse, engines), ("a.zip", packed(copy__pdf=content)))
    work(engines)
    assert "report 1" not in browser.go("/uploads/batches/1").main
    assert "Somebody else has sent in this file" in browser.main
    assert table(browser)[0][4] == ""


def test_a_trusted_organisation_publishes_and_a_blocked_one_sends_nothing(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    term = engines.catalogue.find_term("organisation", "Voices")
    assert term is not None
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.set_trust(term.id, "trusted")
    send_many(browser, ("a.csv", listed({"title": "At once", "text": "Words of it"})))
    work(engines)
    act(browser, "take")
    work(engines)
    assert engines.catalogue.report(1).state == "published"  # type: ignore[union-attr]
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.set_trust(term.id, "blocked")
    assert send_many(browser, ("b.csv", listed({"title": "Never", "text": "Words"}))).status == 403


def test_what_was_refused_is_tried_again_alone(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    relation = {"title": "Early", "text": "Words", "country": "Atlantis"}
    send_many(browser, ("a.csv", listed(relation, {"title": "Fine", "text": "Other words", "country": "TG"})))
    work(engines)
    act(browser, "take")
    work(engines)
    assert [line[2] for line in table(browser)] == ["refused", "waiting"]
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.add_term("country", (Text("en", "Atlantis"),), key="XA")
    act(browser, "retry")
    work(engines)
    assert [line[2:5:2] for line in table(browser)] == [["waiting", "2"], ["waiting", "1"]]
    assert act(browser, "retry").status == 200
    assert "Try what was refused again" not in browser.main


def test_a_full_disk_stops_between_rows_and_the_rest_comes_later(browse: Browse, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = sender(browse, engines)
    send_many(browser, ("a.csv", listed(*({"title": f"Row {n}", "text": f"Words {n}"} for n in range(120)))))
    work(engines)
    act(browser, "take")
    monkeypatch.setattr(FileStore, "room", lambda _: 0.05)
    with pytest.raises(DiskFull):
        press_of(engines).work()
    assert "of 120" in browser.go("/uploads/batches/1").main
    monkeypatch.undo()
    work(engines)
    outcomes = [line[2] for line in table(browser)]
    assert len(outcomes) == 120
    assert engines.catalogue.highest_number() == 120
    assert set(outcomes) <= {"waiting", "unchanged"}
