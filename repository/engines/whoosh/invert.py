"""Given entries one by one, a batch inverted with one sort: postings by word, stems by language, facts by unit and report.

A unit is a page of a report, or its cover (titles and what is said about it), which comes first. Words are taken as
printed, looked up in one dictionary a language, and numbered; nothing else is done a word until the batch is full.
"""

from dataclasses import dataclass, field

import numpy as np

from repository.analysis.words import printed
from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.postings import Flat
from repository.engines.whoosh.vocabulary import Grouping, Vocabulary
from repository.index import Entry

FIELDS = ("text", "title")
BREAK = 100  # positions between two texts of one cover: no phrase goes from one into the next
_ORDER_BITS = 32


@dataclass(slots=True)
class Units:
    """Facts by unit, cover first, then its pages."""

    page: list[int] = field(default_factory=list)  # catalogue id; 0 for a cover
    report: list[int] = field(default_factory=list)  # ordinal in this segment
    language: list[int] = field(default_factory=list)  # number in `Batch.languages`


@dataclass(frozen=True, slots=True)
class Inverted:
    """Postings of one field: words (sorted UTF-8) and their flat postings, and each unit's number of words."""

    names: list[bytes]
    flat: Flat
    lengths: Array
    rank: Array  # by number in the vocabulary, the word's ordinal


class _Field:
    """Words of one field as they come: runs of form numbers, each with its unit and first position."""

    def __init__(self) -> None:
        self.runs: list[Array] = []
        self.unit: list[int] = []
        self.first: list[int] = []

    def add(self, unit: int, first: int, words: Array) -> None:
        self.runs.append(words)
        self.unit.append(unit)
        self.first.append(first)


class Batch:
    """Entries waiting to become a segment."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.entries: list[Entry] = []
        self.units = Units()
        self.languages: dict[str, int] = {}
        self.tokens = 0
        self._vocabulary = vocabulary
        self._fields = {name: _Field() for name in FIELDS}

    def add(self, entry: Entry) -> None:
        """Takes an entry's words in; its text is not kept."""
        report = len(self.entries)
        unit = self._unit(0, report, entry.titles[0].language if entry.titles else "")
        at = title_at = 0
        for text in entry.titles:
            words = self._words(text.text, text.language)
            self._fields["title"].add(unit, title_at, words)
            self._fields["text"].add(unit, at, words)
            title_at += len(words) + BREAK
            at += len(words) + BREAK
        for text in entry.cover:
            words = self._words(text.text, text.language)
            self._fields["text"].add(unit, at, words)
            at += len(words) + BREAK
        for page in entry.pages:
            unit = self._unit(page.id, report, page.language)
            self._fields["text"].add(unit, 0, self._words(page.text, page.language))
        self.entries.append(_without_texts(entry))

    def _unit(self, page: int, report: int, language: str) -> int:
        self.units.page.append(page)
        self.units.report.append(report)
        self.units.language.append(self.languages.setdefault(language, len(self.languages)))
        return len(self.units.page) - 1

    def _words(self, text: str, language: str) -> Array:
        words = printed(text)
        self.tokens += len(words)
        return self._vocabulary.numbers(words, language)

    def invert(self, name: str) -> Inverted:
        """One field, inverted with one sort of 64-bit keys: rank of the word, then place in the batch."""
        source = self._fields[name]
        lengths = np.array([len(run) for run in source.runs], np.int64)
        unit_of_run = np.array(source.unit, np.int64)
        by_unit = np.bincount(unit_of_run, lengths, len(self.units.page)).astype(np.uint32)
        words = np.concatenate(source.runs) if source.runs else np.zeros(0, np.int32)
        source.runs.clear()
        if not len(words):
            nothing = np.zeros(0, np.int64)
            return Inverted([], Flat(nothing, nothing, nothing, nothing, nothing), by_unit, nothing)
        names, rank = self._ranked(words)
        order = np.sort(rank[words] << _ORDER_BITS | np.arange(len(words), dtype=np.int64))
        place = order & ((1 << _ORDER_BITS) - 1)
        order >>= _ORDER_BITS
        unit = np.repeat(unit_of_run, lengths)[place]
        begins = np.array(source.first, np.int64) - (np.cumsum(lengths) - lengths)
        position = place + np.repeat(begins, lengths)[place]
        return Inverted(names, _postings(order, unit, position), by_unit, rank)

    def stems(self, rank: Array) -> dict[str, Grouping]:
        """By language, which forms share a stem."""
        return self._vocabulary.stems(rank) if len(rank) else {}

    def _ranked(self, words: Array) -> tuple[list[bytes], Array]:
        """The words that occur, sorted, and of each form's number its rank among them, -1 when it does not occur."""
        used = np.flatnonzero(np.bincount(words, minlength=self._vocabulary.size))
        names = self._vocabulary.names(used)
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.full(self._vocabulary.size, -1, np.int64)
        rank[used[order]] = np.arange(len(order))
        return [names[place] for place in order], rank


def _postings(rank: Array, unit: Array, position: Array) -> Flat:
    """Flat postings from words sorted by rank, then unit, then position."""
    count = len(rank)
    new_word = np.empty(count, bool)
    new_word[0] = True
    np.not_equal(rank[1:], rank[:-1], out=new_word[1:])
    new_posting = new_word.copy()
    new_posting[1:] |= unit[1:] != unit[:-1]
    gaps = position.copy()
    gaps[1:] -= np.where(new_posting[1:], 0, position[:-1])
    first = np.flatnonzero(new_posting)
    frequencies = np.diff(first, append=count)
    units, starts_word = unit[first], new_word[first]
    steps = units.copy()
    steps[1:] -= np.where(starts_word[1:], 0, units[:-1])
    word_first = np.flatnonzero(starts_word)
    counts = np.diff(word_first, append=len(first))
    totals = np.add.reduceat(frequencies, word_first)
    return Flat(counts, totals, steps, frequencies, gaps)


def _without_texts(entry: Entry) -> Entry:
    """The entry's facts, so that a batch does not hold its texts."""
    return Entry(
        number=entry.number, version=entry.version, titles=(), cover=(), pages=(), terms=entry.terms,
        direct=entry.direct, years=entry.years, date_key=entry.date_key, title_key=entry.title_key,
        readable=entry.readable, group=entry.group,
    )  # fmt: skip
