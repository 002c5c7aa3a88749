"""Sending in: what came is kept whatever is wrong with the rest, and nothing of it is public."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from lxml import html
from starlette.requests import Request
from starlette.testclient import TestClient

from repository import forms
from repository.app import create_app
from repository.curation import add_facet
from repository.engines import Engines
from repository.engines.filesystem import FileStore
from repository.ingest import read_all
from repository.model import Actor, Facet, Text
from repository.settings import Settings
from tests import samples
from tests.people import ORIGIN, PASSWORD, Browser, person
from tests.questions import asked

Browse = Callable[[], Browser]
PAGES = ("The recruitment of workers in Togo must be free of fees. " * 9, "Page two speaks of Togo again, and of passports. " * 9)


def sender(browse: Browse, engines: Engines, email: str = "pat@voices.example", organisation: str = "Voices") -> Browser:
    person(engines, email, "partner", organisation)
    return browse().sign_in(email)


def send(browser: Browser, files: list[tuple[str, bytes]], to: str = "/upload", **fields: object) -> Browser:
    """The form of a page, with files."""
    page = html.fromstring(browser.go(f"{to}?describe").text)
    held: dict[str, Any] = {}
    for name, value in page.xpath("//main//form[@enctype]")[0].form_values():
        held.setdefault(name, []).append(value)
    parts = [("file", (name, content)) for name, content in files]
    sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    return browser._take(browser.client.post(to, data=held | fields, files=parts, headers=sent, follow_redirects=True))


def read(engines: Engines) -> None:
    read_all(store=engines.store, catalogue=engines.catalogue, extract=engines.extract, worker="test", threads=2)


def lapse(engines: Engines, email: str = "pat@voices.example") -> None:
    """Every session of somebody ends by itself: nobody used it for long."""
    account = engines.accounts.account_of(email)
    assert account is not None
    with engines.accounts.writing(Actor("test")) as writing:
        for session in engines.accounts.sessions(account.id):
            writing.put_session(replace(session, seen=session.seen - 400 * 86_400))


def test_a_file_becomes_a_draft_that_is_filled_in_and_handed_in(browse: Browse, engines: Engines) -> None:
    browser = send(sender(browse, engines), [("fees.pdf", samples.pdf(*PAGES, title="On fees in Togo"))])
    assert browser.address == "/uploads/1"
    assert 'http-equiv="refresh"' in browser.text
    read(engines)
    browser.go("/uploads/1")
    assert 'http-equiv="refresh"' not in browser.text
    assert "2 of 2 pages have text" in browser.main
    assert "Taken from the file" in browser.main
    assert "“Togo”" in browser.main
    assert 'value="On fees in Togo"' in browser.text
    report = engines.catalogue.report(1)
    assert report is not None
    assert report.state == "draft"
    browser = send(browser, [], "/uploads/1", action="send", country="Togo", date_year="2017", date_month="9", date_day="", note="Please look")
    assert "Handed in as report 1" in browser.main
    report = engines.catalogue.report(1)
    assert report is not None
    assert (report.state, report.date, [tag.term.key for tag in report.of("country")]) == ("submitted", "2017-09", ["TG"])
    assert [tag.term.labels[0].text for tag in report.of("organisation")] == ["Voices"]
    assert any(event.what == "note_to_staff" for event in engines.catalogue.history(report=1))
    assert browse().go("/reports/1/").status == 404
    assert 'id="sheet"' not in browser.go("/uploads/1").text


def test_a_facet_of_ones_own_is_asked_for_at_once_and_a_required_one_before_it_is_handed_in(browse: Browse, engines: Engines) -> None:
    with engines.catalogue.writing(Actor("test")) as writing:
        named = (Text("en", "Campaign"), Text("fr", "Campagne"))
        add_facet(Facet("campaign", 6, public=True, labels=named, wanted="required"), writing=writing)
        add_facet(Facet("mandate", 7, public=True, labels=(Text("en", "Mandate"),), kind="year", wanted="recommended"), writing=writing)
        add_facet(Facet("desk", 8, public=False, labels=(Text("en", "Desk"),)), writing=writing)
    browser = send(sender(browse, engines), [("fees.pdf", samples.pdf(*PAGES))], title="Fees", mandate="soon")
    assert "Campaign (required)" in browser.main
    assert "Mandate (recommended)" in browser.main
    assert "Desk" not in browser.main
    assert "“soon” is no year" in browser.main
    refused = send(browser, [], "/uploads/1", action="send", title="Fees", mandate="2017")
    assert "say something for “Campaign”" in refused.main
    browser = send(browser, [], "/uploads/1", action="send", title="Fees", mandate="2017", campaign="No wall", desk="secret")
    report = engines.catalogue.report(1)
    assert report is not None
    own = {(tag.term.facet, tag.term.key, tag.term.state) for tag in report.tags if tag.term.facet in ("campaign", "mandate")}
    assert own == {("campaign", "no-wall", "proposed"), ("mandate", "2017", "approved")}
    assert report.state == "submitted"
    assert not report.of("desk")


def test_what_is_wrong_is_told_beside_its_field_and_everything_is_kept(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    fields = {"title": "A letter", "country": "Atlantis", "date_day": "31", "date_month": "2", "date_year": "2017", "relation_to": "999"}
    send(browser, [("letter.txt", b"We ask every State to end recruitment fees for workers.")], **fields)
    assert "Atlantis is not a country" in browser.main
    page = html.fromstring(browser.text)
    ways = page.xpath("//*[@role='alert']//a")
    assert [way.get("href") for way in ways] == ["#date-wrong", "#country-wrong", "#relation-wrong"]
    for way in ways:
        (there,) = page.xpath(f"//*[@id='{way.get('href')[1:]}']")
        assert there.text_content() == way.text_content()
    assert "no such day" in browser.main
    assert "There is no report “999”" in browser.main
    assert 'value="Atlantis"' in browser.text
    assert "letter.txt" in browser.main
    send(browser, [], "/uploads/1", action="send")
    assert browser.status == 400
    assert "everything you typed are kept" in browser.main
    send(browser, [], "/uploads/1", action="send", country="Kenya", date_day="", date_month="", relation_to="")
    assert "Handed in as report 1" in browser.main
    report = engines.catalogue.report(1)
    assert report is not None
    assert (report.title.text, report.date, len(report.files)) == ("A letter", "2017", 1)


def test_each_file_has_one_outcome_also_in_the_table(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    pdf = samples.pdf(*PAGES)
    send(browser, [("one.pdf", pdf)])
    send(
        browser,
        [("=cmd.pdf", pdf), ("scan.pdf", samples.scanned()), ("x.exe", b"MZ\x90\x00"), ("empty.txt", b""), ("../../etc/a.txt", b"Some words")],
    )
    read(engines)
    browser.go("/uploads/2.csv")
    lines = browser.text.lstrip("\ufeff").splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["'=cmd.pdf", "same_file"], ["scan.pdf", "no_text"], ["x.exe", "refused"], ["empty.txt", "refused"], ["a.txt", "waiting"],
    ]  # fmt: skip
    assert "is the same file as in report 1" in browser.go("/uploads/2").main


def test_the_same_file_many_times_at_once_is_one_original_and_one_report(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    fields, content = browser.go("/upload").filled("/upload")[1], samples.pdf(*PAGES)

    def one(_: int) -> int:
        sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
        return browser.client.post(
            "/upload", data=fields, files=[("file", ("a.pdf", content))], headers=sent, follow_redirects=False
        ).status_code

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(one, range(20))) == {303}
    assert len(list(engines.store.digests())) == 1
    assert engines.catalogue.highest_number() == 1
    assert not list((engines.store.root / "quarantine").iterdir())  # type: ignore[attr-defined]


def test_a_statement_without_a_file_and_nothing_at_all(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines).go("/upload")
    browser.send("/upload")
    assert browser.status == 400
    assert "Choose a file" in browser.main
    browser.send("/upload", title="A statement", text="We ask every State to end recruitment fees.", language="English")
    assert engines.catalogue.report(1) is not None
    assert engines.catalogue.report(1).state == "draft"  # type: ignore[union-attr]
    assert engines.catalogue.report(1).own_pages == 1  # type: ignore[union-attr]


def test_a_nearly_full_disk_takes_nothing_and_forgets_nothing(browse: Browse, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = sender(browse, engines)
    send(browser, [], title="A statement", text="We ask every State to end recruitment fees.")
    fields = browser.go("/upload").filled("/upload")[1]
    monkeypatch.setattr(FileStore, "room", lambda _: 0.05)
    sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    answer = browser.client.post("/upload", data=fields | {"title": "Kept title"}, files=[("file", ("a.txt", b"words"))], headers=sent)
    assert answer.status_code == 503
    assert 'value="Kept title"' in answer.text
    assert not list(engines.store.digests())
    assert browser.go("/search").status == 200
    send(browser, [("a.txt", b"words")], "/uploads/1", title="Better")
    assert browser.status == 503
    assert 'value="Better"' in browser.text


def test_hostile_text_stays_text(browse: Browse, engines: Engines) -> None:
    evil = "\"'><script>alert(1)</script>"
    browser = sender(browse, engines)
    names = ("title", "abstract", "text", "organisation", "person", "topic", "event", "process", "licence", "date_note", "note")
    send(browser, [("<img src=x onerror=alert(1)>.txt", b"words of a file")], **dict.fromkeys(names, evil))
    for address in ("/uploads/1", "/uploads/1?describe", "/uploads"):
        browser.go(address)
        assert browser.status == 200
        assert "<script>" not in browser.text
        assert browser.text.count("<script") <= 1  # our own
        assert "<img" not in browser.text


def test_what_came_whole_of_a_broken_connection_is_a_draft(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.add_facet(Facet("campaign", 90, public=True))
    fields = browser.go("/upload").filled("/upload")[1] | {"title": "On a bad line", "campaign": "No wall"}
    body = b"".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items())
    for name, content in (("whole.txt", b"These words arrived whole."), ("half.txt", b"These did")):
        body += f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content
        body += b"\r\n" if name == "whole.txt" else b""
    sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin", "content-type": "multipart/form-data; boundary=b"}
    assert browser.client.post("/upload", content=body, headers=sent).status_code == 400
    browser.go("/uploads/1?describe")
    assert "whole.txt" in browser.main
    assert "half.txt" not in browser.main
    assert 'value="On a bad line"' in browser.text
    assert "No wall" in browser.text
    browser.client.post("/uploads/1", content=body.replace(b"whole", b"second"), headers=sent)
    browser.go("/uploads/1?describe")
    assert "second.txt" in browser.main
    assert engines.catalogue.highest_number() == 1
    stranger = sender(browse, engines, "sam@others.example", "Others")
    foreign = stranger.client.post("/upload", content=body, headers=sent)  # with the token of somebody else
    assert foreign.status_code == 400
    assert stranger.go("/uploads/2").status == 404


def test_files_outlive_the_session_and_are_used_by_nobody_else(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    fields = browser.go("/upload").filled("/upload")[1] | {"title": "Late"}
    lapse(engines)
    sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    files = [("file", ("late.txt", b"We ask every State to end recruitment fees."))]
    browser._take(browser.client.post("/upload", data=fields, files=files, headers=sent))
    assert browser.status == 401
    assert engines.catalogue.highest_number() == 0
    browser.send("/account", email="pat@voices.example", password=PASSWORD)
    assert "late.txt" in browser.main
    carried = browser.filled("/upload")[1]
    stranger = sender(browse, engines, "sam@others.example", "Others")
    stranger.post("/upload", {"token": stranger.go("/upload").filled("/upload")[1]["token"], "title": "Mine", "file": carried["file"]})
    assert "late.txt" not in stranger.text
    browser.post("/upload", carried)
    assert browser.address == "/uploads/2"
    report = engines.catalogue.report(2)
    assert report is not None
    assert [file.name for file in report.files] == ["late.txt"]


def test_a_file_kept_for_somebody_who_signs_in_too_late_is_told_gone(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    fields = browser.go("/upload").filled("/upload")[1] | {"title": "Late"}
    lapse(engines)
    sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    browser._take(browser.client.post("/upload", data=fields, files=[("file", ("late.txt", b"Words of it"))], headers=sent))
    for digest in list(engines.store.digests()):
        assert engines.store.clear(digest, time.time() + 60)
    browser.send("/account", email="pat@voices.example", password=PASSWORD).send("/upload")
    assert "late.txt refused. It was kept for two weeks" in browser.main
    assert engines.catalogue.report(1).title.text == "Late"  # type: ignore[union-attr]


def test_a_session_that_lapsed_without_its_token_keeps_no_file(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    lapse(engines)
    sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    browser.client.post("/upload", data={"token": "x"}, files=[("file", ("a.txt", b"Some words"))], headers=sent)
    browse().client.post("/upload", data={"token": "x"}, files=[("file", ("a.txt", b"Some words"))], headers=sent)
    assert not list(engines.store.digests())


def test_a_quota_refuses_what_is_over_it_by_name_and_keeps_the_rest(engines: Engines, settings: Settings) -> None:
    app = create_app(replace(settings, quota=100), engines)
    person(engines, "pat@voices.example", "partner", "Voices")
    with TestClient(app, base_url=ORIGIN, raise_server_exceptions=False) as client:
        browser = send(Browser(client).sign_in("pat@voices.example"), [("a.txt", b"short words"), ("b.txt", b"long words " * 20)])
        assert "b.txt refused. Your organisation has sent in as much as is taken in a day" in browser.main
        send(browser, [("c.txt", b"other words " * 8)])
        assert "c.txt refused" in browser.main
    assert len(list(engines.store.digests())) == 1
    files = create_app(replace(settings, quota_files=1), engines)
    with TestClient(files, base_url=ORIGIN, raise_server_exceptions=False) as client:
        assert "d.txt refused" in send(Browser(client).sign_in("pat@voices.example"), [("d.txt", b"few")]).main


@pytest.mark.parametrize("quota", [{"quota": 100}, {"quota_files": 2}])
def test_the_files_of_one_form_share_what_is_left_of_the_quota(engines: Engines, settings: Settings, quota: dict[str, int]) -> None:
    app = create_app(replace(settings, **quota), engines)  # type: ignore[arg-type]
    person(engines, "pat@voices.example", "partner", "Voices")
    files = [(f"{n}.txt", f"{n} words of these ".encode() * 2) for n in range(5)]  # of 34 bytes
    with TestClient(app, base_url=ORIGIN, raise_server_exceptions=False) as client:
        browser = send(Browser(client).sign_in("pat@voices.example"), [("empty.txt", b""), *files])
    assert [f"{n}.txt refused" in browser.main for n in range(5)] == [False, False, True, True, True]
    assert len(list(engines.store.digests())) == 2


def body_of(fields: dict[str, str], files: list[tuple[str, bytes]], after: dict[str, str]) -> bytes:
    """A form with its files in the midst of it."""

    def field(name: str, value: str) -> bytes:
        return f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()

    def file(name: str, content: bytes) -> bytes:
        return f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n"

    parts = [*(field(*each) for each in fields.items()), *(file(*each) for each in files), *(field(*each) for each in after.items())]
    return b"".join(parts) + b"--b--\r\n"


@pytest.fixture
def narrow(engines: Engines, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A partner where a form takes 40,000 bytes, which come piece by piece, as over a line."""
    whole = forms._chunks

    async def pieces(request: Request, limits: forms.Limits) -> AsyncIterator[bytes]:
        async for chunk in whole(request, limits):
            for start in range(0, len(chunk), 1_000):
                yield chunk[start : start + 1_000]

    monkeypatch.setattr(forms, "_chunks", pieces)
    monkeypatch.setattr("repository.arrivals.REST", 20_000)
    person(engines, "pat@voices.example", "partner", "Voices")
    with TestClient(create_app(replace(settings, upload_limit=20_000), engines), base_url=ORIGIN, raise_server_exceptions=False) as client:
        yield Browser(client).sign_in("pat@voices.example")


def crowded(browser: Browser, to: str, *files: tuple[str, bytes], **after: str) -> Browser:
    """Sends a form whose files are too large together."""
    token = browser.go("/upload").filled("/upload")[1]["token"]
    sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin", "content-type": "multipart/form-data; boundary=b"}
    body = body_of({"token": token}, list(files), after)
    return browser._take(browser.client.post(to, content=body, headers=sent, follow_redirects=True))


def test_a_form_too_large_is_given_back_with_what_was_typed(narrow: Browser, engines: Engines) -> None:
    crowded(narrow, "/upload", ("large.txt", b"words " * 8_000), title="Typed after the file", note="Please hurry")
    assert narrow.status == 413
    page = html.fromstring(narrow.text)
    assert "20 kB" in page.xpath("string(//*[@id='file-wrong'])")
    assert "file-wrong" in page.xpath("string(//input[@type='file']/@aria-describedby)")
    assert page.xpath("string(//input[@name='title']/@value)") == "Typed after the file"
    assert "Please hurry" in page.xpath("string(//textarea[@name='note'])")
    assert not list(engines.store.digests())
    assert engines.catalogue.highest_number() == 0


def test_files_that_came_before_there_was_no_room_are_kept(narrow: Browser, engines: Engines) -> None:
    few = [(f"{n}.txt", f"{n} words ".encode() * 1_800) for n in range(4)]  # 14,400 bytes each
    crowded(narrow, "/upload", *few, title="Many files")
    assert narrow.address == "/uploads/1"
    assert ["refused" in narrow.go("/uploads/1.csv").text.splitlines()[1 + n] for n in range(4)] == [False, False, True, True]
    report = engines.catalogue.report(1)
    assert report is not None
    assert (report.title.text, len(report.files)) == ("Many files", 2)
    crowded(narrow, "/uploads/1", ("larger.txt", b"words " * 8_000), title="Another title", action="save")
    assert narrow.status == 413
    assert "20 kB" in html.fromstring(narrow.text).xpath("string(//*[@id='file-wrong'])")
    assert engines.catalogue.report(1).title.text == "Another title"  # type: ignore[union-attr]


@pytest.mark.parametrize(("files", "said"), [
    ([("large.txt", b"words " * 8_000)], "20 kB"),
    ([("few.txt", b"few words"), ("large.txt", b"words " * 8_000)], "large.txt refused."),
    ([("few.txt", b"few words"), ("tool.exe", b"MZ\x90\x00")], "tool.exe refused."),
])  # fmt: skip
def test_what_was_not_taken_of_a_form_is_told_after_signing_in_again(
    narrow: Browser, engines: Engines, files: list[tuple[str, bytes]], said: str
) -> None:
    token = narrow.go("/upload").filled("/upload")[1]["token"]
    lapse(engines)
    sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin", "content-type": "multipart/form-data; boundary=b"}
    narrow._take(narrow.client.post("/upload", content=body_of({"token": str(token)}, files, {"title": "Late"}), headers=sent))
    assert narrow.status == 401
    narrow.send("/account", email="pat@voices.example", password=PASSWORD)
    assert files[-1][0] in narrow.main
    narrow.send("/upload")
    assert said in narrow.main
    assert narrow.status == (200 if len(files) > 1 else 413)
    assert "Late" in narrow.text


def test_many_at_once_too_large_are_told_and_leave_nothing(narrow: Browser, engines: Engines) -> None:
    crowded(narrow, "/upload/batch", ("large.txt", b"words " * 8_000))
    assert narrow.status == 413
    assert "were not taken: 20 kB" in narrow.main
    assert not list(engines.store.digests())
    assert not list((engines.store.root / "quarantine").iterdir())  # type: ignore[attr-defined]


def test_the_database_is_asked_a_few_times_for_an_upload(browse: Browse, engines: Engines) -> None:
    browser = send(sender(browse, engines), [("first.pdf", samples.pdf(*PAGES))])
    with asked(engines) as form:
        page = html.fromstring(browser.go("/upload").text)
    fields = dict(page.xpath("//main//form[@enctype]")[0].form_values())  # among them the organisation that is there from the beginning
    sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    files = [("file", ("second.pdf", samples.pdf(*reversed(PAGES))))]
    with asked(engines) as upload:
        answer = browser.client.post("/upload", data=fields, files=files, headers=sent, follow_redirects=False)
    with asked(engines) as receipt:
        browser.go(answer.headers["location"])
    assert (answer.status_code, browser.status) == (303, 200)
    assert len(form) <= 10, form
    assert len(upload) <= 19, upload
    assert len(receipt) <= 10, receipt


def test_files_of_one_form_are_told_apart(browse: Browse, engines: Engines) -> None:
    one, other = samples.pdf(*PAGES), samples.pdf(*reversed(PAGES))
    browser = send(sender(browse, engines), [("fees.pdf", one), ("fees.pdf", other), ("again.pdf", one)])
    assert "is the same file as in report 1" in browser.main
    report = engines.catalogue.report(1)
    assert report is not None
    assert [(file.name, file.slug) for file in report.files] == [("fees.pdf", "fees"), ("fees.pdf", "fees-2")]
    assert report.version == 3
    assert [event.what for event in engines.catalogue.history(report=1)] == ["file_added", "file_added", "report_added"]
