"""Given puts and deletes, new segments for what is new, and deletions in older ones: all that one commit changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Segment

from repository.engines.whoosh.build import write_batch
from repository.engines.whoosh.generations import Files
from repository.engines.whoosh.invert import Batch
from repository.engines.whoosh.snapshot import Snapshot
from repository.engines.whoosh.vocabulary import Vocabulary
from repository.index import Entry

BATCH_TOKENS = 1_000_000  # words held before a segment is written
BATCH_ENTRIES = 20_000


@dataclass(slots=True)
class _Written:
    """A segment of this draft: the number and first unit of each of its reports."""

    segment: W3Segment
    numbers: list[int]
    first: list[int] = field(default_factory=list)


class Draft:
    """One batch: later entries win; nothing is seen before it is published."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: Files = {}
        self.gone: set[int] = set()  # numbers to be taken out of older commits
        self._written: list[_Written] = []
        self._vocabulary = Vocabulary()
        self._batch = Batch(self._vocabulary)
        self._place: dict[int, tuple[int, int]] = {}  # number → segment of this draft, place in it
        self._pages: dict[int, int] = {}

    def put(self, entry: Entry) -> None:
        """Adds or replaces a report."""
        self.gone.add(entry.number)
        self._place[entry.number] = (len(self._written), len(self._batch.entries))
        self._pages[entry.number] = len(entry.pages)
        self._batch.add(entry)
        if self._batch.tokens >= BATCH_TOKENS or len(self._batch.entries) >= BATCH_ENTRIES:
            self.flush()

    def delete(self, number: int) -> None:
        """Takes a report out; nothing happens when it is not there."""
        self.gone.add(number)
        self._place.pop(number, None)
        self._pages.pop(number, None)

    def flush(self) -> None:
        """Writes what is held as a segment."""
        batch = self._batch
        if self._vocabulary.full:
            self._vocabulary = Vocabulary()
        self._batch = Batch(self._vocabulary)
        if not batch.entries:
            return
        numbers = [entry.number for entry in batch.entries]
        first = np.searchsorted(batch.units.report, np.arange(len(numbers) + 1)).tolist()
        segment, files = write_batch(self.folder, batch)
        self._written.append(_Written(segment, numbers, first))
        self.files |= files

    def settle(self) -> list[W3Segment]:
        """The new segments, what was put again or deleted meanwhile marked so."""
        self.flush()
        for place, written in enumerate(self._written):
            for report, number in enumerate(written.numbers):
                if self._place.get(number) != (place, report):
                    delete_units(written.segment, range(written.first[report], written.first[report + 1]))
        return [written.segment for written in self._written if written.segment.doc_count()]

    @property
    def empty(self) -> bool:
        """Whether it changes nothing."""
        return not self.gone

    @property
    def counts(self) -> tuple[int, int]:
        """Reports and pages it adds."""
        return len(self._pages), sum(self._pages.values())


def delete_units(segment: W3Segment, units: Iterable[int]) -> None:
    """Marks units of a segment as deleted."""
    for unit in units:
        segment.delete_document(unit)


def delete_reports(snapshot: Snapshot, numbers: Iterable[int]) -> tuple[list[W3Segment], tuple[int, int]]:
    """The snapshot's segments without these reports (and without those then empty); reports and pages that stay."""
    alive = snapshot.alive.copy()
    for number in numbers:
        place = snapshot.place_of.get(number)
        if place is None:
            continue
        alive[place] = False
        first, last = int(snapshot.first_unit[place]), int(snapshot.first_unit[place + 1])
        at = next(i for i in reversed(range(len(snapshot.parts))) if snapshot.parts[i].report <= place)
        base = snapshot.parts[at].unit
        delete_units(snapshot.commit.segments[at], range(first - base, last - base))
    pages = int(np.count_nonzero(alive[snapshot.report_of] & ~snapshot.is_cover))
    kept = [segment for segment in snapshot.commit.segments if segment.doc_count()]
    return kept, (int(alive.sum()), pages)
