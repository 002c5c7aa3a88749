"""Reading which files' text is not well, and what people typed."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Integer, and_, case, cast, exists, func, or_, select

from repository.engines.sql import schema as s
from repository.engines.sql import schema_text as x
from repository.engines.sql.part import Part
from repository.engines.sql.rows import file_of, reports_of
from repository.text_health import Trouble, Unhealthy

GONE = ("refused", "withdrawn", "draft")  # reports nobody needs to mend
_f, _r, _p, _rt, _t = s.files.c, s.reports.c, s.pages.c, s.report_terms.c, s.terms.c
_unwell = (
    select(_p.file, func.sum(case((_p.health == "no_text", 1), else_=0)).label("empty"),
           func.sum(case((_p.health == "garbled", 1), else_=0)).label("garbled"))
    .where(_p.health != "ok", _p.file.is_not(None)).group_by(_p.file).subquery()
)  # fmt: skip
_looked = select(x.looks.c.report, func.sum(x.looks.c.times).label("times")).group_by(x.looks.c.report).subquery()
_says = select(_t.key).join(s.report_terms, _rt.term == _t.id).where(_rt.report == _f.report, _t.facet == "language")
_wrong = and_(_f.language != "", exists(_says), ~exists(_says.where(_t.key == _f.language)))
_empty, _garbled = func.coalesce(_unwell.c.empty, 0), func.coalesce(_unwell.c.garbled, 0)
_TROUBLES = {
    "unreadable": or_(_f.state == "parked", _f.outcome.in_(("encrypted", "damaged", "no_text"))),
    "pages": and_(_empty > 0, _empty < _f.pages), "garbled": _garbled > 0, "incomplete": _f.outcome == "incomplete", "language": _wrong,
}  # fmt: skip
_TROUBLES["all"] = or_(*_TROUBLES.values())
_accepted = exists(select(x.accepted_files.c.file).where(x.accepted_files.c.file == _f.id))
_times = func.coalesce(_looked.c.times, 0)
_FILES = (
    select(s.files, _empty.label("empty"), _garbled.label("garbled"), cast(_wrong, Integer).label("wrong"), _times.label("times"),
           cast(_accepted, Integer).label("kept"))
    .join(s.reports, _r.number == _f.report).outerjoin(_unwell, _unwell.c.file == _f.id).outerjoin(_looked, _looked.c.report == _f.report)
    .where(_f.removed.is_(None), _r.state.not_in(GONE))
)  # fmt: skip


class TextHealths(Part):
    """The catalogue's questions about text that is not well."""

    def unhealthy(self, trouble: Trouble, *, accepted: bool, limit: int, offset: int) -> tuple[int, Sequence[Unhealthy]]:
        """See `text_health.TextHealth`."""
        chosen = _FILES.where(_TROUBLES[trouble], _accepted if accepted else ~_accepted)
        with self.database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
            rows = connection.execute(chosen.order_by(_times.desc(), _f.report.desc(), _f.id).limit(limit).offset(offset)).all()
            reports = reports_of(connection, self._looking(connection), [row.report for row in rows])
        return total, [Unhealthy(file_of(row), reports[row.report], row.empty, row.garbled, bool(row.wrong), row.times, bool(row.kept))
                       for row in rows]  # fmt: skip

    def typed_pages(self, file: int) -> Mapping[int, str]:
        """Page → when its text was typed."""
        c = x.typed_pages.c
        return {row.n: row.at for row in self._rows(select(c.n, c.at).where(c.file == file).order_by(c.n))}

    def bad_pages(self, file: int) -> Mapping[int, str]:
        """Page → health."""
        return {row.n: row.health for row in self._rows(select(_p.n, _p.health).where(_p.file == file, _p.health != "ok").order_by(_p.n))}
