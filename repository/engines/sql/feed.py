"""Published reports as the entries an index takes, and the change log that says which ones."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from repository import dates
from repository.engines.sql import schema as s
from repository.engines.sql.groups import groups
from repository.engines.sql.lookup import Lookup, folded
from repository.engines.sql.part import Part
from repository.engines.sql.rows import AnyRow, parts
from repository.index import Entry, EntryPage
from repository.model import Change, Text, Texts

BATCH = 250  # reports read at once
PAGES = 2_000  # pages read at once: what bounds memory when reports are long

_c, _t, _rt, _p, _f = s.reports.c, s.texts.c, s.report_terms.c, s.pages.c, s.files.c
_REPORTS = select(_c.number, _c.version, _c.date, _c.own_pages).where(_c.state == "published").order_by(_c.number)
_TEXTS = select(_t.report, _t.kind, _t.language, _t.text).order_by(_t.report, _t.kind, _t.position)
_TAGS = select(_rt.report, _rt.term).order_by(_rt.report, _rt.position)
_FILES = select(_f.id, _f.report, _f.pages, _f.pages_with_text).where(_f.removed.is_(None)).order_by(_f.report, _f.id)
_PAGES = select(_p.id, _p.report, _p.file, _p.n, _p.language, _p.text)


class Feed(Part):
    """What drives the index."""

    def last_change(self) -> int:
        """The id of the newest change."""
        return self._value(select(func.max(s.changes.c.id))) or 0

    def changes(self, after: int, limit: int = 1000) -> list[Change]:
        """In order; a report changed several times stands there once, with its newest change."""
        c = s.changes.c
        rows = self._rows(select(c.id, c.report).where(c.id > after).order_by(c.id).limit(limit))
        return [Change(row.id, row.report) for row in rows]

    def entries(self, numbers: Sequence[int] | None = None) -> Iterator[Entry]:
        """Published ones among `numbers` (None: all), read in batches, each a short look."""
        if numbers is not None:
            for part in parts(numbers, BATCH):
                yield from self._batch(part)
            return
        last = 0
        while True:
            question = select(_c.number).where(_c.state == "published", _c.number > last).order_by(_c.number).limit(BATCH)
            part = [row.number for row in self._rows(question)]
            if not part:
                return
            yield from self._batch(part)
            last = part[-1]

    def terms_of_reports(self, numbers: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """Published ones among `numbers` → their terms and all broader ones."""
        found: dict[int, dict[int, None]] = {}
        with self.database.reading() as connection:
            lookup = self._lookup_of(connection)
            for part in parts(numbers):
                public = select(_c.number).where(_c.state == "published", _c.number.in_(part)).order_by(_c.number)
                found |= {number: {} for number in connection.execute(public).scalars()}
                for report, term in connection.execute(_TAGS.where(_rt.report.in_(part))):
                    if report in found:
                        found[report].update(dict.fromkeys(lookup.above(term)))
        return {number: tuple(terms) for number, terms in found.items()}

    def _batch(self, numbers: list[int]) -> Iterator[Entry]:
        for part in self._pieces(numbers):
            with self.database.reading() as connection:
                entries = _Batch(connection, self._lookup_of(connection), part).entries()
            yield from entries

    def _pieces(self, numbers: list[int]) -> Iterator[list[int]]:
        """The same numbers in pieces of about `PAGES` pages."""
        with self.database.reading() as connection:
            sizes = {row.number: row.own_pages for row in connection.execute(_REPORTS.where(_c.number.in_(numbers)))}
            for row in connection.execute(_FILES.where(_f.report.in_(numbers))):
                if row.report in sizes:
                    sizes[row.report] += row.pages
        piece: list[int] = []
        held = 0
        for number, size in sizes.items():
            if piece and held + size > PAGES:
                yield piece
                piece, held = [], 0
            piece.append(number)
            held += size
        if piece:
            yield piece


class _Batch:
    """Everything about some reports, read in six questions."""

    def __init__(self, connection: Connection, lookup: Lookup, numbers: list[int]) -> None:
        self.lookup = lookup
        self.rows = connection.execute(_REPORTS.where(_c.number.in_(numbers))).all()
        here = [row.number for row in self.rows]
        self.texts: dict[tuple[int, str], list[Text]] = {}
        for report, kind, language, text in connection.execute(_TEXTS.where(_t.report.in_(here))):
            self.texts.setdefault((report, kind), []).append(Text(language, text))
        self.tags: dict[int, dict[int, None]] = {}
        for report, term in connection.execute(_TAGS.where(_rt.report.in_(here))):
            self.tags.setdefault(report, {})[term] = None
        self.files: dict[int, list[AnyRow]] = {}
        for row in connection.execute(_FILES.where(_f.report.in_(here))):
            self.files.setdefault(row.report, []).append(row)
        self.pages: dict[int, list[EntryPage]] = {}
        self._pages(connection, _PAGES.where(_p.report.in_(here), _p.file.is_(None)).order_by(_p.report, _p.n))
        ids = [row.id for rows in self.files.values() for row in rows]
        for part in parts(ids):
            self._pages(connection, _PAGES.where(_p.file.in_(part)).order_by(_p.file, _p.n))
        self.groups = groups(connection, here)

    def _pages(self, connection: Connection, question: Any) -> None:
        for id_, report, file, n, language, text in connection.execute(question):
            self.pages.setdefault(report, []).append(EntryPage(id_, file or 0, n, language, text))

    def entries(self) -> list[Entry]:
        """One for each report."""
        return [self._entry(row) for row in self.rows]

    def _entry(self, row: AnyRow) -> Entry:
        number: int = row.number
        titles: Texts = tuple(self.texts.get((number, "title"), ()))
        direct = tuple(self.tags.get(number, ()))
        cover = list(self.texts.get((number, "abstract"), ()))
        above: dict[int, None] = {}
        for term in direct:
            if self.lookup.facets[self.lookup.terms[term].facet].public:  # what only staff see is nothing readers find by
                cover += self.lookup.names(term)
            above.update(dict.fromkeys(self.lookup.above(term)))
        files = self.files.get(number, [])
        return Entry(
            number=number, version=row.version, titles=titles, cover=tuple(dict.fromkeys(cover)),
            pages=tuple(self.pages.get(number, ())), terms=tuple(above), direct=direct, years=dates.years(row.date),
            date_key=dates.sort_key(row.date), title_key=folded(titles[0].text) if titles else "",
            readable=not files or row.own_pages > 0 or any(file.pages_with_text for file in files),
            group=self.groups.get(number, number),
        )  # fmt: skip
