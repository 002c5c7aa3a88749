"""Published reports as the entries an index takes."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from repository import dates
from repository.engines.sql import schema as s
from repository.engines.sql.reading import reports
from repository.engines.sql.terms import Vocabulary, folded
from repository.index import Entry, EntryPage
from repository.model import FOLDING_RELATIONS, Report, Text

BATCH = 200  # reports held in memory at once


def entries(connection: Connection, vocabulary: Vocabulary, numbers: Sequence[int]) -> Iterator[Entry]:
    """The entries of one batch of published reports."""
    published = {
        n: report for n, report in reports(connection, vocabulary, numbers).items() if report.state == "published"
    }
    if not published:
        return
    pages: dict[int, list[EntryPage]] = {}
    columns = (s.pages.c.id, s.pages.c.report, s.pages.c.file, s.pages.c.n, s.pages.c.language, s.pages.c.text)
    rows = select(*columns).where(s.pages.c.report.in_(published)).order_by(s.pages.c.report, s.pages.c.file, s.pages.c.n)
    for row in connection.execute(rows):
        pages.setdefault(row.report, []).append(EntryPage(row.id, row.file or 0, row.n, row.language, row.text))
    groups = grouped(connection, published)
    for n, report in published.items():
        yield entry(report, tuple(pages.get(n, ())), vocabulary, groups[n])


def entry(report: Report, pages: tuple[EntryPage, ...], vocabulary: Vocabulary, group: int) -> Entry:
    """One entry; its cover has every name it can be found by."""
    direct = tuple(dict.fromkeys(tag.term.id for tag in report.tags))
    names: dict[tuple[str, str], Text] = {}
    for tag in report.tags:
        if tag.term.facet != "language":
            for text in (*tag.term.labels, *tag.term.synonyms):
                names.setdefault((text.language, text.text), text)
    return Entry(
        number=report.number, version=report.version, titles=report.titles, cover=(*report.abstracts, *names.values()),
        pages=pages, terms=tuple(sorted(vocabulary.closure(direct))), direct=direct, years=dates.years(report.date),
        date_key=dates.sort_key(report.date), title_key=folded(report.title.text),
        readable=not report.files or report.own_pages > 0 or any(f.pages_with_text for f in report.files), group=group,
    )  # fmt: skip


def grouped(connection: Connection, published: dict[int, Report]) -> dict[int, int]:
    """Report → the smallest number of the published reports linked to it as translation or edition."""
    result: dict[int, int] = {}
    for start in published:
        seen, todo = {start}, [start]
        while todo and len(seen) < 100:
            todo = [n for n in _linked(connection, todo) if n not in seen]
            seen.update(todo)
        result[start] = min(seen)
    return result


def _linked(connection: Connection, numbers: Sequence[int]) -> set[int]:
    r = s.relations.c
    kinds = r.kind.in_(FOLDING_RELATIONS)
    ways = [select(r.target).where(r.report.in_(numbers), kinds), select(r.report).where(r.target.in_(numbers), kinds)]
    found = {n for way in ways for (n,) in connection.execute(way) if n}
    if not found:
        return found
    return set(connection.execute(select(s.reports.c.number).where(s.reports.c.number.in_(found), s.reports.c.state == "published")).scalars())
