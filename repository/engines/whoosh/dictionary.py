"""Given the sorted words of a field, their places; given a word, a beginning or a misspelling, the words that fit.

Words are kept as one blob of UTF-8, each ended by a line feed (no word has one), so that finding a word is a bisection
of every 64th word and one `bytes.find`, and everything that looks at all words is a few array operations.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from repository.engines.whoosh.bundle import Array

_STEP = 64
END = b"\n"


class Names:
    """Sorted words and their ordinals."""

    def __init__(self, blob: bytes, starts: Array) -> None:
        self.blob = blob
        self.starts = starts  # one more than there are words
        self.count = len(starts) - 1
        places = starts[:-1:_STEP].tolist()
        ends = (starts[1::_STEP] - 1).tolist()
        self._samples = [blob[a:b] for a, b in zip(places, ends, strict=False)]

    @staticmethod
    def pack(names: Sequence[bytes]) -> tuple[Array, Array]:
        """Blob and starts of words that are sorted already."""
        starts = np.zeros(len(names) + 1, np.uint32)
        np.cumsum([len(name) + 1 for name in names], out=starts[1:])
        return np.frombuffer(b"".join([name + END for name in names]), np.uint8), starts

    def find(self, name: bytes) -> int:
        """The ordinal of a word, -1 when it is not there."""
        block = bisect_right(self._samples, name) - 1
        if block < 0 or END in name:
            return -1
        low = block * _STEP
        first, last = int(self.starts[low]), int(self.starts[min(low + _STEP, self.count)])
        if self.blob.startswith(name + END, first):
            return low
        at = self.blob.find(END + name + END, first, last)
        return -1 if at < 0 else low + self.blob.count(END, first, at) + 1

    def at_least(self, name: bytes) -> int:
        """The ordinal of the first word not before `name`."""
        block = max(bisect_left(self._samples, name) - 1, 0)
        low = block * _STEP
        return low + bisect_left(self.slice(low, min(low + _STEP, self.count)), name)

    def prefix(self, beginning: bytes) -> range:
        """Ordinals of the words that begin so."""
        return range(self.at_least(beginning), self.at_least(beginning + b"\xff"))

    def name(self, ordinal: int) -> bytes:
        """The word of an ordinal."""
        return self.blob[int(self.starts[ordinal]) : int(self.starts[ordinal + 1]) - 1]

    def slice(self, first: int, last: int) -> list[bytes]:
        """The words from ordinal `first` up to `last`, without it."""
        if first >= last:
            return []
        return self.blob[int(self.starts[first]) : int(self.starts[last]) - 1].split(END)

    @cached_property
    def letters(self) -> tuple[Array, Array]:
        """Of each word its length in characters and a 64-bit picture of which characters it has."""
        codes = np.frombuffer(self.blob.decode().encode("utf-32-le"), np.uint32)
        ends = np.flatnonzero(codes == 10)
        if not len(ends):
            return np.zeros(0, np.uint8), np.zeros(0, np.uint64)
        first = np.concatenate(([0], ends[:-1] + 1))
        bits = np.left_shift(np.uint64(1), (codes % 61).astype(np.uint64))
        bits[ends] = 0
        return (ends - first).astype(np.uint8), np.bitwise_or.reduceat(bits, first)

    def like(self, word: str, distance: int) -> list[tuple[int, int]]:
        """(ordinal, edits) of the words within `distance` edits of `word`, itself included."""
        lengths, pictures = self.letters
        picture = np.bitwise_or.reduce(np.left_shift(np.uint64(1), np.array([ord(c) % 61 for c in word], np.uint64)))
        near = np.bitwise_count(pictures ^ picture) <= 2 * distance
        near &= np.abs(lengths.astype(np.int16) - len(word)) <= distance
        chosen = np.flatnonzero(near)
        if not len(chosen):
            return []
        names = [self.name(int(ordinal)).decode() for ordinal in chosen]
        edits = edit_distances(word, names)
        keep = edits <= distance
        return list(zip(chosen[keep].tolist(), edits[keep].tolist(), strict=True))


def edit_distances(word: str, names: list[str]) -> Array:
    """Optimal string alignment distance (Damerau 1964: a swap of neighbours is one edit) of `word` to each name."""
    widest = max(map(len, names))
    table = np.zeros((len(names), widest), np.uint32)
    for row, name in enumerate(names):
        table[row, : len(name)] = np.frombuffer(name.encode("utf-32-le"), np.uint32)
    before: Array = np.zeros(0)
    last = np.broadcast_to(np.arange(widest + 1, dtype=np.int16), (len(names), widest + 1)).copy()
    for i, letter in enumerate(word, start=1):
        now = np.empty_like(last)
        now[:, 0] = i
        same = table == ord(letter)
        for j in range(1, widest + 1):
            best = np.minimum(last[:, j] + 1, now[:, j - 1] + 1)
            best = np.minimum(best, last[:, j - 1] + ~same[:, j - 1])
            if i > 1 and j > 1:
                swapped = same[:, j - 2] & (table[:, j - 1] == ord(word[i - 2]))
                best = np.where(swapped, np.minimum(best, before[:, j - 2] + 1), best)
            now[:, j] = best
        before, last = last, now
    return last[np.arange(len(names)), [len(name) for name in names]]
