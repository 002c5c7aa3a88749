"""Given an original, its pages of text, metadata and health, read in a sandbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from repository.model import NewPage, Outcome

LIMIT_PAGES = 20_000
LIMIT_OUTPUT = 20 * 2**20  # bytes
DRAWN_WIDE, DRAWN_HIGH = 1_000, 1_600  # pixels of a picture of a page


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the file says about itself: proposals, never trusted blindly; empty when there is nothing worth proposing."""

    title: str = ""
    date: str = ""  # EDTF
    language: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came out. `outcome` None is all well, else incomplete, encrypted, damaged, no_text, partly_no_text."""

    outcome: Outcome | None
    detail: Mapping[str, object] = field(default_factory=dict)  # key: sentence key, plus its data (page, pages …)
    pages: tuple[NewPage, ...] = ()
    proposed: Proposed = Proposed()
    declared_pages: int = 0  # what the file says it has; more than len(pages) when incomplete

    @property
    def pages_with_text(self) -> int:
        """Pages whose text can be searched."""
        return sum(page.health == "ok" for page in self.pages)


FOUND = ("script", "on_opening", "launch", "submit", "embedded", "media", "active_form", "form", "macro", "comments")
TOLD = ("author", "last_author", "company", "program", "embedded")


@dataclass(frozen=True, slots=True)
class Facts:
    """What in a file may act by itself or tells of people: keys of FOUND, and texts by keys of TOLD."""

    found: tuple[str, ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    whole: bool = True  # whether all of it could be looked at


@dataclass(frozen=True, slots=True)
class Kind:
    """A format we take: found by content, and the extension must agree."""

    extension: str
    media_type: str
    extensions: tuple[str, ...]
    inline: bool  # browsers may show it (in a sandbox) instead of saving it
    paged: Literal["physical", "form_feed", "one"]


class Extract(Protocol):
    """Reads one original in its own process; never raises for a bad file: that is an outcome."""

    def __call__(self, original: Path, extension: str) -> Extraction:
        """The extraction; safe to call from several threads at once."""

    def draw(self, original: Path, extension: str, n: int) -> bytes:
        """A PNG of page `n` (from 1), at most DRAWN_WIDE by DRAWN_HIGH; empty when there is none or it cannot be drawn."""

    def look(self, original: Path, extension: str) -> Facts:
        """What is in it besides text."""

    def close(self) -> None:
        """Ends every process it started."""


KINDS: Mapping[str, Kind] = {
    kind.extension: kind
    for kind in (
        Kind("pdf", "application/pdf", ("pdf",), True, "physical"),
        Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",), False, "one"),
        Kind("odt", "application/vnd.oasis.opendocument.text", ("odt",), False, "one"),
        Kind("rtf", "application/rtf", ("rtf", "doc"), False, "one"),
        Kind("html", "text/html", ("html", "htm", "xhtml"), False, "one"),
        Kind("txt", "text/plain; charset=utf-8", ("txt", "text"), False, "form_feed"),
        Kind("md", "text/markdown; charset=utf-8", ("md", "markdown"), False, "form_feed"),
        Kind("eml", "message/rfc822", ("eml",), False, "one"),
    )
}
