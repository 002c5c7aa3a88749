"""Given the text of a page and the words that count, the passage around them with the words marked."""

from collections.abc import Iterable, Sequence

from repository.model import Piece
from repository.search.marks import Marks, Place

LENGTH = 260  # characters
LONGEST_TEXT = 40_000  # characters of a page looked at


def mark(text: str, marks: Marks) -> tuple[Piece, ...]:
    """The whole text as pieces."""
    return _pieces(text, marks.places(text))


def _joined(text: str, found: Sequence[Place], offset: int) -> Iterable[tuple[int, int]]:
    """Where marks begin and end: one for a phrase, unless a line ends in it."""
    first: Place | None = None
    for place, after in zip(found, [*found[1:], None], strict=False):
        first = first or place
        if after and place.phrase and place.phrase == after.phrase and "\n" not in text[place.end - offset : after.start - offset]:
            continue
        yield first.start - offset, place.end - offset
        first = None


def _pieces(text: str, found: Sequence[Place], offset: int = 0) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = 0
    for start, end in _joined(text, found, offset):
        if start > at:
            pieces.append(Piece(text[at:start], match=False))
        pieces.append(Piece(text[start:end], match=True))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:], match=False))
    return tuple(pieces)


def passage(text: str, marks: Marks, length: int = LENGTH) -> tuple[Piece, ...]:
    """The densest stretch: most different forms, then most words; the beginning of the page when there is none."""
    text = text[:LONGEST_TEXT]
    hits = marks.places(text)
    start, end = _window(hits, length) if hits else (0, length)
    room = max(0, length - (end - start))
    low = _word_start(text, max(0, start - room // 2))
    high = _word_end(text, min(len(text), max(end, low + length)))
    pieces = _pieces(text[low:high], [place for place in hits if place.start >= low and place.end <= high], low)
    return _framed(pieces, before=low > 0, after=high < len(text))


def _window(hits: Sequence[Place], length: int) -> tuple[int, int]:
    best, chosen = (0, 0, 0), (hits[0].start, hits[0].end)
    first = 0
    for last in range(len(hits)):
        while hits[last].end - hits[first].start > length and first < last:
            first += 1
        inside = hits[first : last + 1]
        score = (len({place.form for place in inside}), len(inside), -(hits[last].end - hits[first].start))
        if score > best:
            best, chosen = score, (hits[first].start, hits[last].end)
    return chosen


def _word_start(text: str, at: int) -> int:
    if at == 0:
        return 0
    space = text.find(" ", at, at + 40)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, at - 40), at)
    return space if space > 0 else at


def _framed(pieces: tuple[Piece, ...], *, before: bool, after: bool) -> tuple[Piece, ...]:
    tidy = [Piece(" ".join(piece.text.split()) if piece.match else _one_line(piece.text), piece.match) for piece in pieces]
    if before:
        tidy.insert(0, Piece("… ", match=False))
    if after:
        tidy.append(Piece("\u00a0…", match=False))
    return tuple(tidy)


def _one_line(text: str) -> str:
    """Runs of white space as one blank, also at the ends."""
    inner = " ".join(text.split())
    if not inner:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")
