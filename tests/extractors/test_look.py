"""What in a file may act by itself or tells of people."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from repository.extract import Facts
from repository.extractors.sandbox import Sandbox
from tests import samples

PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] %s >>"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """The real one."""
    opened = Sandbox()
    yield opened
    opened.close()


def look(sandbox: Sandbox, folder: Path, content: bytes, extension: str = "pdf") -> Facts:
    path = folder / "original"
    path.write_bytes(content)
    return sandbox.look(path, extension)


def acting(root: bytes = b"", page: bytes = b"", *more: bytes) -> bytes:
    """A PDF whose catalogue and page have these entries."""
    return samples.raw_pdf(b"<< /Type /Catalog /Pages 2 0 R %s >>" % root, PAGES, PAGE % page, *more)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (acting(), ()),
        (acting(b"/OpenAction [3 0 R /Fit]"), ()),
        (acting(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"), ()),
        (acting(b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), ("script", "on_opening")),
        (acting(b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >>"), ("script",)),
        (acting(b"/AA << /WC << /S /JavaScript /JS (1) >> >>"), ("script",)),
        (acting(b"", b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (calc.exe) >> >>]"), ("launch",)),
        (acting(b"", b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://x.example) >> >>]"), ()),
        (acting(b"", b"/Annots [<< /Subtype /Widget /AA << /K << /S /SubmitForm /F (https://x.example) >> >> >>]"), ("submit",)),
        (acting(b"", b"/Annots [4 0 R]", b"<< /Subtype /FileAttachment /Rect [0 0 9 9] >>"), ("embedded",)),
        (acting(b"/AcroForm << /Fields [] >>"), ("form",)),
    ],
)  # fmt: skip
def test_what_acts_by_itself(sandbox: Sandbox, tmp_path: Path, content: bytes, found: tuple[str, ...]) -> None:
    facts = look(sandbox, tmp_path, content)
    assert set(facts.found) == set(found)
    assert facts.whole


def test_people_and_programs_named_in_a_pdf(sandbox: Sandbox, tmp_path: Path) -> None:
    from fpdf import FPDF

    document = FPDF()
    document.set_author("Afi Mensah")
    document.set_creator("Writer")
    document.add_page()
    (tmp_path / "list-of-names.txt").write_text("secret names")
    document.embed_file(str(tmp_path / "list-of-names.txt"))
    facts = look(sandbox, tmp_path, bytes(document.output()))
    assert {("author", "Afi Mensah"), ("program", "Writer"), ("embedded", "list-of-names.txt")} <= set(facts.told)
    assert "embedded" in facts.found


def test_people_macros_and_comments_of_office_files(sandbox: Sandbox, tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("words")
    document.core_properties.author = "Afi Mensah"
    document.core_properties.last_modified_by = "Kofi Doe"
    out = io.BytesIO()
    document.save(out)
    facts = look(sandbox, tmp_path, out.getvalue(), "docx")
    assert facts.found == ()
    assert {("author", "Afi Mensah"), ("last_author", "Kofi Doe")} <= set(facts.told)
    with zipfile.ZipFile(out, "a") as archive:
        for name in ("word/vbaProject.bin", "word/comments.xml", "word/embeddings/sheet.xlsx"):
            archive.writestr(name, b"x")
    assert set(look(sandbox, tmp_path, out.getvalue(), "docx").found) == {"macro", "comments", "embedded"}


@pytest.mark.parametrize("content", [b"%PDF-1.4 and nothing else", samples.looping(), samples.pdf("x", password="secret"), b""])
def test_what_cannot_be_opened_was_not_looked_at_whole(sandbox: Sandbox, tmp_path: Path, content: bytes) -> None:
    facts = look(sandbox, tmp_path, content)
    assert not facts.found
    assert not facts.whole or content == samples.looping()
