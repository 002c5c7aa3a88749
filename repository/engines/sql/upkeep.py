"""The life of the record: creating, migrating, copying, checking, and what it holds."""

import os
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select

from repository import seeds
from repository.engines.sql import schema as s
from repository.engines.sql.checking import problems
from repository.engines.sql.faults import told
from repository.engines.sql.part import Part
from repository.engines.sql.sqlite import journal_mode, sqlite3
from repository.errors import InputError
from repository.model import Actor, Holdings, Problem

SEED = Actor("seed")
STEP = 2_000  # database pages copied before others may write
RESTARTS = 3  # how often writers may make a backup begin again; then they wait until it is done
_c, _f, _rt = s.reports.c, s.files.c, s.report_terms.c
_name = s.counters.c.name
_SEEN = select(func.sum(s.counters.c.last)).where((_name == "change") | (_name == "terms"))


class Upkeep(Part):
    """The catalogue's own life."""

    _held: tuple[int, Holdings] | None = None

    def prepare(self) -> None:
        """Creates or migrates the schema and seeds vocabularies; a home that is up to date need not be writable."""
        self.database.create()
        with self.database.reading() as connection:
            if _is_newest(connection):
                return
            # Alembic is needed only now; importing it would slow down every other start.
            from repository.engines.sql import migrate

            migrate.check(connection)
        with self.database.alone() as connection:
            migrate.upgrade(connection)
        with self.writing(SEED) as writing:
            if writing.counters.get("seeds") != seeds.VERSION:
                writing.quiet = True
                terms = {(term.facet, term.key) for term in writing.lookup.terms.values()}
                seeds.sow(writing, terms | {(facet, "") for facet in writing.lookup.facets})
                writing.counters["seeds"] = seeds.VERSION
                writing.quiet = False
                writing.record("vocabularies_seeded", version=seeds.VERSION)

    def ping(self) -> None:
        """Raises CatalogueUnavailable when it does not answer."""
        self._value(select(func.count()).select_from(s.counters))

    def version(self) -> int:
        """Whatever readers could see is a change of a public report, or of the vocabulary."""
        return int(self._value(_SEEN) or 0)

    def close(self) -> None:
        """Lets go of connections."""
        self.database.close()

    def backup(self, target: Path) -> None:
        """A consistent copy while others write, readable by its owner only, safe on disk when this returns."""
        with told(self.database.path):
            try:
                os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            except FileExistsError:
                raise InputError("backup_exists", name=str(target)) from None
            with closing(self.database.connect()) as source:
                try:
                    _copy(source, target, -1 if journal_mode() == "WAL" else STEP)  # in WAL mode nobody waits for one who reads
                except _TooBusyError:
                    _copy(source, target, -1)
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def check(self) -> Iterable[Problem]:
        """Damage and impossible states found inside the record."""
        return problems(self.database.reading)

    def holdings(self) -> Holdings:
        """What this place holds, public part; counted again only when something public changed."""
        with self.database.reading() as connection:
            change: int = connection.execute(select(func.coalesce(func.max(s.changes.c.id), 0))).scalar_one()
            held = self._held
            if held is None or held[0] != change:
                held = self._held = (change, _count(connection))
        return held[1]


def _is_newest(connection: Connection) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    seeded = select(s.counters.c.last).where(s.counters.c.name == "seeds")
    return revision == s.HEAD and connection.execute(seeded).scalar() == seeds.VERSION


class _TooBusyError(Exception):
    """Writers made the copy begin again too often."""


def _copy(source: sqlite3.Connection, target: Path, step: int) -> None:
    left: list[int] = []
    restarts = 0

    def progress(_status: int, remaining: int, _total: int) -> None:
        nonlocal restarts
        restarts += bool(left) and remaining > left[-1]
        left[:] = [remaining]
        if step > 0 and restarts > RESTARTS:
            raise _TooBusyError

    with closing(sqlite3.connect(target)) as copy:
        source.backup(copy, pages=step, progress=progress, sleep=0.005)
        copy.execute("PRAGMA journal_mode=DELETE").close()


def _count(connection: Connection) -> Holdings:
    public = _c.state == "published"
    reports, own = connection.execute(select(func.count(), func.coalesce(func.sum(_c.own_pages), 0)).where(public)).one()
    of_public = select(func.count(), func.coalesce(func.sum(_f.pages), 0)).join(s.reports, _c.number == _f.report)
    files, pages = connection.execute(of_public.where(public, _f.removed.is_(None))).one()
    with_files = select(_f.report).where(_f.removed.is_(None)).group_by(_f.report).having(func.sum(_f.pages_with_text) == 0)
    dumb = select(func.count()).select_from(s.reports).where(public, _c.own_pages == 0, _c.number.in_(with_files))

    def used(facet: str) -> int:
        question = select(func.count(_rt.term.distinct())).join(s.reports, _c.number == _rt.report)
        question = question.join(s.terms, s.terms.c.id == _rt.term).where(public, s.terms.c.facet == facet)
        return connection.execute(question).scalar_one()

    return Holdings(reports, files, own + pages, connection.execute(dumb).scalar_one(), used("language"), used("organisation"))
