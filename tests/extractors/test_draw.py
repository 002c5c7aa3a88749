"""A picture of a page: bounded in size and time, drawn in the jail, and nothing at all for what cannot be drawn."""

import io
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from repository.extract import DRAWN_HIGH, DRAWN_WIDE
from repository.extractors.sandbox import Sandbox
from tests import samples

HOSTILE = """
import sys; sys.path[:] = sys.argv[2:]
from repository.extractors import server
def hang(data, extension, n):
    import time
    time.sleep(60)
def probe(data, extension):
    import socket
    try:
        open("/etc/passwd"); return {"found": ["script"]}
    except OSError:
        return {"found": ["launch", "nonsense", 7], "told": [["author", "A" * 1000], "x", ["other", "y"]], "whole": True}
server.picture, server.facts = hang, probe
server.main(int(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """The real one."""
    opened = Sandbox()
    yield opened
    opened.close()


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "original"
    path.write_bytes(content)
    return path


def page_of(width: int, height: int, content: bytes = b"0 0 m 50 50 l S") -> bytes:
    """A PDF with a page of this size, in points."""
    return samples.raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R >>" % (width, height),
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
    )  # fmt: skip


def test_a_page_is_drawn_as_it_looks(sandbox: Sandbox, tmp_path: Path) -> None:
    found = sandbox.draw(kept(tmp_path, samples.pdf(samples.ENGLISH * 5, samples.FRENCH)), "pdf", 2)
    with Image.open(io.BytesIO(found)) as image:
        assert (image.format, image.width) == ("PNG", DRAWN_WIDE)
        assert 1400 < image.height < 1430  # A4
        assert len(set(image.convert("L").tobytes())) > 5  # letters with soft edges on white
    assert len(found) < 100_000


@pytest.mark.parametrize(("width", "height"), [(14_000, 10), (10, 14_000), (1, 1), (14_400, 14_400), (2_000_000, 2_000_000)])
def test_whatever_size_a_page_says_it_has_its_picture_is_small(sandbox: Sandbox, tmp_path: Path, width: int, height: int) -> None:
    found = sandbox.draw(kept(tmp_path, page_of(width, height)), "pdf", 1)
    if found:
        with Image.open(io.BytesIO(found)) as image:
            assert image.width <= DRAWN_WIDE
            assert image.height <= DRAWN_HIGH


def test_what_cannot_be_drawn_is_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    two = kept(tmp_path, samples.pdf(samples.ENGLISH, samples.FRENCH))
    assert [bool(sandbox.draw(two, "pdf", n)) for n in (0, 1, 2, 3)] == [False, True, True, False]
    assert sandbox.draw(two, "txt", 1) == b""
    for content in (b"%PDF-1.4 and nothing else", samples.no_pages(), samples.looping(), samples.pdf("x", password="secret")):
        assert sandbox.draw(kept(tmp_path, content), "pdf", 1) == b""


def test_bombs_and_what_hangs_end_in_time(sandbox: Sandbox, tmp_path: Path) -> None:
    started = time.monotonic()
    sandbox.draw(kept(tmp_path, samples.bomb()), "pdf", 1)
    strokes = zlib.decompress(zlib.compress(b"0 0 m 9999 9999 l S " * 200_000))
    sandbox.draw(kept(tmp_path, page_of(600, 800, strokes)), "pdf", 1)
    assert time.monotonic() - started < 40
    hostile = Sandbox(wall=2.0, start=HOSTILE)
    try:
        started = time.monotonic()
        assert hostile.draw(kept(tmp_path, b"x"), "pdf", 1) == b""
        assert time.monotonic() - started < 10
        found = hostile.look(kept(tmp_path, b"x"), "pdf")
        assert (found.found, found.told) == (("launch",), (("author", "A" * 300),))
    finally:
        hostile.close()
