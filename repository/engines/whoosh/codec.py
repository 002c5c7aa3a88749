"""Given Whoosh and one of our segments, the segment as Whoosh reads it: its terms, postings, columns and lengths.

Segments are written whole from arrays (`build.py`), not posting by posting, so the codec has readers only. Searching
goes past Whoosh's matchers; they are here so that any Whoosh query can be asked of the same files.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.base import FieldCursor, PerDocumentReader, TermsReader
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.columns import ColumnReader
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from repository.engines.whoosh.segment import POSTINGS, REPORTS, TERMS, Segment


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Postings as whole arrays, in Whoosh's own frame of segments, deletions and tables of contents."""

    def terms_reader(self, storage: Any, segment: W3Segment) -> "ArrayTerms":
        """The words of a segment."""
        return ArrayTerms(open_segment(Path(storage.folder), segment))

    def per_document_reader(self, storage: Any, segment: W3Segment) -> "ArrayDocuments":
        """The units of a segment."""
        return ArrayDocuments(open_segment(Path(storage.folder), segment), segment)


def open_segment(folder: Path, segment: W3Segment) -> Segment:
    """A segment from its files, without the manifest's check."""
    name = segment.segment_id()
    return Segment(folder / (name + POSTINGS), (folder / (name + TERMS)).read_bytes(), (folder / (name + REPORTS)).read_bytes())


class ArrayTerms(TermsReader):  # type: ignore[misc]
    """Terms and their postings for Whoosh."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._ordinal(*term) >= 0

    def _ordinal(self, field: str, text: bytes) -> int:
        terms = self._segment.fields.get(field)
        return terms.names.find(text) if terms else -1

    def indexed_field_names(self) -> list[str]:
        """Fields with words."""
        return [name for name, terms in self._segment.fields.items() if terms.names.count]

    def cursor(self, fieldname: str, fieldobj: Any) -> "ArrayCursor":
        """Goes through the words of a field."""
        return ArrayCursor(self, self._segment, fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every (field, word), in order."""
        for field in sorted(self._segment.fields):
            yield from self._from(field, 0)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Those not before `prefix`."""
        return self._from(fieldname, self._segment.fields[fieldname].names.at_least(prefix))

    def _from(self, field: str, first: int) -> Iterator[tuple[str, bytes]]:
        names = self._segment.fields[field].names
        return ((field, name) for name in names.slice(first, names.count))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Every word with its numbers."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Those not before `prefix`."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """A word's numbers; raises TermNotFound."""
        ordinal = self._ordinal(fieldname, text)
        if ordinal < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        ids, frequencies = self._segment.postings(fieldname, ordinal)
        units = self._segment.units
        lengths = (units.length if fieldname == "text" else units.title_length)[ids]
        weights = np.ones(len(ids), np.int64) if frequencies is None else frequencies
        return TermInfo(
            weight=int(weights.sum()), df=len(ids), minlength=int(lengths.min()), maxlength=int(lengths.max()),
            maxweight=int(weights.max()), minid=int(ids[0]), maxid=int(ids[-1]),
        )  # fmt: skip

    def frequency(self, fieldname: str, text: bytes) -> int:
        """How often a word stands in the segment."""
        ordinal = self._ordinal(fieldname, text)
        return int(self._segment.fields[fieldname].totals[ordinal]) if ordinal >= 0 else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """In how many units."""
        ordinal = self._ordinal(fieldname, text)
        return int(self._segment.fields[fieldname].counts[ordinal]) if ordinal >= 0 else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """The postings of a word; raises TermNotFound."""
        info = self.term_info(fieldname, text)
        ids, frequencies, gaps = self._segment.positions(fieldname, self._ordinal(fieldname, text))
        times = [1] * len(ids) if frequencies is None else frequencies.tolist()
        values, at, steps = [], 0, gaps.tolist()
        for count in times:
            places = np.cumsum(steps[at : at + count]).tolist()
            values.append(format_.encode(places))
            at += count
        return ListMatcher(
            ids.tolist(), [float(count) for count in times], values, format_, scorer=scorer, term=(fieldname, text),
            terminfo=info,
        )  # fmt: skip

    def close(self) -> None:
        """Lets go of files."""
        self._segment.close()


class ArrayCursor(FieldCursor):  # type: ignore[misc]
    """Steps through the words of a field."""

    def __init__(self, reader: ArrayTerms, segment: Segment, field: str, fieldobj: Any) -> None:
        self._reader, self._field, self._decode = reader, field, fieldobj.from_bytes
        self._names = segment.fields[field].names.slice(0, segment.fields[field].names.count)
        self._at = 0

    def first(self) -> str | None:
        """The first word."""
        self._at = 0
        return self.text()

    def find(self, term: bytes | str) -> str | None:
        """The first word not before `term`."""
        self._at = bisect_left(self._names, term.encode() if isinstance(term, str) else term)
        return self.text()

    def next(self) -> str | None:
        """The next word."""
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        """The word here, None past the end."""
        return self._decode(self._names[self._at]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        """The numbers of the word here."""
        return self._reader.term_info(self._field, self._names[self._at]) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether there is a word here."""
        return self._at < len(self._names)


class _Numbers(ColumnReader):  # type: ignore[misc]
    def __init__(self, values: list[int]) -> None:
        self._values = values
        self._doccount = len(values)

    def __getitem__(self, docnum: int) -> int:
        return self._values[docnum]


class ArrayDocuments(PerDocumentReader):  # type: ignore[misc]
    """Units for Whoosh: columns and lengths; nothing is stored."""

    def __init__(self, segment: Segment, deletions: W3Segment) -> None:
        self._segment = segment
        self._deletions = deletions

    def doc_count(self) -> int:
        """Units that are not deleted."""
        return self.doc_count_all() - int(self._deletions.deleted_count())

    def doc_count_all(self) -> int:
        """Units."""
        return len(self._segment.units.page)

    def has_deletions(self) -> bool:
        """Whether any unit is deleted."""
        return bool(self._deletions.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether a unit is deleted."""
        return bool(self._deletions.is_deleted(docnum))

    def deleted_docs(self) -> Iterator[int]:
        """Deleted units."""
        return iter(self._deletions.deleted_docs())

    def supports_columns(self) -> bool:
        """It does."""
        return True

    @cached_property
    def _columns(self) -> dict[str, list[int]]:
        units = self._segment.units
        return {"page": units.page.tolist(), "report": self._segment.reports.number[units.report].tolist()}

    def has_column(self, fieldname: str) -> bool:
        """Whether there is such a column."""
        return fieldname in self._columns

    def list_columns(self) -> list[str]:
        """Names of columns."""
        return list(self._columns)

    def column_reader(self, fieldname: str, column: Any) -> _Numbers:  # noqa: ARG002 - Whoosh calls it so
        """A column's values."""
        return _Numbers(self._columns[fieldname])

    def _lengths(self, fieldname: str) -> Any:
        units = self._segment.units
        return {"text": units.length, "title": units.title_length}.get(fieldname, np.zeros(len(units.page), np.uint8))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Words of a unit in a field."""
        return int(self._lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        """Words of all units in a field."""
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        """Words of the shortest unit."""
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        """Words of the longest unit."""
        return int(self._lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, object]:  # noqa: ARG002 - Whoosh calls it so
        """None."""
        return {}
