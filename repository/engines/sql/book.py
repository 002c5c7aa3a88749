"""Given sketches by and by, every one of them in memory; given texts, the reports that share most of what is rare with them.

A hundred bytes a page: 20 MB for 10,000 reports of 20 pages. One look passes over all of it, which takes milliseconds, for
any number of texts at once; an index in the database would have to be written at a thousand places for every few reports.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from repository.alike import Chosen, Sketch, Weights, distinct, weights
from repository.engines.sql.rows import AnyRow

Integers = npt.NDArray[np.int64]
PIECE = 2**16  # shingles looked at in one go
MANY = 64  # reports; a shingle that more have finds nobody
BEST = 24  # reports looked at closely for each text
FIRST = 6  # of those that have what everybody has, when a text has little else
LITTLE = 0.08  # of a text's weight; with less in common with all others together it is like none


@dataclass(frozen=True, slots=True)
class Asked:
    """A text; `number` is its report, 0 when it has none yet; `below` only reports with a smaller number are of interest."""

    number: int
    sketch: Sketch
    below: int = 2**62


@dataclass(frozen=True, slots=True)
class Found:
    """For one text: reports to look at closely, most promising first, and what each of its chosen shingles says."""

    numbers: tuple[int, ...]
    said: Weights


NOBODY = Found((), np.empty(0))


class Book:
    """Every sketch of a catalogue. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clear()

    def _clear(self) -> None:
        self.last = 0  # the newest sketch it has
        self._chosen: Chosen = np.empty(0, np.uint32)
        self._starts: Integers = np.empty(0, np.int64)  # where each text's shingles start
        self._reports: Integers = np.empty(0, np.int64)  # whose each text is; 0 when there is a newer one of it
        self._texts: dict[tuple[int, int], int] = {}  # (report, file or 0) → its place
        self._of: dict[int, dict[int, int]] = {}  # report → its texts' places and letters
        self._stale = 0

    def add(self, rows: Sequence[AnyRow]) -> None:
        """Sketches with ids above `last`, in order: id, report, file, letters, chosen."""
        with self._lock:
            rows = [row for row in rows if row.id > self.last]
            if not rows:
                return
            chosen = [np.frombuffer(row.chosen, "<u4") for row in rows]
            sizes = np.array([len(each) for each in chosen], np.int64)
            first = len(self._reports)
            self._starts = np.concatenate((self._starts, len(self._chosen) + np.cumsum(sizes) - sizes))
            self._reports = np.concatenate((self._reports, np.array([row.report for row in rows], np.int64)))
            self._chosen = np.concatenate((self._chosen, *chosen))
            for place, row in enumerate(rows, start=first):
                self._replace(row, place)
            self.last = rows[-1].id

    def _replace(self, row: AnyRow, place: int) -> None:
        key = (row.report, row.file or 0)
        old = self._texts.get(key)
        mine = self._of.setdefault(row.report, {})
        if old is not None:
            self._reports[old] = 0
            self._stale += 1
            mine.pop(old, None)
        self._texts[key] = place
        mine[place] = row.letters

    @property
    def worn(self) -> bool:
        """Whether most of it is about texts that have changed since: then a new one is better."""
        return self._stale > 1_000 and self._stale * 2 > len(self._reports)

    def sketch(self, number: int) -> Sketch:
        """Of all texts of a report together; an empty one when it has none."""
        with self._lock:
            return self._sketch(number)

    def _sketch(self, number: int) -> Sketch:
        texts = self._of.get(number, {})
        if not texts:
            return Sketch(0)
        parts = [self._chosen[self._starts[place] : self._end(place)] for place in texts]
        return Sketch(sum(texts.values()), parts[0] if len(parts) == 1 else distinct(np.concatenate(parts)))

    def _end(self, place: int) -> int:
        return int(self._starts[place + 1]) if place + 1 < len(self._starts) else len(self._chosen)

    def find(self, asked: Sequence[Asked]) -> list[Found]:
        """For each text, in order."""
        with self._lock:
            looks = [(at, each) for at, each in enumerate(asked) if len(each.sketch.chosen)]
            found = [NOBODY] * len(asked)
            if not looks or not len(self._chosen):
                return found
            every = np.concatenate([each.sketch.chosen for _, each in looks])
            wanted = distinct(every)
            holdings = _Holdings(wanted, *self._holders(wanted))
            places = np.searchsorted(wanted, every)
            sizes = np.array([len(each.sketch.chosen) for _, each in looks])
            starts = np.cumsum(sizes) - sizes
            own = np.repeat(np.array([each.number in self._of for _, each in looks]), sizes)
            others = holdings.counts[places] - own
            said = weights(others)
            little = np.add.reduceat(said * (others > 0), starts) < LITTLE * np.add.reduceat(said, starts)
            for (at, each), start, size, alone in zip(looks, starts, sizes, little, strict=True):
                if not alone:
                    mine = slice(start, start + size)
                    found[at] = Found(holdings.best(places[mine], others[mine], each), said[mine])
            return found

    def _holders(self, wanted: Chosen) -> tuple[Integers, Integers]:
        """(place in `wanted`, report) of all that have one of these, distinct, in order."""
        near = _near(self._chosen, wanted)
        these = self._chosen[near]
        at = np.minimum(np.searchsorted(wanted, these), len(wanted) - 1)
        hit = wanted[at] == these
        reports = self._reports[np.searchsorted(self._starts, near[hit], side="right") - 1]
        both = distinct((at[hit] << 40 | reports)[reports > 0])
        return both >> 40, both & (1 << 40) - 1


def _near(chosen: Chosen, wanted: Chosen) -> Integers:
    """Where shingles stand whose lower bits are those of a wanted one: every one of them, piece by piece as a processor likes it."""
    bits = 2**16 - 1 if len(wanted) < 2_000 else 2**20 - 1
    flags = np.zeros(bits + 1, np.bool_)
    flags[wanted & bits] = True
    places = np.empty(PIECE, np.intp)
    found = [np.empty(0, np.intp)]
    for start in range(0, len(chosen), PIECE):
        piece = chosen[start : start + PIECE]
        mine = places[: len(piece)]
        np.bitwise_and(piece, bits, out=mine, casting="unsafe")
        found.append(np.flatnonzero(flags.take(mine, mode="clip")) + start)
    return np.concatenate(found)


class _Holdings:
    """Which reports have which of the wanted shingles."""

    def __init__(self, wanted: Chosen, at: Integers, reports: Integers) -> None:
        self.counts = np.bincount(at, minlength=len(wanted))
        self._starts = np.cumsum(self.counts) - self.counts
        self._reports = reports

    def best(self, places: Integers, others: Integers, asked: Asked) -> tuple[int, ...]:
        """Reports that have most of a text's rare shingles; when most are common, some that have the least common one, too."""
        rare = places[(others > 0) & (others <= MANY)]
        numbers, counts = np.unique(self._of(rare, asked), return_counts=True)
        best = numbers[np.lexsort((numbers, -counts))][:BEST].tolist()
        crowded = others > MANY
        if np.count_nonzero(crowded) * 2 > len(places):
            least = places[crowded][np.argmin(others[crowded])]
            best += self._of([least], asked)[:FIRST].tolist()
        return tuple(dict.fromkeys(best))

    def _of(self, places: Iterable[int], asked: Asked) -> Integers:
        parts = [self._reports[self._starts[place] : self._starts[place] + self.counts[place]] for place in places]
        reports = np.concatenate(parts) if parts else np.empty(0, np.int64)
        others: Integers = reports[(reports != asked.number) & (reports < asked.below)]
        return others
