"""HTML: the text a reader sees, blocks as paragraphs, as one page; nothing is fetched."""

import re

from lxml import etree, html

from repository.extractors.emit import Emitter
from repository.extractors.txt import decode

_HIDDEN = ("script", "style", "noscript", "template", "svg", "nav", "head", "iframe", "object", "form")
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "tr",
        "table",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "figure",
        "figcaption",
        "br",
        "hr",
        "td",
        "th",
    ]
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def read(data: bytes, emit: Emitter) -> None:
    """One page."""
    text, title = text_of(data)
    emit.propose(title=title)
    emit.page(text)
    emit.end()


def text_of(data: bytes) -> tuple[str, str]:
    """(text, title) of an HTML document."""
    source = _decoded(data)
    if not source.strip():
        return "", ""
    try:
        root = html.document_fromstring(source.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return "", ""
    title = root.findtext(".//title") or root.findtext(".//h1") or ""
    pieces: list[str] = []
    _walk(root, pieces)
    lines = [" ".join(line.split()) for line in "".join(pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), title


def _walk(root: "etree._Element", pieces: list[str]) -> None:
    """Iterative, so that deep nesting is harmless."""
    events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    hidden = 0
    for event, node in events:
        if event in ("comment", "pi"):
            if not hidden:
                pieces.append(node.tail or "")
            continue
        block = node.tag in _BLOCKS
        if event == "start":
            hidden += node.tag in _HIDDEN
            if not hidden:
                pieces.append(("\n" if block else "") + (node.text or ""))
        else:
            hidden -= node.tag in _HIDDEN
            if not hidden:
                pieces.append(("\n" if block else "") + (node.tail or ""))


def _decoded(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    if found and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(found[1].decode("ascii"), errors="replace")
        except LookupError:
            pass
    return decode(data)
