"""ODT: headings, paragraphs and notes of the content part, in reading order, as one page."""

from lxml import etree

from repository.extractors.emit import Emitter
from repository.extractors.office import Unreadable, part

T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"


def read(data: bytes, emit: Emitter) -> None:
    """One page."""
    try:
        manifest = part(data, "META-INF/manifest.xml")
        if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
            emit.end(outcome="encrypted")
            return
        content, meta = part(data, "content.xml"), part(data, "meta.xml")
    except Unreadable:
        content = meta = None
    if content is None:
        emit.end(outcome="damaged", key="unreadable_file")
        return
    if meta is not None:
        emit.propose(title=meta.findtext(f".//{DC}title") or "", date=(meta.findtext(f".//{DC}date") or "")[:10],
                     authors=tuple(filter(None, [meta.findtext(f".//{DC}creator")])))  # fmt: skip
    paragraphs = [text_of(node).strip() for node in content.iter(f"{T}p", f"{T}h")]
    emit.page("\n\n".join(filter(None, paragraphs)))
    emit.end()


def text_of(node: "etree._Element") -> str:
    """The text of one paragraph; a note inside it is a paragraph of its own."""
    pieces = [node.text or ""]
    for child in node:
        if child.tag == f"{T}s":
            pieces.append(" " * min(int(child.get(f"{T}c", "1") or 1), 100))
        elif child.tag == f"{T}tab":
            pieces.append("\t")
        elif child.tag == f"{T}line-break":
            pieces.append("\n")
        elif child.tag != f"{T}note" and isinstance(child.tag, str):
            pieces.append(text_of(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
