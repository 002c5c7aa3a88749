"""RTF: its plain text as one page."""

from striprtf.striprtf import rtf_to_text

from repository.extractors.emit import Emitter


def read(data: bytes, emit: Emitter) -> None:
    """One page."""
    text = rtf_to_text(data.decode("latin-1"), errors="replace")
    emit.page(text)
    emit.end()
