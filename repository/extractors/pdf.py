"""PDF: pdfium reads the text, pypdf is the fallback for a file or page that pdfium cannot read."""

import io
import re
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfReader

from repository.extract import LIMIT_PAGES
from repository.extractors.emit import Emitter

_DATE = re.compile(r"D?:?(\d{4})(\d{2})?(\d{2})?")
FEW = 40  # characters of a page that may be a picture with a page number
PICTURE = 0.15  # of the page's area: smaller ones are logos
STROKES = 150  # paths or glyphs without letters: text drawn as outlines
FALLBACK_PAGES = 200  # pypdf is slow: no more pages than this go through it


def read(data: bytes, emit: Emitter) -> None:
    """Every page in order."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            emit.end(outcome="encrypted")
        else:
            _with_pypdf(data, emit)
        return
    count = len(document)
    if count == 0:
        emit.end(outcome="damaged", key="no_pages")
        return
    told = document.get_metadata_dict(skip_empty=True)
    emit.propose(title=told.get("Title", ""), date=date_of(told.get("CreationDate", "")), authors=authors_of(told.get("Author", "")))
    fallback: Any = None
    for number in range(min(count, LIMIT_PAGES)):
        text, drawn = _page(document, number)
        if text is None and number < FALLBACK_PAGES:
            fallback = fallback or _reader(data)
            text = _pypdf_page(fallback, number)
        emit.page(text or "", document.get_page_label(number) or "", drawn=drawn)
    if count > LIMIT_PAGES:
        emit.end(declared=count, outcome="incomplete", page=LIMIT_PAGES, pages=count)
    elif emit.texts == 0 and emit.textless == 0:
        emit.end(declared=count, outcome="no_text")
    else:
        emit.end(declared=count)


def _page(document: Any, number: int) -> tuple[str | None, bool]:
    try:
        page = document[number]
        textpage = page.get_textpage()
        text = textpage.get_text_range()
        textpage.close()
        drawn = len(text.strip()) >= FEW or _looks_written(page)
        page.close()
    except (pypdfium2.PdfiumError, ValueError, MemoryError, UnicodeError):
        return None, True
    return text.replace("\ufffe", "-\n").replace("\r\n", "\n"), drawn


def _looks_written(page: Any) -> bool:
    """Whether a page without text shows something to read: a large picture or many strokes, not a line or a logo."""
    strokes = 0
    area = float(page.get_width() * page.get_height()) or 1.0
    for item in page.get_objects(max_depth=3):
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            if (right - left) * (top - bottom) >= PICTURE * area:
                return True
        strokes += item.type in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_TEXT)
        if strokes >= STROKES:
            return True
    return False


def _reader(data: bytes) -> PdfReader | None:
    try:
        return PdfReader(io.BytesIO(data), strict=False)
    except Exception:  # noqa: BLE001 - a parser of hostile files may raise anything
        return None


def _pypdf_page(reader: PdfReader | None, number: int) -> str:
    try:
        return reader.pages[number].extract_text() if reader is not None else ""
    except Exception:  # noqa: BLE001 - as above
        return ""


def _with_pypdf(data: bytes, emit: Emitter) -> None:
    reader = _reader(data)
    try:
        if reader is not None and reader.is_encrypted and not reader.decrypt(""):
            emit.end(outcome="encrypted")
            return
        count = len(reader.pages) if reader is not None else 0
    except Exception:  # noqa: BLE001 - as above
        count = 0
    if not count:
        emit.end(outcome="damaged", key="unreadable_file")
        return
    for number in range(min(count, FALLBACK_PAGES)):
        emit.page(_pypdf_page(reader, number))
    if count > FALLBACK_PAGES:
        emit.end(declared=count, outcome="incomplete", page=FALLBACK_PAGES, pages=count)
    else:
        emit.end(declared=count)


def date_of(text: str) -> str:
    """`D:20171011…` → `2017-10-11`; empty when it is none."""
    found = _DATE.match(text)
    if not found or not 1900 <= int(found[1]) <= 2100:
        return ""
    return "-".join(part for part in found.groups() if part)


def authors_of(text: str) -> tuple[str, ...]:
    """Names parted by semicolons; programs and accounts are not authors."""
    names = [name.strip() for name in text.split(";")]
    return tuple(name for name in names if " " in name and not re.search(r"(?i)adobe|microsoft|\buser\b|admin|owner", name))
