"""Given segments, which of them to join, and the one segment they make: arrays one after the other, deleted units left out.

Works through the words in order, some hundred thousand positions at a time, so that memory stays small whatever the size.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Segment

from repository.engines.whoosh.build import CHUNK, SegmentWriter
from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.contents import Ragged, ReportFacts, UnitFacts
from repository.engines.whoosh.generations import Files
from repository.engines.whoosh.invert import FIELDS
from repository.engines.whoosh.postings import Flat
from repository.engines.whoosh.segment import FieldTerms, Segment
from repository.engines.whoosh.vocabulary import Grouping

TIER = 4  # segments of about one size are joined when there are so many: a search pays for each
SMALLEST = 500  # units; what is smaller counts as this
LARGEST = 400_000  # units; what is larger is left alone unless much of it is deleted
WORN = 0.3  # share of deleted units from which a segment is written anew


def choose(sizes: Sequence[tuple[int, int]]) -> list[int]:
    """Places of the segments to join now, given (units, deleted units) of each; empty when all is well."""
    tiers: dict[int, list[int]] = {}
    for place, (units, deleted) in enumerate(sizes):
        if units >= SMALLEST and deleted > WORN * units:
            return [place]
        if units < LARGEST:
            tier = int(np.log(max(units, SMALLEST) / SMALLEST) / np.log(TIER))
            tiers.setdefault(tier, []).append(place)
    for tier in sorted(tiers):
        if len(tiers[tier]) >= TIER:
            lower = [place for below, places in tiers.items() if below < tier for place in places]
            return sorted(tiers[tier] + lower)
    return []


class Source:
    """A segment on its way into a larger one: which of its units stay, and their new numbers."""

    def __init__(self, segment: Segment, alive: Array, unit: int, report: int) -> None:
        self.segment = segment
        self.alive = alive  # by report
        self.kept = alive[segment.units.report]  # by unit
        self.whole = bool(alive.all())
        self.unit = np.cumsum(self.kept) - 1 + unit
        self.report = np.cumsum(alive) - 1 + report
        self.words = np.full(segment.fields["text"].names.count, -1, np.int64)  # ordinals of `text` in the new segment

    def flat(self, field: str, first: int, last: int) -> tuple[Array, Array, Array, Array]:
        """Of these words: postings a word, new unit a posting, frequencies, position gaps; deleted units left out."""
        flat = self.segment.flat(field, first, last)
        running = np.cumsum(flat.gaps, dtype=np.int64)
        starts = np.cumsum(flat.counts) - flat.counts
        before = running[starts] - flat.gaps[starts]
        units = running - np.repeat(before, flat.counts)
        if self.whole:
            return flat.counts, units + int(self.unit[0]), flat.frequencies, flat.positions
        stays = self.kept[units]
        counts = np.add.reduceat(stays, starts)
        positions = flat.positions[np.repeat(stays, flat.frequencies)]
        return counts, self.unit[units[stays]], flat.frequencies[stays], positions


def merge(folder: Path, segments: Sequence[tuple[Segment, Array]], tell: Callable[[], None] = lambda: None) -> tuple[W3Segment, Files]:
    """One segment from several, each given with which of its reports stay; `tell` is called often and may raise."""
    sources: list[Source] = []
    unit = report = 0
    for segment, alive in segments:
        sources.append(Source(segment, alive, unit, report))
        unit += int(sources[-1].kept.sum())
        report += int(alive.sum())
    with SegmentWriter(folder) as writer:
        for field in FIELDS:
            writer.start(field)
            for names, flat in _merged(sources, field):
                tell()
                writer.add(names, flat)
            writer.finish()
        units, languages = _units(sources)
        return writer.close(_stems(sources), units, _reports(sources), languages)


def _merged(sources: Sequence[Source], field: str) -> Iterator[tuple[list[bytes], Flat]]:
    """Consecutive words and their joined postings."""
    terms = [source.segment.fields[field] for source in sources]
    at = [0] * len(sources)
    written = 0
    while any(place < term.names.count for place, term in zip(at, terms, strict=True)):
        stop = _stop(terms, at)
        ends = [term.names.count if stop is None else term.names.at_least(stop) for term in terms]
        lists = [term.names.slice(a, b) for term, a, b in zip(terms, at, ends, strict=True)]
        names = sorted(set().union(*lists))
        number = {name: place for place, name in enumerate(names)}
        pieces = [
            (np.array([number[name] for name in words], np.int64), source.flat(field, a, b))
            for source, words, a, b in zip(sources, lists, at, ends, strict=True)
            if words
        ]
        counts, flat = _join(len(names), pieces)
        stays = counts > 0
        if field == "text":
            ordinal = np.where(stays, np.cumsum(stays) - 1 + written, -1)
            own = iter(pieces)
            for source, a, b in zip(sources, at, ends, strict=True):
                if b > a:
                    source.words[a:b] = ordinal[next(own)[0]]
        at = ends
        written += len(flat.counts)
        yield names if stays.all() else [names[place] for place in np.flatnonzero(stays).tolist()], flat


def _stop(terms: Sequence[FieldTerms], at: list[int]) -> bytes | None:
    """The word before which the next chunk ends: no source gives more than its share of CHUNK positions, None for the end."""
    share = max(CHUNK // len(terms), 1)
    stops = []
    for term, place in zip(terms, at, strict=True):
        names, totals = term.names, term.totals
        if place >= names.count:
            continue
        window = totals[place : place + share]
        ahead = int(np.searchsorted(np.cumsum(window, dtype=np.int64), share, side="right"))
        if not ahead:
            stops.append(names.name(place) + b"\x00")  # a word with more than its share goes alone
        elif place + ahead < names.count:
            stops.append(names.name(place + ahead))
    return min(stops, default=None)


def _join(words: int, pieces: Sequence[tuple[Array, tuple[Array, Array, Array, Array]]]) -> tuple[Array, Flat]:
    """Postings a word, and the flat postings of those that have any, sources in order within each word."""
    if words == 1:
        return _join_one([piece for _, piece in pieces])
    counts = np.zeros(words, np.int64)
    totals = np.zeros(words, np.int64)
    keys, units, frequencies = [], [], []
    for number, (count, unit, frequency, _) in pieces:
        word = np.repeat(number, count)
        counts += np.bincount(word, minlength=words)
        totals += np.bincount(word, frequency, words).astype(np.int64)
        keys.append(word)
        units.append(unit)
        frequencies.append(frequency.astype(np.int64))
    key, unit, frequency = np.concatenate(keys), np.concatenate(units), np.concatenate(frequencies)
    order = np.argsort(key, kind="stable")
    places = np.concatenate([piece[3] for _, piece in pieces])
    begins = (np.cumsum(frequency) - frequency)[order]
    unit, frequency = unit[order], frequency[order]
    skips = np.repeat(begins - (np.cumsum(frequency) - frequency), frequency)
    positions = places[skips + np.arange(len(skips))]
    stays = counts > 0
    counts_kept = counts[stays]
    starts = np.cumsum(counts_kept) - counts_kept
    gaps = unit.copy()
    gaps[1:] -= unit[:-1]
    gaps[starts] = unit[starts]
    return counts, Flat(counts_kept, totals[stays], gaps, frequency, positions)


def _join_one(pieces: Sequence[tuple[Array, Array, Array, Array]]) -> tuple[Array, Flat]:
    """Of a word alone: one source after the other, as narrow as they are kept."""
    _, units, frequencies, positions = (np.concatenate(column) for column in zip(*pieces, strict=True))
    count = np.array([len(units)], np.int64)
    if not len(units):
        return count, Flat(count[:0], count[:0], units, frequencies, positions)
    return count, Flat(count, np.array([len(positions)], np.int64), np.diff(units, prepend=0), frequencies, positions)


def _units(sources: Sequence[Source]) -> tuple[UnitFacts, list[str]]:
    known: dict[str, int] = {}
    tables = [np.array([known.setdefault(name, len(known)) for name in source.segment.languages] or [0], np.uint8) for source in sources]
    rows = [(source, source.segment.units, source.kept) for source in sources]
    facts = UnitFacts(
        page=np.concatenate([units.page[kept] for _, units, kept in rows]),
        report=np.concatenate([source.report[units.report[kept]] for source, units, kept in rows]).astype(np.int32),
        language=np.concatenate([t[units.language[kept]] for t, (_, units, kept) in zip(tables, rows, strict=True)]),
        length=np.concatenate([units.length[kept] for _, units, kept in rows]),
        title_length=np.concatenate([units.title_length[kept] for _, units, kept in rows]),
    )
    return facts, list(known)


def _reports(sources: Sequence[Source]) -> ReportFacts:
    rows = [(source.segment.reports, source.alive) for source in sources]

    def joined(name: str) -> Array:
        return np.concatenate([getattr(facts, name)[alive] for facts, alive in rows])

    def ragged(name: str) -> Ragged:
        return Ragged.join([getattr(facts, name).take(np.flatnonzero(alive)) for facts, alive in rows])

    return ReportFacts(
        number=joined("number"), version=joined("version"), group=joined("group"), date=joined("date"),
        readable=joined("readable"),
        title=[facts.title[place] for facts, alive in rows for place in np.flatnonzero(alive).tolist()],
        terms=ragged("terms"), direct=ragged("direct"), years=ragged("years"),
    )  # fmt: skip


def _stems(sources: Sequence[Source]) -> dict[str, Grouping]:
    """The groups of all sources, of the forms that are still there."""
    numbers: dict[str, dict[bytes, int]] = {}
    pairs: dict[str, list[tuple[Array, Array]]] = {}
    for source in sources:
        for language, stems in source.segment.stems.items():
            known = numbers.setdefault(language, {})
            table = np.array([known.setdefault(root, len(known)) for root in stems.names.slice(0, stems.names.count)], np.int64)
            form = source.words[stems.forms]
            kept = form >= 0
            pairs.setdefault(language, []).append((np.repeat(table, np.diff(stems.at))[kept], form[kept]))
    return {
        language: Grouping.of(list(known), *(np.concatenate(column) for column in zip(*pairs[language], strict=True)))
        for language, known in numbers.items()
    }
