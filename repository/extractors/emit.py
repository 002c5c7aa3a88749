"""Given raw pages, the records a sandboxed reader sends out: text cleaned, language and health told."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from repository.analysis.detect import language_of
from repository.analysis.normalise import clean, page_text

Send = Callable[[dict[str, object]], None]
_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff]")
_LEADERS = re.compile(r"(?:[.·…_]\s?){4,}")  # of a table of contents
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDLIKE = re.compile(r"[^\W\d_]{2}\S*")  # once in each piece that has two letters side by side
_NAMELIKE = re.compile(
    r"^(?:(?:untitled|sans titre|sin título|sem título|microsoft (?:word|powerpoint|excel)|print|scan)\b.*|(?:document|doc|slide|layout)\s*\d*"
    r"|.*\.(?:docx?|pdf|indd|rtf|odt|qxd|pptx?|xlsx?|txt)|[\W\d_]*)$",
    re.IGNORECASE,
)


def health_of(text: str) -> str:
    """`ok`, `no_text` (fewer than three letters) or `garbled` (glyphs without letters, or nothing like words)."""
    pieces = text.split()
    wordlike = len(_WORDLIKE.findall(text))
    if 5 <= wordlike >= len(pieces) / 2 and (text.isascii() or not _UNMAPPED.search(text)):
        return "ok"  # as nearly every page
    text = _LEADERS.sub(" ", text)
    pieces = text.split()
    signs = sum(map(len, pieces))
    letters = sum(map(len, _LETTERS.findall(text)))
    if letters < 3 and signs < 10:
        return "no_text"
    if not text.isascii() and len(_UNMAPPED.findall(text)) * 5 > signs:
        return "garbled"
    if len(pieces) > 60 and not any("\u3000" < char < "\uff00" for char in text[:500]):
        wordlike = len(_WORDLIKE.findall(text))
        if wordlike * 4 < len(pieces) and letters * 3 < signs:
            return "garbled" if not sum(char.isdigit() for char in text) * 3 > signs else "ok"
    return "ok"


def title_from(text: str) -> str:
    """A title worth proposing, or nothing."""
    title = " ".join(clean(text).split())
    if len(title) < 4 or len(title) > 300 or _NAMELIKE.match(title) or not any(char.isalpha() for char in title):
        return ""
    return title


@dataclass(slots=True)
class Emitter:
    """Sends pages out one by one, then the end."""

    send: Send
    hint: str = ""
    pages: int = 0
    textless: int = 0  # pages that draw something and have no text
    texts: int = 0
    proposed: dict[str, object] = field(default_factory=dict)

    def page(self, raw: str, label: str = "", *, drawn: bool = True) -> None:
        """One page."""
        text = page_text(raw)
        health = health_of(text)
        self.pages += 1
        language = language_of(text, self.hint) if health == "ok" else ""
        self.hint = language or self.hint
        self.texts += health == "ok"
        self.textless += health != "ok" and drawn
        self.send({"page": self.pages, "label": (clean(label) or str(self.pages))[:40], "text": text, "language": language, "health": health})

    def form_feeds(self, raw: str) -> None:
        """A text whose pages are divided by form feeds."""
        for part in raw.rstrip("\f").split("\f"):
            self.page(part)

    def propose(self, *, title: str = "", date: str = "", authors: tuple[str, ...] = ()) -> None:
        """What the file says about itself."""
        names = [name for author in authors if (name := " ".join(clean(author).split()))[:200] and len(name) > 2]
        self.proposed = {"title": title_from(title), "date": date, "authors": names[:20]}

    def end(self, *, declared: int = 0, outcome: str | None = None, **detail: object) -> None:
        """The last record."""
        if outcome is None and self.pages and not self.texts and self.textless:
            outcome = "no_text"
        elif outcome is None and self.textless:
            outcome, detail = "partly_no_text", {"with_text": self.texts, "pages": self.pages}
        self.send({"end": True, "declared": declared or self.pages, "outcome": outcome, "detail": detail, "proposed": self.proposed})
