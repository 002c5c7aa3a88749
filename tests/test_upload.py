"""What a file is, by its content: what was meant to be a report is kept though it is broken, what never was one is not."""

from pathlib import Path

import pytest

from repository.errors import Refused
from repository.upload import kind_of, one_line
from tests import samples

PDF = samples.pdf(samples.ENGLISH * 3)
DOCX = samples.docx(samples.ENGLISH)
ODT = samples.odt(samples.ENGLISH)
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)


def kind(tmp_path: Path, content: bytes, name: str) -> str:
    """The format, or why it is refused."""
    path = tmp_path / "incoming"
    path.write_bytes(content)
    try:
        return kind_of(content[:8192], path, name).extension
    except Refused as refused:
        return refused.key


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (PDF, "whole.pdf", "pdf"),
        (b"%PDX-1.4" + PDF[8:], "header.pdf", "pdf"),
        (bytes(1500) + PDF, "late.pdf", "pdf"),
        (bytes(len(PDF) - 200) + PDF[-200:], "end.pdf", "pdf"),
        (b"trailer << /Root 1 0 R >>", "trailer.pdf", "pdf"),
        (b"Words and nothing else.", "text.pdf", "wrong_extension"),
        (PDF, "renamed.txt", "wrong_extension"),
        (DOCX[: len(DOCX) // 2], "cut.docx", "docx"),
        (ODT[: len(ODT) // 2], "cut.odt", "odt"),
        (DOCX[: len(DOCX) // 2], "cut.odt", "unknown_type"),
        (ODT[: len(ODT) // 2], "cut.docx", "unknown_type"),
        (DOCX[: len(DOCX) // 2], "cut.pdf", "unknown_type"),
        (samples.zipped({"word/readme.txt": b"x"}), "archive.docx", "unknown_type"),
        (samples.zipped({"a.txt": b"1 0 obj <<"}), "archive.pdf", "unknown_type"),
        (b"PK is the code of Pakistan. Words of a statement.", "statement.txt", "txt"),
        (LOCKED, "locked.docx", "docx"),
        (LOCKED, "locked.doc", "unknown_type"),
        (LOCKED[:2008], "old.docx", "unknown_type"),
    ],
)
def test_a_broken_report_is_known_by_what_is_left_of_it(tmp_path: Path, content: bytes, name: str, found: str) -> None:
    assert kind(tmp_path, content, name) == found


def test_a_broken_archive_is_no_fault_of_ours(tmp_path: Path) -> None:
    broken = bytearray(samples.zipped({"mimetype": b"application/vnd.oasis.opendocument.text" * 3}))
    broken[40:60] = bytes(20)
    assert kind(tmp_path, bytes(broken), "broken.odt") == "unknown_type"


def test_a_name_is_one_line() -> None:
    assert one_line("two\nlines \u202etxt.\ud800") == "two lines txt.\ufffd"
