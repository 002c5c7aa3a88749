"""Given the pieces of a page, paragraphs to read: lines a printer broke are joined, lines an author broke are kept."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from repository.model import Piece

_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
SHORT = 0.7  # of a full line: a line shorter than that was ended on purpose
NARROW = 30  # letters; texts whose full lines are shorter keep every line


@dataclass(frozen=True, slots=True)
class Run:
    """A piece within a paragraph; `hit` numbers the marks of the page from 1, 0 for plain text."""

    text: str
    hit: int


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines to be shown under each other; mostly one, which the browser wraps."""

    lines: tuple[Line, ...]


def paragraphs(pieces: Iterable[Piece]) -> tuple[Paragraph, ...]:
    """The paragraphs of a page, marks kept and numbered in order."""
    text, marks = _flat(pieces)
    full = _full_line(text)
    made: list[Paragraph] = []
    at = 0
    for gap in [*_BLANK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        made.extend(_block(text, at, end, full, marks))
        at = gap.end() if gap else end
    return tuple(made)


def _block(text: str, start: int, end: int, full: int, marks: list[tuple[int, int]]) -> Iterable[Paragraph]:
    """text[start:end], which has no blank line, as paragraphs: lines that fill one printed line each stay together."""
    together: list[Line] = []
    for first, last in _lines(text, start, end, full):
        line = _runs(text, first, last, marks)
        if not line:
            continue
        if "\n" in text[first:last].strip():
            if together:
                yield Paragraph(tuple(together))
                together = []
            yield Paragraph((line,))
        else:
            together.append(line)
    if together:
        yield Paragraph(tuple(together))


def _flat(pieces: Iterable[Piece]) -> tuple[str, list[tuple[int, int]]]:
    parts: list[str] = []
    marks: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        if piece.match:
            marks.append((at, at + len(piece.text)))
        parts.append(piece.text)
        at += len(piece.text)
    return "".join(parts), marks


def _full_line(text: str) -> int:
    """How long a full line of this page is: nine of ten lines are not longer."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _lines(text: str, start: int, end: int, full: int) -> Iterable[tuple[int, int]]:
    """Where the kept lines of text[start:end] begin and end."""
    first = start
    for found in re.finditer(r"\n", text[start:end]):
        at = start + found.start()
        line_start = text.rfind("\n", start, at) + 1 or start
        if full < NARROW or at - line_start < full * SHORT:
            yield first, at
            first = at + 1
    yield first, end


def _runs(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> Line:
    """text[start:end] with its marks, white space made single, nothing at the edges."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    runs: list[Run] = []
    at = start
    for number in range(bisect_right(marks, start, key=lambda mark: mark[1]), len(marks)):
        first, last = max(marks[number][0], start), min(marks[number][1], end)
        if first >= last:
            break
        if first > at:
            runs.append(Run(_single(text[at:first]), 0))
        runs.append(Run(_single(text[first:last]), number + 1))
        at = last
    if at < end:
        runs.append(Run(_single(text[at:end]), 0))
    return tuple(runs)


def _single(text: str) -> str:
    return re.sub(r"\s+", " ", text)
