"""Given the record, everything in it that cannot be right; one short look for each question, so that nobody waits."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, and_, func, literal_column, or_, select
from sqlalchemy.sql.selectable import Select

from repository.engines.sql import schema as s
from repository.engines.sql import schema_accounts as people
from repository.engines.sql import schema_batches as packed
from repository.engines.sql import schema_receipts as received
from repository.engines.sql import schema_review as review
from repository.engines.sql.chain import broken
from repository.errors import CatalogueUnavailable
from repository.model import Problem

_c, _f, _p, _w, _r, _t, _rt = (
    s.reports.c, s.files.c, s.pages.c, s.work.c, s.relations.c, s.terms.c, s.report_terms.c,
)  # fmt: skip
_HERE = _f.removed.is_(None)


Reading = Callable[[], AbstractContextManager[Connection]]


def problems(reading: Reading) -> Iterator[Problem]:
    """Damage first; a damaged file makes the rest meaningless."""
    damage = [problem for table in s.metadata.tables for problem in _damage(reading, table)]
    yield from damage
    if damage:
        return
    for what, question in _QUESTIONS.items():
        with reading() as connection:
            rows = connection.execute(question).all()
        yield from (Problem(what, str(row[0]), " / ".join(str(value) for value in row[1:])) for row in rows)
    yield from broken(reading)


def _damage(reading: Reading, table: str) -> list[Problem]:
    try:
        with reading() as connection:
            if connection.dialect.name != "sqlite":
                return []
            lines = [str(line) for (line,) in connection.exec_driver_sql(f"PRAGMA integrity_check('{table}')")]
            lost = [(row[1], row[2]) for row in connection.exec_driver_sql(f"PRAGMA foreign_key_check('{table}')")]
    except CatalogueUnavailable as error:
        return [Problem("catalogue_damaged", table, error.key)]
    return [Problem("catalogue_damaged", table, line) for line in lines if line != "ok"] + [
        Problem("catalogue_reference", f"{table} {row}", str(named)) for row, named in lost
    ]


def _count(column: Any, *where: Any) -> Any:
    return select(func.count(column)).where(*where).scalar_subquery()


def _counters() -> Select[Any]:
    """A number given out that the counter has not reached would be given out again."""
    union = [
        select(literal_column(f"'{name}'").label("name"), func.coalesce(func.max(column), 0).label("used"))
        for name, column in (("report", _c.number), ("file", _f.id), ("page", _p.id), ("sketch", s.sketches.c.id), ("term", _t.id),
                             ("change", s.changes.c.id), ("history", s.history.c.id), ("work", _w.id),
                             ("account", people.accounts.c.id), ("token", people.tokens.c.id), ("letter", people.outbox.c.id),
                             ("upload", received.uploads.c.id), ("batch", packed.batches.c.id),
                             ("correction", review.corrections.c.id))
    ]  # fmt: skip
    used = union[0].union_all(*union[1:]).subquery()
    last = func.coalesce(s.counters.c.last, 0)
    return select(used.c.name, used.c.used, last).outerjoin(s.counters, s.counters.c.name == used.c.name).where(used.c.used > last)


_own = _count(_p.id, _p.report == _c.number, _p.file.is_(None))
_paged = _count(_p.id, _p.file == _f.id)
_readable = _count(_p.id, _p.file == _f.id, _p.health == "ok")
_logged = select(s.changes.c.report).where(s.changes.c.report == _c.number).exists()
_titled = select(s.texts.c.report).where(s.texts.c.report == _c.number, s.texts.c.kind == "title").exists()

_QUESTIONS: dict[str, Select[Any]] = {
    "file_without_work": select(_f.id, _f.report).outerjoin(s.work, _w.file == _f.id).where(
        _f.state == "waiting", _w.id.is_(None), _HERE
    ),
    "work_without_file": select(_w.id, _w.file).outerjoin(s.files, _f.id == _w.file).where(
        or_(_f.id.is_(None), _f.state != "waiting", ~_HERE)
    ),
    "pages_differ": select(_f.id, _f.pages, _paged).where(_HERE, _f.pages != _paged),
    "readable_differ": select(_f.id, _f.pages_with_text, _readable).where(_HERE, _f.pages_with_text != _readable),
    "own_pages_differ": select(_c.number, _c.own_pages, _own).where(_c.own_pages != _own),
    "page_elsewhere": select(_p.id, _p.report, _f.report).join(s.files, _f.id == _p.file).where(or_(_p.report != _f.report, ~_HERE)),
    "published_untitled": select(_c.number).where(_c.state == "published", ~_titled),
    "published_unlogged": select(_c.number).where(_c.published.is_not(None), ~_logged),
    "published_unread": select(_c.number).where(
        _c.state == "published", _c.publish_when_read, _c.number.in_(select(_f.report).where(_f.state == "waiting", _HERE))
    ),
    "term_merged_used": select(_rt.report, _t.key).join(s.terms, _t.id == _rt.term).where(_t.state == "merged"),
    "relation_open": select(_r.report, _r.kind, _r.external_id).where(
        _r.target.is_(None), _r.external_id.in_(select(_c.external_id).where(and_(_c.external_id.is_not(None), _c.number != _r.report)))
    ),
    "counter_behind": _counters(),
}  # fmt: skip
