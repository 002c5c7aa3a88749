"""The catalogue in an SQL database, through SQLAlchemy Core: SQLite by default."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Select, func, select

from repository.engines.sql import checking, feed, migrate, reading, terms, work
from repository.engines.sql import schema as s
from repository.engines.sql.database import Database
from repository.engines.sql.terms import Vocabulary
from repository.engines.sql.writing import SqlWriting
from repository.errors import CatalogueUnavailable, DiskFull, ReadOnly
from repository.index import Entry
from repository.model import Actor, Change, Event, Facet, File, Holdings, Page, Problem, Report, State, Term, Text, Work
from repository.seeds import sow

T = TypeVar("T")
LEASE = 150.0


class SqlCatalogue:
    """See `catalogue.Catalogue`."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self._vocabulary = Vocabulary("")

    # -- life

    def prepare(self) -> None:
        """Creates or migrates, and seeds; a home that cannot be written is read as it is."""
        path = self.database.path
        if path is not None:
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                path.touch(mode=0o600, exist_ok=True)
            except PermissionError as error:
                raise ReadOnly("read_only", path=str(path)) from error
            except OSError as error:
                if not path.exists():
                    raise ReadOnly("read_only", path=str(path)) from error
        with self.database.reading() as connection:
            if migrate.current(connection) == migrate.newest():
                return
        with self.database.writing() as connection:
            if migrate.upgrade(connection):
                writing = SqlWriting(connection, terms.load(connection), Actor("seed"))
                if not writing.vocabulary.by_id:
                    sow(writing)
                terms.touch(connection)

    def ping(self) -> None:
        """Raises when it does not answer."""
        self._ask(lambda connection: connection.execute(select(1)))

    def close(self) -> None:
        """Lets go."""
        self.database.close()

    def backup(self, target: Path) -> None:
        """A consistent copy through SQLite's own backup."""
        if self.database.path is None:
            raise CatalogueUnavailable("backup_engine")
        try:
            source = sqlite3.connect(f"file:{self.database.path}?mode=ro", uri=True, timeout=20)
            copy = sqlite3.connect(target)
            with source, copy:
                source.backup(copy, pages=4096)
            source.close()
            copy.close()
        except sqlite3.OperationalError as error:
            raise (DiskFull("disk_full") if "full" in str(error) else CatalogueUnavailable("busy", reason=str(error))) from error

    def check(self) -> Iterable[Problem]:
        """Damage and impossible states."""
        return self._ask(lambda connection: list(checking.problems(connection, sqlite=self.database.path is not None)))

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[SqlWriting]:
        """The one transaction that may change things."""
        kept = self._vocabulary
        with self.database.writing() as connection:
            writing = SqlWriting(connection, self._words(connection), actor)
            kept = writing.vocabulary
            try:
                yield writing
            except BaseException:
                if writing.terms_changed or writing.stale:
                    self._vocabulary = Vocabulary("")
                raise
            if writing.terms_changed:
                writing.vocabulary.version = terms.touch(connection)
            kept = writing.vocabulary
        self._vocabulary = kept

    def _words(self, connection: Connection) -> Vocabulary:
        if self._vocabulary.version != terms.version(connection):
            self._vocabulary = terms.load(connection)
        return self._vocabulary

    def _ask(self, question: Callable[[Connection], T]) -> T:
        with self.database.reading() as connection:
            return question(connection)

    def _known(self, question: Callable[[Connection, Vocabulary], T]) -> T:
        with self.database.reading() as connection:
            return question(connection, self._words(connection))

    # -- reports

    def report(self, number: int) -> Report | None:
        """One report."""
        return self.reports([number]).get(number)

    def reports(self, numbers: Sequence[int]) -> dict[int, Report]:
        """Several."""
        wanted = [number for number in numbers if 0 < number < 2**62]
        return self._known(lambda connection, vocabulary: reading.reports(connection, vocabulary, wanted))

    def number_of(self, external_id: str) -> int | None:
        """By external id."""
        return self._one(select(s.reports.c.number).where(s.reports.c.external_id == external_id))

    def number_with(self, fingerprint: str) -> int | None:
        """By fingerprint of the row it came from."""
        return self._one(select(s.reports.c.number).where(s.reports.c.fingerprint == fingerprint, s.reports.c.fingerprint != "").limit(1))

    def fingerprint_of(self, number: int) -> str:
        """Of the row it came from."""
        return self._one(select(s.reports.c.fingerprint).where(s.reports.c.number == number)) or ""

    def _one(self, question: Select[T]) -> T | None:
        with self.database.reading() as connection:
            row = connection.execute(question).first()
            return row[0] if row else None

    def states(self, numbers: Sequence[int]) -> dict[int, State]:
        """State by number."""
        c = s.reports.c
        return dict(self._ask(lambda connection: connection.execute(select(c.number, c.state).where(c.number.in_(numbers))).all()))

    def numbers(self, state: State | None = None) -> list[int]:
        """All, or those in one state."""
        question = select(s.reports.c.number).order_by(s.reports.c.number)
        question = question if state is None else question.where(s.reports.c.state == state)
        return list(self._ask(lambda connection: connection.execute(question).scalars().all()))

    def newest(self, limit: int) -> list[Report]:
        """Most recently published first."""
        c = s.reports.c
        question = select(c.number).where(c.state == "published").order_by(c.published.desc(), c.number.desc()).limit(limit)
        numbers = self._ask(lambda connection: connection.execute(question).scalars().all())
        return list(self.reports(numbers).values())

    def related_to(self, number: int) -> list[tuple[str, int]]:
        """Published reports that point here."""
        r, c = s.relations.c, s.reports.c
        question = select(r.kind, r.report).join(s.reports, c.number == r.report).where(r.target == number, c.state == "published")
        return [tuple(row) for row in self._ask(lambda connection: connection.execute(question.order_by(r.report)).all())]

    def title_search(self, words: Sequence[str], limit: int, offset: int = 0) -> tuple[int, list[int]]:
        """When the index is away."""
        c = s.reports.c
        conditions = [c.state == "published", *(c.title_folded.contains(word, autoescape=True) for word in words)]
        rows = select(c.number).where(*conditions).order_by(c.published.desc(), c.number.desc()).limit(limit).offset(offset)
        with self.database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(s.reports).where(*conditions)).scalar_one()
            return total, list(connection.execute(rows).scalars().all())

    def holdings(self) -> Holdings:
        """What this place holds, public part."""
        return self._ask(checking.holdings)

    def highest_number(self) -> int:
        """Of any report."""
        return self._ask(lambda connection: connection.execute(select(func.max(s.reports.c.number))).scalar() or 0)

    # -- files and pages

    def file(self, file: int) -> File | None:
        """One file."""
        row = self._ask(lambda connection: connection.execute(select(s.files).where(s.files.c.id == file)).first())
        return reading.file_of(row) if row else None

    def files_with(self, sha256: str) -> list[File]:
        """Every file with these bytes, on a report that was not refused."""
        question = select(s.files).join(s.reports, s.reports.c.number == s.files.c.report)
        question = question.where(s.files.c.sha256 == sha256, s.reports.c.state.not_in(("refused", "withdrawn"))).order_by(s.files.c.id)
        return [reading.file_of(row) for row in self._ask(lambda connection: connection.execute(question).all())]

    def digests(self) -> dict[str, int]:
        """Of every original some report names."""
        return dict(self._ask(lambda connection: connection.execute(select(s.files.c.sha256, s.files.c.size)).all()))

    def pages(self, number: int, file: int | None) -> list[Page]:
        """In order."""
        c = s.pages.c
        question = select(s.pages).where(c.report == number, c.file.is_(None) if file is None else c.file == file).order_by(c.n)
        return [reading.page_of(row) for row in self._ask(lambda connection: connection.execute(question).all())]

    def page(self, number: int, file: int | None, n: int) -> Page | None:
        """One."""
        c = s.pages.c
        place = c.file.is_(None) if file is None else c.file == file
        row = self._ask(lambda connection: connection.execute(select(s.pages).where(c.report == number, place, c.n == n)).first())
        return reading.page_of(row) if row else None

    def pages_by_id(self, ids: Sequence[int]) -> dict[int, Page]:
        """By id."""
        rows = self._ask(lambda connection: connection.execute(select(s.pages).where(s.pages.c.id.in_(ids))).all())
        return {row.id: reading.page_of(row) for row in rows}

    # -- vocabulary

    def facets(self) -> list[Facet]:
        """In order."""
        rows = self._ask(lambda connection: connection.execute(select(s.facets).order_by(s.facets.c.position, s.facets.c.key)).all())
        return [Facet(row.key, row.position, row.public, tuple(Text(*pair) for pair in row.labels)) for row in rows]

    def term(self, term: int) -> Term | None:
        """One."""
        return self._known(lambda _, vocabulary: vocabulary.by_id.get(term))

    def terms(self, ids: Sequence[int]) -> dict[int, Term]:
        """Several."""
        return self._known(lambda _, vocabulary: {i: vocabulary.by_id[i] for i in ids if i in vocabulary.by_id})

    def term_by_key(self, facet: str, key: str) -> Term | None:
        """Follows merges."""
        return self._known(lambda _, v: v.lead(v.by_id.get(v.by_key.get((facet, key), 0))))

    def terms_of(self, facet: str) -> list[Term]:
        """Approved and proposed."""
        return self._known(lambda _, v: [t for t in v.by_id.values() if t.facet == facet and t.state in ("approved", "proposed")])

    def find_term(self, facet: str, label: str) -> Term | None:
        """By key, label or synonym."""
        return self._known(lambda _, vocabulary: vocabulary.find(facet, label))

    def concepts(self, folded: str) -> list[Term]:
        """Approved terms with this folded label or synonym."""
        return self._known(lambda _, v: [v.by_id[i] for i in v.by_folded.get(folded, ()) if v.by_id[i].state == "approved"])

    def narrower(self, term: int) -> list[Term]:
        """Directly below."""
        return self._known(lambda _, v: [v.by_id[i] for i in v.narrower.get(term, ())])

    def term_counts(self, facet: str) -> dict[int, int]:
        """Published reports per term, narrower included."""
        return self._known(lambda connection, vocabulary: checking.term_counts(connection, vocabulary, facet))

    # -- index feed

    def last_change(self) -> int:
        """Of the change log."""
        return self._ask(lambda connection: connection.execute(select(func.max(s.changes.c.id))).scalar() or 0)

    def changes(self, after: int, limit: int = 1000) -> list[Change]:
        """In order."""
        question = select(s.changes).where(s.changes.c.id > after).order_by(s.changes.c.id).limit(limit)
        return [Change(row.id, row.report) for row in self._ask(lambda connection: connection.execute(question).all())]

    def entries(self, numbers: Sequence[int] | None = None) -> Iterator[Entry]:
        """In batches, so that a long reader never holds the record."""
        wanted = self.numbers("published") if numbers is None else list(numbers)
        for start in range(0, len(wanted), feed.BATCH):
            part = wanted[start : start + feed.BATCH]
            yield from self._batch(part)

    def _batch(self, numbers: Sequence[int]) -> list[Entry]:
        return self._known(lambda connection, vocabulary: list(feed.entries(connection, vocabulary, numbers)))

    def versions(self) -> dict[int, int]:
        """Of every published report."""
        c = s.reports.c
        return dict(self._ask(lambda connection: connection.execute(select(c.number, c.version).where(c.state == "published")).all()))

    # -- work and history

    def claim(self, worker: str, limit: int, lease: float = LEASE) -> list[Work]:
        """Leases."""
        if not self._ask(lambda connection: work.waiting(connection, lease)):
            return []
        with self.database.writing() as connection:
            return work.claim(connection, worker, limit, lease)

    def give_back(self, work_item: Work, error: str) -> None:
        """Could not be done now."""
        with self.database.writing() as connection:
            if work.give_back(connection, work_item, error):
                SqlWriting(connection, self._words(connection), Actor("worker")).record("file_parked", file=work_item.file, error=error)

    def unfinished(self) -> int:
        """Waiting or running."""
        return self._ask(work.unfinished)

    def parked(self) -> list[File]:
        """Set aside after three tries."""
        ids = self._ask(lambda connection: work.files(connection, parked=True))
        return [file for id_ in ids if (file := self.file(id_))]

    def history(self, *, report: int | None = None, term: int | None = None, limit: int = 50, before: int | None = None) -> list[Event]:
        """Newest first."""
        h = s.history.c
        question = select(s.history).order_by(h.id.desc()).limit(limit)
        for column, value in ((h.report, report), (h.term, term)):
            question = question if value is None else question.where(column == value)
        question = question if before is None else question.where(h.id < before)
        rows = self._ask(lambda connection: connection.execute(question).all())
        return [Event(r.id, r.at, r.who, r.what, r.report, r.term, r.detail, r.undone_by) for r in rows]
