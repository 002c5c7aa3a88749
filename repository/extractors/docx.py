"""DOCX: paragraphs, tables and notes of the document part, in reading order, as one page."""

from lxml import etree

from repository.extractors.emit import Emitter
from repository.extractors.office import OLE, Unreadable, part

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DC = "{http://purl.org/dc/elements/1.1/}"
TERMS = "{http://purl.org/dc/terms/}"


def read(data: bytes, emit: Emitter) -> None:
    """One page; what is wrapped in the container of older formats has a password."""
    if data.startswith(OLE):
        emit.end(outcome="encrypted")
        return
    try:
        document = part(data, "word/document.xml")
        notes = [part(data, f"word/{name}.xml") for name in ("footnotes", "endnotes")]
        core = part(data, "docProps/core.xml")
    except Unreadable:
        emit.end(outcome="damaged", key="unreadable_file")
        return
    if document is None:
        emit.end(outcome="damaged", key="unreadable_file")
        return
    if core is not None:
        emit.propose(title=core.findtext(f"{DC}title") or "", date=(core.findtext(f"{TERMS}created") or "")[:10],
                     authors=tuple(filter(None, [core.findtext(f"{DC}creator")])))  # fmt: skip
    parts = [text_of(document), *(text_of(note) for note in notes if note is not None)]
    emit.page("\n\n".join(filter(None, parts)))
    emit.end()


def text_of(root: "etree._Element") -> str:
    """Paragraphs divided by blank lines."""
    paragraphs = []
    for paragraph in root.iter(f"{W}p"):
        pieces = []
        for node in paragraph.iter():
            if node.tag == f"{W}t":
                pieces.append(node.text or "")
            elif node.tag == f"{W}tab":
                pieces.append("\t")
            elif node.tag in (f"{W}br", f"{W}cr"):
                pieces.append("\n")
            elif node.tag == f"{W}noBreakHyphen":
                pieces.append("-")
        text = "".join(pieces).strip()
        if text:
            paragraphs.append(text)
    return "\n\n".join(paragraphs)
