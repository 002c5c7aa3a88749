"""Which module reads which format."""

from collections.abc import Callable

from repository.extractors import docx, eml, html, odt, pdf, rtf, txt
from repository.extractors.emit import Emitter

READERS: dict[str, Callable[[bytes, Emitter], None]] = {
    "pdf": pdf.read, "docx": docx.read, "odt": odt.read, "rtf": rtf.read, "html": html.read, "txt": txt.read,
    "md": txt.read, "eml": eml.read,
}  # fmt: skip
