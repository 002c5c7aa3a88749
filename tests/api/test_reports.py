"""Sending in by a program: one report, one outcome a file, the same twice is one, nothing is set that nobody may set."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from repository.api import reports
from repository.engines import Engines
from repository.engines.filesystem import FileStore
from repository.ingest import read_all
from repository.model import Text
from tests import samples
from tests.pages.test_upload import send
from tests.people import ME, ORIGIN, Browser, person
from tests.programs import FEES, Program, program

Browse = Callable[[], Browser]


@pytest.fixture
def client(browse: Browse) -> TestClient:
    return browse().client


@pytest.fixture
def pat(client: TestClient, engines: Engines) -> Program:
    """A partner's program."""
    return program(client, engines)


def read(engines: Engines) -> None:
    read_all(store=engines.store, catalogue=engines.catalogue, extract=engines.extract, worker="test", threads=2)


def problem(answer: object) -> tuple[int, str]:
    """Status and kind of a problem document."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text  # type: ignore[attr-defined]
    told = answer.json()  # type: ignore[attr-defined]
    assert told["detail"]
    assert told["status"] == answer.status_code  # type: ignore[attr-defined]
    return told["status"], told["type"].removeprefix("urn:problem:")


def originals(engines: Engines) -> int:
    """How many are kept; none is left half way."""
    assert not list((engines.store.root / "quarantine").iterdir())  # type: ignore[attr-defined]
    return len(list(engines.store.digests()))


def test_a_file_with_columns_is_submitted_for_ones_organisation(pat: Program, engines: Engines) -> None:
    answer = pat.send({"title": "On fees", "country": ["TG", "Ghana"], "date": "2017-09", "person": "Ada Mensah (author)"},
                      ("fees.pdf", samples.pdf(FEES)))  # fmt: skip
    assert answer.status_code == 201
    told = answer.json()
    assert (told["number"], told["state"]) == (1, "submitted")
    assert answer.headers["location"] == "http://127.0.0.1/api/v1/reports/1"
    assert answer.headers["etag"] == f'"{told["version"]}"' == pat.ask("GET", "/reports/1").headers["etag"]
    (file,) = told["files"]
    assert (file["name"], file["outcome"], file["reading"], len(file["sha256"])) == ("fees.pdf", "waiting", True, 64)
    report = engines.catalogue.report(1)
    assert report is not None
    assert [(tag.term.labels[0].text, tag.role) for tag in report.of("organisation")] == [("Voices", "author")]
    assert [tag.term.key for tag in report.of("country")] == ["TG", "GH"]
    assert pat.client.get("/api/v1/reports/1").status_code == 404
    upload = engines.receipts.upload_of(1)
    assert upload is not None
    assert told["receipt"] == f"http://127.0.0.1/uploads/{upload.id}"


def test_every_file_has_one_outcome(pat: Program, engines: Engines) -> None:
    pdf = samples.pdf(FEES)
    pat.send({"title": "First"}, ("one.pdf", pdf))
    answer = pat.send(
        {"title": "Several", "organisation": "Somebody else (publisher)"}, ("again.pdf", pdf), ("scan.pdf", samples.scanned()),
        ("x.exe", b"MZ\x90\x00"), ("empty.txt", b""), ("../../etc/a.txt", b"Some words of it"), ("sealed.pdf", samples.pdf(FEES, password="x")),
    )  # fmt: skip
    assert answer.status_code == 201
    assert [(file["name"], file["outcome"], file["number"]) for file in answer.json()["files"]] == [
        ("again.pdf", "same_file", 1), ("scan.pdf", "waiting", None), ("x.exe", "refused", None), ("empty.txt", "refused", None),
        ("a.txt", "waiting", None), ("sealed.pdf", "waiting", None),
    ]  # fmt: skip
    read(engines)
    files = pat.ask("GET", "/reports/2").json()["files"]
    assert [file["outcome"] for file in files] == ["no_text", None, "encrypted"]
    assert engines.catalogue.states([2]) == {2: "on_hold"}


def test_the_answer_waits_for_the_text_as_long_as_is_wished(pat: Program, engines: Engines) -> None:
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(0.05):
            read(engines)

    reader = threading.Thread(target=work)
    reader.start()
    try:
        answer = pat.send({"title": "A scan"}, ("scan.pdf", samples.scanned()), prefer="respond-async, wait=25")
    finally:
        ended.set()
        reader.join()
    (file,) = answer.json()["files"]
    assert (file["outcome"], file["reading"], file["pages"]) == ("no_text", False, 1)
    assert "text" in file["detail"]


def test_only_so_many_wait_and_the_others_are_answered_at_once(pat: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "_turns", threading.BoundedSemaphore(1))
    assert reports._turns.acquire(blocking=False)
    answer = pat.send({"title": "Now"}, ("a.txt", b"Words of it"), prefer="wait=25")
    assert answer.json()["files"][0]["reading"]


def test_a_statement_needs_no_file_and_a_report_needs_something(pat: Program, engines: Engines) -> None:
    answer = pat.ask("POST", "/reports", json={"title": "We ask", "text": f"{FEES}\f{FEES}", "external_id": "s-1"})
    assert (answer.status_code, answer.json()["files"]) == (201, [])
    report = engines.catalogue.report(1)
    assert report is not None
    assert (report.own_pages, report.languages(), report.external_id) == (2, ("en",), "s-1")
    for metadata in ({}, {"text": "Words without a title"}, {"title": "  "}):
        assert problem(pat.send(metadata)) == (400, "nothing_sent")
    assert pat.send({}, ("Rapport_annuel.txt", b"Words of a report")).status_code == 201
    assert engines.catalogue.report(2).title.text == "Rapport annuel"  # type: ignore[union-attr]


def test_a_draft_waits_for_more(pat: Program, engines: Engines) -> None:
    assert pat.send({"title": "Half", "state": "draft"}).json()["state"] == "draft"
    assert engines.catalogue.states([1]) == {1: "draft"}
    assert pat.ask("POST", "/reports/1/transitions", json={"to": "submitted"}).json()["state"] == "submitted"


WRONG: tuple[tuple[dict[str, object], str], ...] = (
    *(({name: "x"}, "member_unknown") for name in ("number", "published", "version", "account", "trust", "publish_when_read", "fingerprint",
                                                   "reason", "opens", "", "__class__", "title_english", "Title", "note", "key")),
    ({"state": "published"}, "state_new"), ({"state": ["draft"]}, "state_new"), ({"country": "Atlantis"}, "unknown_country"),
    ({"language": "xx"}, "unknown_language"), ({"type": "novel"}, "unknown_type"), ({"date": "yesterday"}, "date_form"),
    ({"relation": "loves:x"}, "relation"), ({"file": "other.pdf"}, "file_not_sent"), ({"source": "javascript:alert(1)"}, "source_url"),
    ({"title": {"en": "x"}}, "row_value"), ({"topic": [["x"]]}, "row_value"), ({"licence": True}, "row_value"),
    ({"title": "x" * 3000}, "row_long"),
)  # fmt: skip


def test_what_cannot_be_is_refused_by_name_and_keeps_nothing(pat: Program, engines: Engines) -> None:
    for metadata, kind in WRONG:
        answer = pat.send({"title": "T"} | metadata, ("a.txt", b"Words of it"))
        assert problem(answer) == (400, kind), metadata
        assert kind != "member_unknown" or next(iter(metadata)) in answer.json()["detail"]
    assert engines.catalogue.highest_number() == 0
    assert originals(engines) == 0


def test_bodies_that_are_not_one(pat: Program, engines: Engines) -> None:
    for sent in ("[]", "null", "3", "{", '{"title": NaN', "\ud800", '"x"', "[" * 100_000):
        parts = [("metadata", (None, sent.encode("utf-8", "replace")))]
        assert problem(pat.ask("POST", "/reports", files=parts))[0] == 400, sent[:20]
    assert problem(pat.ask("POST", "/reports", json=[1]))[0] == 400
    assert problem(pat.ask("POST", "/reports", content=b"x", headers={"content-type": "text/plain"}))[0] == 415
    assert problem(pat.ask("POST", "/reports", content=b"--x", headers={"content-type": "multipart/form-data; boundary=x"}))[0] == 400
    assert problem(pat.ask("POST", "/reports", data={"title": "x"})) == (400, "member_unknown")
    assert problem(pat.ask("POST", "/reports", files=[("upload", ("a.txt", b"Words"))])) == (400, "part_unknown")
    parts = [("metadata", ("meta.json", b'{"title": "As a file"}', "application/json"))]
    assert pat.ask("POST", "/reports", files=parts).status_code == 201
    assert engines.catalogue.highest_number() == 1


def test_a_staff_facet_is_for_staff(pat: Program, client: TestClient, engines: Engines) -> None:
    from repository.model import Facet, Text

    with engines.catalogue.writing(ME) as writing:
        writing.add_facet(Facet("inside", 90, public=False, labels=(Text("en", "Inside"),)))
        writing.add_facet(Facet("campaign", 91, public=True, labels=(Text("en", "Campaign"),)))
    assert problem(pat.send({"title": "T", "inside": "secret"})) == (400, "member_unknown")
    assert pat.send({"title": "T", "campaign": "Fair fees"}).status_code == 201
    assert program(client, engines, "cora@library.example", "curator", "").send({"title": "T", "inside": "noted"}).status_code == 201


def test_the_same_key_is_the_same_report_and_gives_the_first_answer(pat: Program, client: TestClient, engines: Engines) -> None:
    pdf = samples.pdf(FEES)
    first = pat.send({"title": "On fees", "country": "TG|GH"}, ("fees.pdf", pdf), key="one")
    read(engines)
    with engines.catalogue.writing(ME) as writing:
        writing.move(1, "published")
    again = pat.send({"country": ["TG", "GH"], "title": "On fees"}, ("fees.pdf", pdf), key="one")
    assert (again.status_code, again.json(), again.headers["location"]) == (201, first.json(), first.headers["location"])
    assert engines.catalogue.highest_number() == 1
    for metadata, files in (({"title": "Other", "country": "TG|GH"}, [("fees.pdf", pdf)]), ({"title": "On fees", "country": "TG|GH"}, []),
                            ({"title": "On fees", "country": "TG|GH", "state": "draft"}, [("fees.pdf", pdf)])):  # fmt: skip
        assert problem(pat.send(metadata, *files, key="one")) == (409, "key_used")
    assert engines.catalogue.highest_number() == 1
    assert program(client, engines, "kim@others.example", organisation="Others").send({"title": "Mine"}, key="one").json()["number"] == 2
    assert problem(pat.send({"title": "T"}, key="x" * 201)) == (400, "key_form")
    assert problem(pat.send({"title": "Wrong", "country": "Atlantis"}, key="two"))[0] == 400
    assert pat.send({"title": "Right", "country": "TG"}, key="two").status_code == 201


def test_the_same_key_many_times_at_once_is_one_report(pat: Program, engines: Engines) -> None:
    def one(_: int) -> tuple[int, int]:
        answer = pat.send({"title": "On fees"}, ("fees.txt", FEES.encode()), key="one")
        return answer.status_code, answer.json()["number"]

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(one, range(20))) == {(201, 1)}
    assert engines.catalogue.highest_number() == 1
    assert originals(engines) == 1


def test_the_same_file_is_named_only_to_who_may_see_it(pat: Program, client: TestClient, engines: Engines) -> None:
    content = FEES.encode()
    assert pat.send({"title": "On fees", "external_id": "fees-1"}, ("fees.txt", content)).status_code == 201
    again = pat.send({"title": "Another title"}, ("copy.txt", content))
    assert (again.status_code, again.json()["number"], again.json()["state"]) == (200, 1, "submitted")
    assert [(file["outcome"], file["number"]) for file in again.json()["files"]] == [("same_file", 1)]
    sam = program(client, engines, "sam@others.example", organisation="Others")
    hidden = sam.send({"title": "Mine"}, ("copy.txt", content))
    assert (hidden.status_code, hidden.json()["number"], hidden.json()["url"]) == (200, None, None)
    assert [(file["outcome"], file["number"]) for file in hidden.json()["files"]] == [("same_file", None)]
    assert "1" not in hidden.json()["files"][0]["detail"]
    taken = sam.send({"title": "Mine", "external_id": "fees-1"})
    assert problem(taken) == (409, "external_id_used")
    assert "report 1" not in taken.text.lower()
    assert problem(pat.send({"title": "Mine", "external_id": "fees-1"})) == (409, "external_id_taken")
    assert engines.catalogue.highest_number() == 1
    with engines.catalogue.writing(ME) as writing:
        writing.move(1, "published")
    assert sam.send({}, ("copy.txt", content)).json()["number"] == 1


def test_a_near_duplicate_is_told_of_when_it_may_be_seen(pat: Program, client: TestClient, engines: Engines) -> None:
    pages = [FEES, "Page two speaks of Togo again, and of passports. " * 9]
    second = ("two.pdf", samples.pdf(*pages, "An annex."))
    pat.send({"title": "One"}, ("one.pdf", samples.pdf(*pages)))
    read(engines)
    sam = program(client, engines, "sam@others.example", organisation="Others")
    sam.send({"title": "Two"}, second, key="k")
    read(engines)
    upload = engines.receipts.upload_of(2)
    assert upload is not None
    with engines.catalogue.writing(ME) as writing:
        writing.keep_answer(upload.id, "")
    assert sam.send({"title": "Two"}, second, key="k").json()["files"][0]["outcome"] == "waiting"
    with engines.catalogue.writing(ME) as writing:
        writing.move(1, "published")
        writing.keep_answer(upload.id, "")
    (file,) = sam.send({"title": "Two"}, second, key="k").json()["files"]
    assert (file["outcome"], file["number"]) == ("looks_like", 1)
    assert file["percent"] > 60


def test_a_trusted_organisation_publishes_and_a_blocked_one_sends_nothing(pat: Program, engines: Engines) -> None:
    term = pat.account.organisations[0]
    with engines.catalogue.writing(ME) as writing:
        writing.set_trust(term, "trusted")
    assert pat.send({"title": "We ask", "text": "End fees."}).json()["state"] == "published"
    assert pat.client.get("/api/v1/reports/1").status_code == 200
    assert pat.send({"title": "A file"}, ("a.txt", b"Words of it")).json()["state"] == "submitted"
    read(engines)
    assert engines.catalogue.states([2]) == {2: "published"}
    with engines.catalogue.writing(ME) as writing:
        writing.set_trust(term, "blocked")
    assert problem(pat.send({"title": "Once more"}, ("b.txt", b"Other words"))) == (403, "organisation_blocked")
    assert (engines.catalogue.highest_number(), originals(engines)) == (2, 1)


def test_who_may_not(client: TestClient, engines: Engines) -> None:
    metadata = {"title": "T"}
    assert problem(program(client, engines, "rea@library.example", "reader", "").send(metadata)) == (403, "not_allowed")
    assert problem(program(client, engines, "pat@voices.example", scope="read").send(metadata)) == (403, "token_scope")
    nobody = client.post("/api/v1/reports", files=[("metadata", (None, b"{}")), ("file", ("a.txt", b"Words"))])
    assert problem(nobody) == (401, "token_needed")
    assert nobody.headers["www-authenticate"] == "Bearer"
    assert originals(engines) == 0


def test_a_session_needs_the_token_of_a_form_and_an_origin_of_ours(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "partner", "Voices")
    browser = browse().sign_in("pat@voices.example")
    token = browser.go("/upload").filled("/upload")[1]["token"]
    sent = [("metadata", (None, b'{"title": "T"}')), ("file", ("a.txt", b"Words of it"))]

    def status(**headers: str) -> int:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return browser.client.post("/api/v1/reports", files=sent, headers=told).status_code

    assert status() == 403
    assert status(origin=ORIGIN) == 403
    assert status(origin="https://evil.example", x_csrf_token=str(token)) == 403
    assert status(sec_fetch_site="cross-site", x_csrf_token=str(token)) == 403
    assert engines.catalogue.highest_number() == 0
    assert status(origin=ORIGIN, x_csrf_token=str(token), prefer="wait=0") == 201


def test_too_much_is_refused_while_it_comes(pat: Program, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repository.upload.Arrival.__init__", small(1000))
    large = ("a.txt", b"words " * 1000)
    answer = pat.send({"title": "T"}, large)
    assert problem(answer) == (413, "files_refused")
    assert [file["outcome"] for file in answer.json()["files"]] == ["refused"]
    assert problem(pat.send({"title": "T"}, large, ("x.exe", b"MZ\x90"))) == (422, "files_refused")
    assert pat.send({"title": "T", "text": "Words"}, large).status_code == 201
    assert problem(pat.send({"title": "T"}, *[(f"{n}.txt", b"w") for n in range(600)]))[0] == 400
    assert problem(pat.send({"title": "T", "text": "x" * 2_000_000})) == (400, "form_long")
    assert problem(pat.ask("POST", "/reports", json={"title": "T", "text": "x" * 2_000_000}))[0] == 413
    assert originals(engines) == 0


def small(limit: int) -> Callable[..., None]:
    """The limit of one file, lowered."""
    from repository.upload import Arrival

    usual = Arrival.__init__

    def begin(self: Arrival, name: str, *, store: object, **_: object) -> None:
        usual(self, name, store=store, limit=limit)  # type: ignore[arg-type]

    return begin


def test_a_nearly_full_disk_takes_nothing_and_says_when_to_come_back(pat: Program, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileStore, "room", lambda _: 0.05)
    answer = pat.send({"title": "T"}, ("a.txt", b"Words"))
    assert problem(answer) == (503, "no_room")
    assert answer.headers["retry-after"]
    assert originals(engines) == 0
    assert pat.ask("GET", "/facets").status_code == 200


def test_hostile_names_stay_names(pat: Program, engines: Engines) -> None:
    names = ["../../../etc/passwd.txt", "..\\..\\windows.txt", "<img src=x onerror=alert(1)>.txt", "a\u202etxt.exe.txt", "CON.txt", "=cmd.txt",
             "a" * 400 + ".txt", "\u200b.txt", "é\u0301.txt"]  # fmt: skip
    parts = [("file", (name, f"Words of {n}".encode())) for n, name in enumerate(names)]
    answer = pat.ask("POST", "/reports", files=[("metadata", (None, json.dumps({"title": "T"}))), *parts])
    assert answer.status_code == 201
    for file in answer.json()["files"]:
        assert file["outcome"] == "waiting"
        assert not set(file["name"]) & set("/\\\u202e\u200b\n")
        assert 0 < len(file["name"]) <= 200
    report = engines.catalogue.report(1)
    assert report is not None
    assert all(set(file.slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for file in report.files)
    assert originals(engines) == len(names)


POLYGLOTS = (
    b"%PDF-1.7\n<html><script>alert(1)</script>", b"GIF89a%PDF-1.4 1 0 obj", b"MZ\x90%PDF-1.4", b"PK\x03\x04%PDF-1.4",
    b"<!doctype html><html>%PDF-1.4", b"\x89PNG\r\n\x1a\n", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
)  # fmt: skip


def test_two_formats_at_once_and_wrong_names_are_refused_or_served_shut_in(pat: Program, engines: Engines) -> None:
    taken = []
    for content in POLYGLOTS:
        answer = pat.send({"title": "T"}, ("a.pdf", content))
        if answer.status_code == 201:
            taken.append(answer.json()["number"])
        else:
            assert problem(answer) == (422, "files_refused")
    assert originals(engines) == len(taken) < len(POLYGLOTS)
    for number in taken:
        with engines.catalogue.writing(ME) as writing:
            writing.move(number, "published")
        served = pat.client.get(f"/reports/{number}/a.pdf")
        assert served.headers["content-type"] == "application/pdf"
        assert "sandbox" in served.headers["content-security-policy"]
        assert served.headers["x-content-type-options"] == "nosniff"


def test_what_was_said_of_the_language_of_a_title_stays_when_the_form_is_saved(pat: Program, browse: Browse, engines: Engines) -> None:
    pat.send({"title_en": "On fees", "abstract_fr": "Sur les frais", "language": "es", "state": "draft", "text": FEES})
    browser = browse().sign_in("pat@voices.example")
    send(browser, [], "/uploads/1", action="save", country="Togo")
    report = engines.catalogue.report(1)
    assert report is not None
    assert [tag.term.key for tag in report.of("country")] == ["TG"]
    assert (report.title, report.abstracts[0].language) == (Text("en", "On fees"), "fr")
    send(browser, [], "/uploads/1", action="save", title="Sobre las cuotas")
    assert engines.catalogue.report(1).title == Text("es", "Sobre las cuotas")  # type: ignore[union-attr]
    send(browser, [], "/uploads/1", action="save", language="fr")
    assert engines.catalogue.report(1).title == Text("fr", "Sobre las cuotas")  # type: ignore[union-attr]
