"""Given texts, sketches of them; given two, how much of the shorter stands in the longer. Decision 0014.

A text is its letters and digits, folded, in order, without anything between them: line breaks, hyphens and spaces that a
reader of files puts elsewhere make no difference, and no language needs words. A shingle is 24 such letters, told by a
64-bit number. A sketch keeps the smallest shingle of every window (winnowing: Schleimer, Wilkerson, Aiken, SIGMOD 2003), so
that two texts with a common passage longer than a window have one of its shingles in common. The upper half of a shingle
says which is smallest, so its lower half is kept: that of any two differs as chance has it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from repository.analysis.words import fold

Letters = npt.NDArray[np.uint16]
Numbers = npt.NDArray[np.uint64]
Chosen = npt.NDArray[np.uint32]
N = TypeVar("N", np.uint16, np.uint32, np.uint64, np.int64)
Weights = npt.NDArray[np.float64]

LENGTH = 24  # letters in a shingle
ENOUGH = 0.8  # of the shorter text
LEAST = 100  # letters; what has fewer is like anything
SHORT = 3_000  # letters; shorter texts are sketched more finely, so that little is enough to find them
FINE, COARSE = 64, 192  # shingles in a window; the choice of a coarse window is also that of a fine one
EXACT = 30_000  # letters up to which a text is compared whole; beyond, sketches say it within two per cent
WHOLE = 4_000_000  # letters of the longest text it is compared with whole
TOGETHER = 16  # short texts sketched at once: what a processor keeps near
BLOCK = 2**18  # letters sketched at once, so that a book needs no more memory than a chapter
CROWD = 4  # reports; a passage that more have says less, as letterheads do
DISTINCT = 0.5  # of the weight of a text that the common passages must have
_FOLDED = 0x2000  # characters below are folded one by one; above, scripts have no case
_PRIME, _MIX, _HALF = 0x9E3779B97F4A7C15, np.uint64(0xBF58476D1CE4E5B9), np.uint64(32)
_LOWER = bytes(range(256)).lower()
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_FIRST = np.ones(1, np.bool_)
_POWERS = {n: np.uint64(pow(_PRIME, n, 2**64)) for n in (1, 2, 4, 8)}


@dataclass(frozen=True, slots=True)
class Sketch:
    """Of a text: its size in letters, the chosen shingles (distinct, in order of size), and all of them while they are few."""

    letters: int
    chosen: Chosen = field(default_factory=lambda: np.empty(0, np.uint32))
    shingles: Numbers | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """Another report with nearly the same text: `share` (0 to 1) of the shorter stands in the longer."""

    number: int
    share: float

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 is all of it."""
        return int(self.share * 100)


def letters(texts: Iterable[str]) -> Letters:
    """The folded letters and digits of texts that follow each other."""
    text = "\n".join(texts)
    if text.isascii():
        return np.frombuffer(text.encode().translate(_LOWER, _SIGNS), np.uint8).astype(np.uint16)
    folded: Letters = _table().take(np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16))
    kept: Letters = folded[folded != 0]
    return kept


@cache
def _table() -> Letters:
    """UTF-16 unit → folded letter, 0 for what is none: marks, spaces, signs, private use."""
    table = np.arange(0x10000, dtype=np.uint16)
    for code in range(_FOLDED):
        first = fold(chr(code))[:1]
        table[code] = ord(first) if first.isalnum() and ord(first) < 0x10000 else 0
    for start, end in ((0x2000, 0x2C00), (0x3000, 0x3040), (0xE000, 0xF900), (0xFE00, 0xFE30), (0xFFF0, 0x10000)):
        table[start:end] = 0
    return table


def shingles(text: Letters) -> Numbers:
    """Every shingle in order, 24 letters each; none when the text is shorter."""
    eight = text.astype(np.uint64)
    for n in (1, 2, 4):
        eight = eight[:-n] * _POWERS[n] + eight[n:]
    sixteen = eight[:-8] * _POWERS[8] + eight[8:]
    found = sixteen[:-8] * _POWERS[8] + eight[16:]
    found ^= found >> _HALF
    found *= _MIX
    return found


def sketch(texts: Iterable[str], *, whole: int = EXACT) -> Sketch:
    """The sketch of texts that follow each other, with every shingle if they have at most `whole` letters."""
    text = letters(texts)
    size = len(text)
    if size < LEAST:
        return Sketch(size)
    if size < SHORT:
        chosen = _fine([text])[0]
    else:
        ends = range(0, max(1, size - COARSE - LENGTH), BLOCK)
        parts = [_runs(_smallest(shingles(text[at : at + BLOCK + COARSE + LENGTH]), COARSE)) for at in ends]
        chosen = distinct(np.concatenate(parts).astype(np.uint32))
    return Sketch(size, chosen, distinct(shingles(text)) if size <= whole else None)


def sketch_each(many: Iterable[Iterable[str]]) -> list[Sketch]:
    """The sketches of many, to be kept; short texts together, which costs half of one by one."""
    many = [list(texts) for texts in many]
    sketches = {at: sketch(texts, whole=0) for at, texts in enumerate(many) if sum(map(len, texts)) >= SHORT}
    short = [(at, letters(texts)) for at, texts in enumerate(many) if at not in sketches]
    sketches |= {at: Sketch(len(text)) for at, text in short if len(text) < LEAST}
    fine = [(at, text) for at, text in short if len(text) >= LEAST]
    for start in range(0, len(fine), TOGETHER):
        part = fine[start : start + TOGETHER]
        for (at, text), chosen in zip(part, _fine([text for _, text in part]), strict=True):
            sketches[at] = Sketch(len(text), chosen)
    return [sketches[at] for at in range(len(many))]


def _fine(many: list[Letters]) -> list[Chosen]:
    """The chosen shingles of short texts. They are read as one; windows that reach into the next text are left out."""
    sizes = np.array([len(text) for text in many])
    ends = np.cumsum(sizes)
    starts = ends - sizes
    smallest = _smallest(shingles(np.concatenate(many)), FINE)
    new = np.concatenate((_FIRST, smallest[1:] != smallest[:-1]))
    new[starts] = True
    places = np.flatnonzero(new)
    of = np.searchsorted(starts, places, side="right") - 1
    inside = places <= ends[of] - LENGTH - FINE + 1
    keys = distinct((of[inside].astype(np.uint64) << _HALF) | smallest[places[inside]].astype(np.uint32))
    return np.split(keys.astype(np.uint32), np.searchsorted(keys >> _HALF, np.arange(1, len(many))))


def distinct(numbers: npt.NDArray[N]) -> npt.NDArray[N]:
    """In order of size, each once: np.unique without what it does besides, on the way of every statement taken in."""
    ordered = np.sort(numbers)
    return _runs(ordered) if len(ordered) else ordered


def _runs(numbers: npt.NDArray[N]) -> npt.NDArray[N]:
    """One for each run of the same."""
    first: npt.NDArray[N] = numbers[np.concatenate((_FIRST, numbers[1:] != numbers[:-1]))]
    return first


def _smallest(every: Numbers, window: int) -> Numbers:
    """Of each window of as many neighbours."""
    smallest, width = every, 1
    while width < window:
        step = min(width, window - width)
        smallest = np.minimum(smallest[:-step], smallest[step:])
        width += step
    return smallest


def share(asked: Sketch, other: Sketch) -> float:
    """How much of the shorter stands in the longer, 0 to 1. A newcomer twice as long as the other contains it and is no copy
    of it: then how much of the newcomer stands in the other. Counted in all shingles when both keep them, else in the chosen.
    """
    one, two = (asked, other) if asked.letters <= other.letters or asked.letters >= 2 * other.letters else (other, asked)
    if one.shingles is not None and two.shingles is not None:
        return _part(one.shingles, two.shingles)
    return _part(one.chosen, two.chosen)


def _part(one: "npt.NDArray[np.unsignedinteger]", two: "npt.NDArray[np.unsignedinteger]") -> float:
    """How many of `one` are in `two`, both distinct and in order."""
    if not len(one) or not len(two):
        return 0.0
    places = np.minimum(np.searchsorted(two, one), len(two) - 1)
    return float(np.count_nonzero(two[places] == one)) / len(one)


def weights(holders: "npt.NDArray[np.int64]") -> Weights:
    """What a shingle says, by the number of other reports that have it."""
    return np.minimum(1.0, CROWD / np.maximum(holders, 1))


def says_enough(asked: Sketch, other: Sketch, said: Weights) -> bool:
    """Whether what both have is more than what many have: a letterhead, a standing last paragraph. `said` are the weights of
    `asked.chosen`. A newcomer up to twice as long as the other can have no more than the other's part in common.
    """
    common = np.isin(asked.chosen, other.chosen if other.shingles is None else other.shingles.astype(np.uint32))
    return float(said[common].sum()) >= DISTINCT * min(1.0, other.letters / asked.letters) * float(said.sum())
