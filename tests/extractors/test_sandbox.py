"""What a stranger's file may do to us: nothing; and what we get out of it."""

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from repository.extract import Extraction
from repository.extractors import sandbox as sandboxes
from repository.extractors.sandbox import Sandbox
from tests import samples

PROBE = """
import sys; sys.path[:] = sys.argv[2:]
from repository.extractors import readers
def probe(data, emit):
    import os, socket, ctypes
    told = []
    def attempt(name, action):
        try:
            action(); told.append(name + ":allowed")
        except BaseException as error:
            told.append(name + ":refused")
    attempt("write", lambda: open("/tmp/repository-probe", "w").write("x"))
    attempt("home", lambda: os.listdir("/"))
    attempt("secret", lambda: open("/etc/passwd").read())
    attempt("connect", lambda: socket.create_connection(("127.0.0.1", int(data)), timeout=2))
    attempt("exec", lambda: os.posix_spawn("/bin/true", ["true"], {}))
    attempt("environment", lambda: os.environ["HOME"])
    emit.page(" ".join(told))
    emit.end()
def hang(data, emit):
    emit.page("the first page is read before the file hangs for ever and ever")
    import time
    while True: time.sleep(1)
def flood(data, emit):
    while True: emit.page("word " * 20000)
readers.READERS.update(txt=probe, md=hang, rtf=flood)
from repository.extractors.server import main
main(int(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """The real one."""
    opened = Sandbox()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def probed() -> Iterator[Sandbox]:
    """One whose readers are hostile."""
    opened = Sandbox(wall=4.0, start=PROBE)
    yield opened
    opened.close()


def extracted(sandbox: Sandbox, folder: Path, content: bytes, extension: str) -> Extraction:
    """What the sandbox makes of some bytes."""
    path = folder / "original"
    path.write_bytes(content)
    return sandbox(path, extension)


def test_a_reader_can_touch_nothing(probed: Sandbox, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = extracted(probed, tmp_path, str(server.getsockname()[1]).encode(), "txt")
    text = found.pages[0].text
    for attempt in ("write", "home", "secret", "connect", "exec", "environment"):
        assert f"{attempt}:refused" in text, text
    assert not Path("/tmp/repository-probe").exists()


def test_time_in_which_others_had_the_processor_is_not_counted_up_to_as_much_again(
    probed: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(probed, "_wall", 0.3)
    took = []
    for waited in (0.0, 0.2, 60.0):
        monkeypatch.setattr(sandboxes, "_waited", lambda _, waited=waited: waited)
        started = time.monotonic()
        extracted(probed, tmp_path, b"x", "md")
        took.append(time.monotonic() - started)
    assert took[1] >= 0.5
    assert 0.6 <= took[2] < 30


def test_who_reads_in_the_background_stands_behind_everybody(tmp_path: Path) -> None:
    gentle = Sandbox(gentle=True)
    try:
        assert extracted(gentle, tmp_path, b"A few words.", "txt").pages[0].text == "A few words."
        assert gentle._process is not None
        assert os.getpriority(os.PRIO_PROCESS, gentle._process.pid) == sandboxes.GENTLE
    finally:
        gentle.close()


def test_a_file_that_hangs_is_stopped_and_its_first_page_kept(probed: Sandbox, tmp_path: Path) -> None:
    started = time.monotonic()
    found = extracted(probed, tmp_path, b"x", "md")
    assert time.monotonic() - started < 10
    assert found.outcome == "incomplete"
    assert len(found.pages) == 1


def test_a_file_without_end_is_cut(probed: Sandbox, tmp_path: Path) -> None:
    found = extracted(probed, tmp_path, b"x", "rtf")
    assert found.outcome == "incomplete"
    assert 0 < len(found.pages) < 1000


def test_pages_in_order_with_language_and_title(sandbox: Sandbox, tmp_path: Path) -> None:
    found = extracted(sandbox, tmp_path, samples.pdf(samples.ENGLISH * 5, samples.FRENCH * 5, title="Free of fees"), "pdf")
    assert found.outcome is None
    assert [page.language for page in found.pages] == ["en", "fr"]
    assert found.proposed.title == "Free of fees"
    assert "recruitment" in found.pages[0].text


def test_names_of_programs_are_no_titles(sandbox: Sandbox, tmp_path: Path) -> None:
    found = extracted(sandbox, tmp_path, samples.pdf(samples.ENGLISH, title="Microsoft Word - doc1"), "pdf")
    assert found.proposed.title == ""


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (samples.no_pages(), "damaged"), (samples.pdf("x" * 30, password="secret"), "encrypted"), (samples.scanned(), "no_text"),
        (b"%PDF-1.4 and nothing else", "damaged"), (samples.pdf(samples.ENGLISH, owner="only"), None),
    ],
)  # fmt: skip
def test_outcomes(sandbox: Sandbox, tmp_path: Path, content: bytes, outcome: str | None) -> None:
    assert extracted(sandbox, tmp_path, content, "pdf").outcome == outcome


@pytest.mark.parametrize("content", [samples.looping(), samples.bomb(), samples.pdf(samples.ENGLISH * 20)[:900], samples.many_pages()])
def test_hostile_files_end(sandbox: Sandbox, tmp_path: Path, content: bytes) -> None:
    started = time.monotonic()
    extracted(sandbox, tmp_path, content, "pdf")
    assert time.monotonic() - started < 70


def test_the_next_file_is_read_after_the_parent_died(tmp_path: Path) -> None:
    sandbox = Sandbox()
    try:
        assert extracted(sandbox, tmp_path, samples.ENGLISH.encode(), "txt").outcome is None
        process = sandbox._process
        assert process is not None
        process.kill()
        process.wait()
        assert extracted(sandbox, tmp_path, samples.ENGLISH.encode(), "txt").pages_with_text == 1
    finally:
        sandbox.close()


def test_nothing_is_left_open(sandbox: Sandbox, tmp_path: Path) -> None:
    extracted(sandbox, tmp_path, b"warm", "txt")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        extracted(sandbox, tmp_path, b"one two three", "txt")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (samples.docx(samples.ENGLISH, "second paragraph"), "docx"), (samples.odt(samples.ENGLISH, "second paragraph"), "odt"),
        (rb"{\rtf1\ansi " + samples.ENGLISH.encode() + rb"\par second paragraph}", "rtf"),
        (f"<html><script>evil()</script><body><p>{samples.ENGLISH}</p><p>second paragraph</p></body></html>".encode(), "html"),
        (f"Subject: News\nFrom: A B <a@example.org>\n\n{samples.ENGLISH}\nsecond paragraph".encode(), "eml"),
        (f"{samples.ENGLISH}\nsecond paragraph".encode("utf-16"), "txt"),
    ],
)  # fmt: skip
def test_formats(sandbox: Sandbox, tmp_path: Path, content: bytes, extension: str) -> None:
    found = extracted(sandbox, tmp_path, content, extension)
    assert found.outcome is None
    assert "migrant workers" in found.pages[0].text
    assert "second paragraph" in found.pages[0].text
    assert "evil" not in found.pages[0].text


def test_form_feeds_are_pages(sandbox: Sandbox, tmp_path: Path) -> None:
    found = extracted(sandbox, tmp_path, b"first page of the text\fsecond page of the text\f", "txt")
    assert [page.text for page in found.pages] == ["first page of the text", "second page of the text"]


@pytest.mark.data
def test_every_hostile_pdf_gets_an_outcome(sandbox: Sandbox, data: Path) -> None:
    files = [path for path in sorted((data / "pdf" / "hostile").rglob("*")) if path.is_file()]
    assert files
    for path in files:
        sandbox(path, "pdf")
