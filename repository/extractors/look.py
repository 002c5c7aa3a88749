"""Given the bytes of a file, what in it may act by itself or tell of people: looked up in its structure, nothing of it is run."""

import io
import time
import zipfile
from collections.abc import Iterator, Mapping

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from repository.extractors.office import Unreadable, part

SECONDS = 4.0  # for the annotations of all pages
PAGES, ANNOTATIONS = 300, 5_000  # looked at
NAMES = 20  # embedded files told by name
ACTIONS = {
    "/JavaScript": "script", "/Launch": "launch", "/SubmitForm": "submit", "/ImportData": "submit", "/GoToE": "embedded", "/Rendition": "media",
    "/Movie": "media", "/Sound": "media", "/RichMediaExecute": "media",
}  # fmt: skip
CORE = {"creator": "author", "lastModifiedBy": "last_author", "initial-creator": "author", "generator": "program", "Application": "program",
        "Company": "company", "Manager": "author"}  # fmt: skip


def facts(data: bytes, extension: str) -> dict[str, object]:
    """`found`: keys of what is in it; `told`: pairs of key and text; `whole`: whether all of it was looked at."""
    found: dict[str, None] = {}
    told: list[tuple[str, str]] = []
    whole = _pdf(data, found, told) if extension == "pdf" else True
    if extension in ("docx", "odt"):
        _office(data, found, told)
    return {"found": list(found), "told": [[key, text[:300]] for key, text in dict.fromkeys(told)][:40], "whole": whole}


def _pdf(data: bytes, found: dict[str, None], told: list[tuple[str, str]]) -> bool:
    try:
        document = pypdfium2.PdfDocument(data)
        said = document.get_metadata_dict(skip_empty=True)
        told += [(key, said[name]) for name, key in (("Author", "author"), ("Creator", "program"), ("Producer", "program")) if said.get(name)]
        if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
            found["script"] = None
        for n in range(min(document.count_attachments(), NAMES)):
            found["embedded"] = None
            told.append(("embedded", document.get_attachment(n).get_name()))
        kind = document.get_formtype()
        if kind != pdfium.FORMTYPE_NONE:
            found["form" if kind == pdfium.FORMTYPE_ACRO_FORM else "active_form"] = None
        document.close()
    except (pypdfium2.PdfiumError, ValueError):
        return False
    try:
        return _structure(PdfReader(io.BytesIO(data), strict=False), found)
    except Exception:  # noqa: BLE001 - a parser of hostile files may raise anything
        return False


def _structure(reader: PdfReader, found: dict[str, None]) -> bool:
    """What pdfium does not tell: what is done on opening, and what links and fields of pages do."""
    root = reader.root_object
    opening = root.get("/OpenAction")
    opening = opening.get_object() if opening is not None else None
    if isinstance(opening, DictionaryObject):  # an array only says which page is shown first
        _action(opening, found)
        if opening.get("/S") != "/GoTo":
            found["on_opening"] = None
    _more(root, found)
    until, seen = time.monotonic() + SECONDS, 0
    for n in range(min(PAGES, len(reader.pages))):
        page = reader.pages[n]
        _more(page, found)
        for annotation in _annotations(page):
            seen += 1
            if seen > ANNOTATIONS or time.monotonic() > until:
                return False
            if annotation.get("/Subtype") == "/FileAttachment":
                found["embedded"] = None
            _action(annotation.get("/A"), found)
            _more(annotation, found)
    return len(reader.pages) <= PAGES


def _annotations(page: DictionaryObject) -> Iterator[DictionaryObject]:
    listed = page.get("/Annots")
    listed = listed.get_object() if listed is not None else None
    for each in listed if isinstance(listed, ArrayObject) else ():
        one = each.get_object()
        if isinstance(one, DictionaryObject):
            yield one


def _more(holder: DictionaryObject, found: dict[str, None]) -> None:
    """Additional actions (/AA): done on opening, closing, printing, typing."""
    more = holder.get("/AA")
    more = more.get_object() if more is not None else None
    for action in more.values() if isinstance(more, DictionaryObject) else ():
        _action(action, found)


def _action(action: object, found: dict[str, None]) -> None:
    action = action.get_object() if hasattr(action, "get_object") else action
    if isinstance(action, Mapping) and str(action.get("/S")) in ACTIONS:
        found[ACTIONS[str(action.get("/S"))]] = None


def _office(data: bytes, found: dict[str, None], told: list[tuple[str, str]]) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()[:10_000]
    except (zipfile.BadZipFile, OSError, ValueError):
        return
    if any(name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        found["macro"] = None
    if any("/embeddings/" in name or name.startswith("Object ") for name in names):
        found["embedded"] = None
    if any(name.rpartition("/")[2].startswith("comments") for name in names):
        found["comments"] = None
    for name in ("docProps/core.xml", "docProps/app.xml", "meta.xml"):
        try:
            root = part(data, name)
        except Unreadable:
            continue
        for element in root.iter() if root is not None else ():
            key = CORE.get(str(element.tag).rpartition("}")[2])
            if key and (element.text or "").strip():
                told.append((key, str(element.text).strip()))
