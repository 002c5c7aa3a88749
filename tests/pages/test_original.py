"""Originals: bit-exact, in ranges, named safely, in a sandbox, never damaged, gone at once when withdrawn."""

import hashlib
from pathlib import Path

from starlette.testclient import TestClient

from repository.app import create_app
from repository.engines import Engines
from repository.model import File
from repository.pages.original import clean_name, headers_of
from repository.settings import Settings
from tests.collection import ME, ROWS, Library, files, take


def test_bit_exact_with_its_headers(site: TestClient, library: Library) -> None:
    answer = site.get(f"/reports/{library.numbers['analysis']}/analyse.pdf", headers={"accept-encoding": "gzip"})
    report = library.engines.catalogue.report(library.numbers["analysis"])
    assert report is not None
    assert hashlib.sha256(answer.content).hexdigest() == report.files[0].sha256
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-security-policy"] == "sandbox"
    assert answer.headers["content-disposition"] == "inline; filename=\"analyse.pdf\"; filename*=UTF-8''analyse.pdf"
    assert "content-encoding" not in answer.headers


def test_ranges_and_tags(site: TestClient, library: Library) -> None:
    address = f"/reports/{library.numbers['analysis']}/analyse.pdf"
    whole = site.get(address)
    part = site.get(address, headers={"range": "bytes=5-14"})
    assert (part.status_code, part.content) == (206, whole.content[5:15])
    assert part.headers["content-range"] == f"bytes 5-14/{len(whole.content)}"
    assert site.get(address, headers={"range": "bytes=99999999-"}).status_code == 416
    assert site.get(address, headers={"if-none-match": whole.headers["etag"]}).status_code == 304
    assert site.get(address, headers={"range": "bytes=0-4", "if-range": '"other"'}).status_code == 200
    for strange in (
        "bytes=5-2",
        "bytes=abc",
        "bytes=-",
        "bytes=",
        "bytes",
        "pages=1-2",
        "bytes=0-4,9-7",
        "bytes=0-4,x",
        "bytes=" + "9" * 30 + "-",
    ):
        answer = site.get(address, headers={"range": strange})
        assert (answer.status_code, answer.content) == (200, whole.content), strange
    head = site.head(address)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(whole.content)))


def test_what_could_run_is_only_saved(site: TestClient, library: Library) -> None:
    here = f"/reports/{library.numbers['annexes']}"
    page = site.get(f"{here}/page.html")
    assert page.headers["content-type"] == "application/octet-stream"
    for name in ("page.html", "brief.docx", "notes.txt"):
        answer = site.get(f"{here}/{name}")
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_names_cannot_deceive() -> None:
    def named(name: str, extension: str = "pdf") -> str:
        return clean_name(File(1, 1, name, "x", extension, "", "0" * 64, 1, "", "done", None, {}, 1, 1))

    assert named("a\r\nSet-Cookie: x.pdf") == "aSet-Cookie: x.pdf"
    assert named("gpj.\u202efdp.exe") == "gpj.fdp.exe.pdf"
    assert named("../../etc/passwd") == "_.._etc_passwd.pdf"
    assert named("") == "original.pdf"
    assert len(named("x" * 5000)) < 160
    headers = headers_of(File(1, 1, 'تقرير "عربي".pdf', "ar", "pdf", "", "0" * 64, 1, "", "done", None, {}, 1, 1))
    assert headers["Content-Disposition"].isascii()
    assert headers["Content-Disposition"].startswith("inline; filename=\"ar.pdf\"; filename*=UTF-8''%D8%AA")


def test_damaged_is_never_served_and_withdrawn_stops_at_once(engines: Engines, settings: Settings, tmp_path: Path) -> None:
    files(tmp_path / "in")
    number = take(engines, settings, ROWS[:1], tmp_path / "in", publish=True)["analysis"]
    address = f"/reports/{number}/analyse.pdf"
    with TestClient(create_app(settings, engines), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        assert client.get(address).status_code == 200
        report = engines.catalogue.report(number)
        assert report is not None
        path = engines.store.path(report.files[0].sha256)
        original = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(original[:-1] + b"!")
        for extra in ({}, {"range": "bytes=0-10"}):
            answer = client.get(address, headers=extra)
            assert answer.status_code == 503
            assert b"%PDF" not in answer.content
            assert "no longer has the content" in answer.text
        path.write_bytes(original)
        assert client.get(address).status_code == 200
        with engines.catalogue.writing(ME) as writing:
            writing.move(number, "withdrawn", reason="wrong")
        assert client.get(address).status_code == 410
        with engines.catalogue.writing(ME) as writing:
            writing.move(number, "published")
        path.unlink()
        assert client.get(address).status_code == 404
