"""Counts over the record, and what can be wrong with it."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, select, text

from repository.engines.sql import schema as s
from repository.engines.sql.terms import Vocabulary
from repository.model import Holdings, Problem


def problems(connection: Connection, *, sqlite: bool) -> Iterator[Problem]:
    """Damage and impossible states."""
    if sqlite:
        for (line,) in connection.execute(text("PRAGMA quick_check")):
            if line != "ok":
                yield Problem("catalogue_damaged", "catalogue", str(line))
        for row in connection.execute(text("PRAGMA foreign_key_check")):
            yield Problem("catalogue_reference", str(row[0]), str(row[1]))
    f, p, w = s.files.c, s.pages.c, s.work.c
    lost = select(f.id).outerjoin(s.work, w.file == f.id).where(f.state == "waiting", w.id.is_(None))
    for (file,) in connection.execute(lost):
        yield Problem("file_without_work", str(file), "")
    counted = select(f.id, f.pages, func.count(p.id)).outerjoin(s.pages, p.file == f.id).where(f.state == "done").group_by(f.id)
    for file, said, real in connection.execute(counted):
        if said != real:
            yield Problem("pages_differ", str(file), f"{said} / {real}")
    waiting = select(s.reports.c.number).join(s.files, f.report == s.reports.c.number).where(
        s.reports.c.state == "published", f.state == "waiting", s.reports.c.published.is_(None))  # fmt: skip
    for (number,) in connection.execute(waiting):
        yield Problem("published_unread", str(number), "")


def holdings(connection: Connection) -> Holdings:
    """The public part."""
    r, f, p, t, rt = s.reports.c, s.files.c, s.pages.c, s.terms.c, s.report_terms.c
    public = select(r.number).where(r.state == "published")

    def count(question: object) -> int:
        return int(connection.execute(question).scalar() or 0)  # type: ignore[call-overload]

    def of(facet: str) -> int:
        return count(select(func.count(rt.term.distinct())).join(s.terms, t.id == rt.term).where(t.facet == facet, rt.report.in_(public)))

    unread = select(func.count()).select_from(s.reports).where(
        r.state == "published", r.own_pages == 0, r.number.in_(select(f.report)),
        r.number.not_in(select(f.report).where(f.pages_with_text > 0)))  # fmt: skip
    return Holdings(
        reports=count(select(func.count()).select_from(s.reports).where(r.state == "published")),
        files=count(select(func.count()).select_from(s.files).where(f.report.in_(public))),
        pages=count(select(func.count()).select_from(s.pages).where(p.report.in_(public))),
        without_text=count(unread), languages=of("language"), organisations=of("organisation"),
    )  # fmt: skip


def term_counts(connection: Connection, vocabulary: Vocabulary, facet: str) -> dict[int, int]:
    """Published reports per term of a facet, narrower terms (a region's countries) included."""
    r, rt = s.reports.c, s.report_terms.c
    holders: dict[int, set[int]] = {}
    for report, term in connection.execute(select(rt.report, rt.term).join(s.reports, r.number == rt.report).where(r.state == "published")):
        lead = vocabulary.lead(vocabulary.by_id.get(term))
        if lead is not None:
            for one in vocabulary.closure([lead.id]):
                holders.setdefault(one, set()).add(report)
    return {term: len(found) for term, found in holders.items() if vocabulary.by_id[term].facet == facet}
