"""Rows of the record as the things of the model, and back."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select

from repository.engines.sql import schema as s
from repository.engines.sql.lookup import Lookup
from repository.model import Details, Facet, File, NewPage, Page, Relation, Report, Tag, Term, Text

AnyRow = Row[*tuple[Any, ...]]
Look = Callable[[int], Lookup]  # the vocabulary, at least of this version
MANY = 500  # ids in one question


def now() -> str:
    """ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def as_json(value: Mapping[str, object] | Sequence[object]) -> str:
    """Compact JSON; what JSON does not know is written as its text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def parts(numbers: Sequence[int], size: int = MANY) -> list[list[int]]:
    """Distinct numbers a database can know, in order, in pieces short enough for one question."""
    wanted = [number for number in dict.fromkeys(numbers) if 0 < number < 2**62]
    return [wanted[start : start + size] for start in range(0, len(wanted), size)]


def file_of(row: AnyRow) -> File:
    """A file."""
    return File(row.id, row.report, row.name, row.slug, row.extension, row.media_type, row.sha256, row.size, row.language,
                row.state, row.outcome, json.loads(row.detail), row.pages, row.pages_with_text)  # fmt: skip


def page_of(row: AnyRow) -> Page:
    """A page."""
    return Page(row.id, row.report, row.file, row.n, row.label, row.text, row.language, row.health)


def page_row(id_: int, report: int, file: int | None, page: NewPage) -> dict[str, object]:
    """A page to be written."""
    return {"id": id_, "report": report, "file": file, "n": page.n, "label": page.label, "text": page.text,
            "language": page.language, "health": page.health}  # fmt: skip


def term_said(term: Term) -> dict[str, object]:
    """A term for the history, enough to write it again."""
    return {
        "key": term.key, "state": term.state, "labels": [[t.language, t.text] for t in term.labels],
        "synonyms": [[t.language, t.text] for t in term.synonyms], "broader": list(term.broader),
        "merged_into": term.merged_into, "uri": term.uri, "hidden": [[t.language, t.text] for t in term.details.hidden],
        "related": list(term.details.related), **details_said(term.details),
    }  # fmt: skip


def details_said(details: Details) -> dict[str, object]:
    """What is kept of a term beside its names and terms it belongs to; without what is empty it is what the record keeps."""
    return {
        "definitions": [[t.language, t.text] for t in details.definitions], "notes": [[t.language, t.text] for t in details.notes],
        "exact": list(details.exact), "close": list(details.close), "date": details.date,
        "alone": details.alone,
    }  # fmt: skip


def facet_said(facet: Facet) -> dict[str, object]:
    """A facet for the history, enough to write it again."""
    return {"position": facet.position, "public": facet.public, "labels": [[t.language, t.text] for t in facet.labels],
            "tree": facet.tree, "several": facet.several, "kind": facet.kind, "wanted": facet.wanted}  # fmt: skip


def reports_of(connection: Connection, look: Look, numbers: Sequence[int]) -> dict[int, Report]:
    """Whole reports, in five questions whatever their count, in the order asked for."""
    found: dict[int, Report] = {}
    for part in parts(numbers):
        _read(connection, look, part, found)
    return {number: found[number] for number in dict.fromkeys(numbers) if number in found}


def _read(connection: Connection, look: Look, part: list[int], found: dict[int, Report]) -> None:
    ask, asked = (_ONE, {"number": part[0]}) if len(part) == 1 else (_MANY, {"numbers": part})
    rows = connection.execute(ask.reports, asked).all()
    if not rows:
        return
    lookup = look(rows[0].vocabulary or 0)
    texts: dict[tuple[int, str], list[Text]] = {}
    for report, kind, language, text in connection.execute(ask.texts, asked).all():
        texts.setdefault((report, kind), []).append(Text(language, text))
    tags: dict[int, list[Tag]] = {}
    for report, term, role in connection.execute(ask.tags, asked).all():
        tags.setdefault(report, []).append(Tag(lookup.terms[term], role))
    relations: dict[int, list[Relation]] = {}
    for report, kind, target, external_id in connection.execute(ask.relations, asked).all():
        relations.setdefault(report, []).append(Relation(kind, target, external_id))
    files: dict[int, list[File]] = {}
    for row in connection.execute(ask.files, asked).all():
        files.setdefault(row.report, []).append(file_of(row))
    for row in rows:
        number = row.number
        found[number] = Report(
            number, row.external_id, row.state, row.version, tuple(texts.get((number, "title"), ())),
            tuple(texts.get((number, "abstract"), ())), row.date, row.date_note, row.licence, row.source,
            tuple(tags.get(number, ())), tuple(relations.get(number, ())), tuple(files.get(number, ())), row.own_pages,
            row.created, row.changed, row.published, row.reason, row.successor, row.opens,
        )  # fmt: skip


# Made once: SQLAlchemy puts a question together more slowly than the database answers it.
VERSION = select(s.counters.c.last).where(s.counters.c.name == "terms")  # the number of the vocabulary
SEEN = VERSION.scalar_subquery().label("vocabulary")  # the same beside another question
_t, _rt, _r, _f = s.texts.c, s.report_terms.c, s.relations.c, s.files.c


class _Questions:
    """What is asked of reports. `chosen`: given a column with their numbers, which ones."""

    def __init__(self, chosen: Callable[[ColumnElement[int]], ColumnElement[bool]]) -> None:
        self.reports = select(s.reports, SEEN).where(chosen(s.reports.c.number))
        self.texts = select(_t.report, _t.kind, _t.language, _t.text).where(chosen(_t.report)).order_by(_t.report, _t.kind, _t.position)
        self.tags = select(_rt.report, _rt.term, _rt.role).where(chosen(_rt.report)).order_by(_rt.report, _rt.position)
        self.relations = select(_r.report, _r.kind, _r.target, _r.external_id).where(chosen(_r.report)).order_by(_r.report, _r.position)
        self.files = select(s.files).where(_f.removed.is_(None), chosen(_f.report)).order_by(_f.report, _f.id)


# A list is written into a question each time it is asked: one alone costs half of that.
_ONE = _Questions(lambda number: number == bindparam("number"))
_MANY = _Questions(lambda number: number.in_(bindparam("numbers", expanding=True)))
