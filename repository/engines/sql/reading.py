"""Rows of the record as the dataclasses of the model."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from repository.engines.sql import schema as s
from repository.engines.sql.terms import Vocabulary
from repository.model import File, Page, Relation, Report, Tag, Text


def file_of(row: Row[Any]) -> File:
    """A file."""
    return File(row.id, row.report, row.name, row.slug, row.extension, row.media_type, row.sha256, row.size, row.language,
                row.state, row.outcome, row.detail, row.pages, row.pages_with_text)  # fmt: skip


def page_of(row: Row[Any]) -> Page:
    """A page."""
    return Page(row.id, row.report, row.file, row.n, row.label, row.text, row.language, row.health)


def reports(connection: Connection, vocabulary: Vocabulary, numbers: Sequence[int]) -> dict[int, Report]:
    """Whole reports by number, in five questions whatever their count."""
    wanted = list(dict.fromkeys(numbers))
    found: dict[int, Report] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        titles, abstracts = _texts(connection, part)
        tags: dict[int, list[Tag]] = {}
        order = select(s.report_terms).where(s.report_terms.c.report.in_(part)).order_by(s.report_terms.c.report, s.report_terms.c.position)
        for row in connection.execute(order):
            term = vocabulary.lead(vocabulary.by_id.get(row.term))
            if term is not None:
                tags.setdefault(row.report, []).append(Tag(term, row.role))
        relations: dict[int, list[Relation]] = {}
        for row in connection.execute(select(s.relations).where(s.relations.c.report.in_(part)).order_by(s.relations.c.position)):
            relations.setdefault(row.report, []).append(Relation(row.kind, row.target, row.external_id))
        files: dict[int, list[File]] = {}
        for row in connection.execute(select(s.files).where(s.files.c.report.in_(part)).order_by(s.files.c.id)):
            files.setdefault(row.report, []).append(file_of(row))
        for row in connection.execute(select(s.reports).where(s.reports.c.number.in_(part))):
            n = row.number
            found[n] = Report(
                n, row.external_id, row.state, row.version, tuple(titles.get(n, ())), tuple(abstracts.get(n, ())), row.date,
                row.date_note, row.licence, row.source, tuple(dict.fromkeys(tags.get(n, ()))), tuple(relations.get(n, ())),
                tuple(files.get(n, ())), row.own_pages, row.created, row.changed, row.published, row.reason, row.successor,
            )  # fmt: skip
    return {number: found[number] for number in wanted if number in found}


def _texts(connection: Connection, numbers: Sequence[int]) -> tuple[dict[int, list[Text]], dict[int, list[Text]]]:
    titles: dict[int, list[Text]] = {}
    abstracts: dict[int, list[Text]] = {}
    for row in connection.execute(select(s.texts).where(s.texts.c.report.in_(numbers)).order_by(s.texts.c.report, s.texts.c.position)):
        (titles if row.kind == "title" else abstracts).setdefault(row.report, []).append(Text(row.language, row.text))
    return titles, abstracts
