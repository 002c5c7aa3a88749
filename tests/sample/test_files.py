"""The files of the sample collection: the same bytes each time, pages and labels, text in five languages, one scan."""

import hashlib
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from repository.sample.build import build, rows

PAGES = {
    "analyse-situationnelle-togo.pdf": 12,
    "khalf-al-bab.pdf": 10,
    "rivages-bilingue.pdf": 13,
    "estacion-sin-tren.pdf": 10,
    "rio-acima.pdf": 10,
    "two-shores-remittances.pdf": 10,
    "guia-acolher-1.pdf": 6,
    "guia-acolher-2.pdf": 11,
    "zero-cost-to-workers.pdf": 5,
    "founding-charter.scan.pdf": 2,
}
BUILD = "import sys; from pathlib import Path; from repository.sample.build import build; build(Path(sys.argv[1]))"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("sample")).parent


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def texts(path: Path) -> Iterator[str]:
    document = pdfium.PdfDocument(path)
    try:
        for n in range(len(document)):
            yield unicodedata.normalize("NFKC", document[n].get_textpage().get_text_range())
    finally:
        document.close()


def test_another_process_builds_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Apia"}
    subprocess.run([sys.executable, "-c", BUILD, str(tmp_path / "again")], check=True, env=environment)
    assert digests(folder) == digests(tmp_path / "again")


def test_every_named_file_is_there_in_many_formats(folder: Path) -> None:
    named = {name for row in rows() for name in row.get("file", [])}
    assert named == {path.name for path in folder.iterdir()} - {"manifest.jsonl"}
    assert {name.rpartition(".")[2] for name in named} == {"pdf", "docx", "odt", "rtf", "html", "txt", "eml"}


def test_pdf_files_have_their_pages(folder: Path) -> None:
    assert {path.name for path in folder.glob("*.pdf")} == set(PAGES)
    for name, pages in PAGES.items():
        assert sum(1 for _ in texts(folder / name)) == pages, name


def test_front_matter_counts_in_roman_figures(folder: Path) -> None:
    document = pdfium.PdfDocument(folder / "two-shores-remittances.pdf")
    labels = [document.get_page_label(n) for n in range(len(document))]
    title = document.get_metadata_value("Title")
    outline = [item.get_title() for item in document.get_toc()]
    document.close()
    assert labels == ["i", "ii", "iii", "1", "2", "3", "4", "5", "6", "7"]
    assert title == "Two shores, one purse"
    assert "2.2 The price of not having papers" in outline


def test_contents_name_the_page_a_chapter_is_on(folder: Path) -> None:
    pages = list(texts(folder / "two-shores-remittances.pdf"))
    assert "5. Method and limits\r\n6" in pages[1] or "5. Method and limits 6" in pages[1]
    assert pages[8].startswith("5. Method and limits")


def test_a_footnote_stands_on_the_page_that_names_it(folder: Path) -> None:
    pages = list(texts(folder / "analyse-situationnelle-togo.pdf"))
    with_note = [n for n, text in enumerate(pages) if "Akouvi est rentrée à Lomé" in text]
    assert len(with_note) == 1
    assert "centre de détention" in pages[with_note[0]].replace("\r\n", " ")


def test_the_scan_has_pictures_and_no_text(folder: Path) -> None:
    assert "".join(texts(folder / "founding-charter.scan.pdf")).strip() == ""
    document = pdfium.PdfDocument(folder / "founding-charter.scan.pdf")
    picture = document[0].render(scale=0.5).to_numpy()
    document.close()
    assert picture.min() < 120 < picture.max()


def test_arabic_letters_come_out_as_written(folder: Path) -> None:
    said = " ".join(" ".join(texts(folder / "khalf-al-bab.pdf")).split())
    for words in ("الاتجار بالأشخاص", "رسوم استقدام", "نظام الكفالة", "الاحتجاز", "تسوية الأوضاع", "التحويلات المالية"):
        assert words in said, words


def test_the_bilingual_report_keeps_a_page_to_each_language(folder: Path) -> None:
    kinds = []
    for text in list(texts(folder / "rivages-bilingue.pdf"))[3:]:
        arabic = sum("\u0600" <= letter <= "\u06ff" for letter in text)
        latin = sum(letter.isascii() and letter.isalpha() for letter in text)
        assert min(arabic, latin) < 20, text[:200]
        kinds.append(arabic > latin)
    assert kinds == [False, True] * 5


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("founding-charter.scan.pdf", "khalf-al-bab.pdf")])
def test_every_letter_is_in_the_fonts(name: str, folder: Path) -> None:
    said = "".join(texts(folder / name))
    assert "\ufffd" not in said
    assert "\x00" not in said
