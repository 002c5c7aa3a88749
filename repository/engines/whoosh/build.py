"""Given a batch, or older segments to be joined, a new segment's three files in a folder, synced and with their digests."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from whoosh.codec.whoosh3 import W3Segment

from repository.engines.whoosh import bundle, schema
from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.codec import ArrayCodec
from repository.engines.whoosh.contents import ReportFacts, UnitFacts, report_facts, to_arrays, unit_facts
from repository.engines.whoosh.dictionary import Names
from repository.engines.whoosh.generations import Files
from repository.engines.whoosh.invert import FIELDS, Batch
from repository.engines.whoosh.postings import Flat, encode
from repository.engines.whoosh.segment import POSTINGS, REPORTS, TERMS, stem_arrays
from repository.engines.whoosh.storage import write_file
from repository.engines.whoosh.vocabulary import Grouping

CHUNK = 400_000  # positions encoded at once


class SegmentWriter:
    """Writes one segment: fields in order, each in chunks of consecutive words, then stems and facts."""

    def __init__(self, folder: Path) -> None:
        self.segment = W3Segment(ArrayCodec(), schema.NAME)
        self._folder = folder
        self._path = self._at(POSTINGS)
        self._file = self._path.open("wb")
        self._digest = hashlib.sha256()
        self._size = 0
        self._arrays: dict[str, Array] = {}
        self._fields: list[str] = []
        self._parts: dict[str, list[Array]] = {}
        self._names: dict[str, list[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        if kind is not None:
            for extension in (TERMS, POSTINGS, REPORTS):
                self._at(extension).unlink(missing_ok=True)

    def _at(self, extension: str) -> Path:
        return self._folder / (str(self.segment.segment_id()) + extension)

    def start(self, field: str) -> None:
        """Begins a field."""
        self._fields.append(field)
        self._names[field] = []
        self._parts = {"counts": [], "totals": [], "sizes": [], "widths": [], "checks": []}

    def add(self, names: list[bytes], flat: Flat) -> None:
        """Appends consecutive words and their postings."""
        if not names:
            return
        made = encode(flat)
        self._file.write(made.raw)
        self._digest.update(made.raw)
        self._names[self._fields[-1]] += names
        for key, values in (("counts", flat.counts), ("totals", flat.totals), ("sizes", made.sizes),
                            ("widths", made.widths), ("checks", made.checks)):  # fmt: skip
            self._parts[key].append(values)

    def finish(self) -> None:
        """Ends the field."""
        field = self._fields[-1]
        blob, starts = Names.pack(self._names[field])
        joined = {key: np.concatenate(values or [np.zeros(0, np.int64)]) for key, values in self._parts.items()}
        at = np.zeros(len(starts), np.uint64)
        np.cumsum(joined["sizes"], out=at[1:], dtype=np.uint64)
        at += np.uint64(self._size)
        self._size = int(at[-1])
        self._arrays |= {
            f"{field}.blob": blob,
            f"{field}.starts": starts,
            f"{field}.counts": joined["counts"].astype(np.uint32),
            f"{field}.totals": joined["totals"].astype(np.uint32),
            f"{field}.at": at,
            f"{field}.widths": joined["widths"].astype(np.uint8),
            f"{field}.checks": joined["checks"].astype(np.uint32),
        }

    def close(self, stems: Mapping[str, Grouping], units: UnitFacts, reports: ReportFacts, languages: list[str]) -> tuple[W3Segment, Files]:
        """Writes stems and facts, syncs everything; the segment for Whoosh's table of contents, and its files."""
        self._file.flush()
        os.fsync(self._file.fileno())
        files: Files = {self._path.name: (self._size, self._digest.hexdigest())}
        grouped = {language: stem.without_singles(self._names["text"]) for language, stem in stems.items()}
        arrays = self._arrays | stem_arrays(grouped)
        meta: dict[str, Any] = {"fields": self._fields, "stems": sorted(stems)}
        files[self._at(TERMS).name] = write_file(self._at(TERMS), bundle.dumps(arrays, meta))
        facts = bundle.dumps(to_arrays(units, reports), {"languages": languages})
        files[self._at(REPORTS).name] = write_file(self._at(REPORTS), facts)
        self.segment.set_doc_count(len(units.page))
        return self.segment, files


def write_batch(folder: Path, batch: Batch) -> tuple[W3Segment, Files]:
    """A segment from a batch, which is used up."""
    with SegmentWriter(folder) as writer:
        lengths: dict[str, Array] = {}
        rank: dict[str, Array] = {}
        for field in FIELDS:
            inverted = batch.invert(field)
            lengths[field], rank[field] = inverted.lengths, inverted.rank
            writer.start(field)
            for first, last in chunks(inverted.flat.totals):
                writer.add(inverted.names[first:last], _part(inverted.flat, first, last))
            writer.finish()
        units = unit_facts(batch.units, lengths["text"], lengths["title"])
        return writer.close(batch.stems(rank["text"]), units, report_facts(batch.entries), list(batch.languages))


def chunks(totals: Array) -> Iterable[tuple[int, int]]:
    """Ranges of words with about CHUNK positions each, at least one word."""
    ends = np.cumsum(totals)
    first = 0
    while first < len(totals):
        done = int(ends[first - 1]) if first else 0
        last = max(int(np.searchsorted(ends, done + CHUNK, side="right")), first + 1)
        yield first, last
        first = last


def _part(flat: Flat, first: int, last: int) -> Flat:
    posting = slice(int(flat.counts[:first].sum()), int(flat.counts[:last].sum()))
    place = slice(int(flat.totals[:first].sum()), int(flat.totals[:last].sum()))
    return Flat(
        flat.counts[first:last], flat.totals[first:last], flat.gaps[posting], flat.frequencies[posting],
        flat.positions[place],
    )  # fmt: skip
