"""Reading what is remembered of proposed terms."""

from collections.abc import Sequence

from sqlalchemy import func, select

from repository.engines.sql import schema as s
from repository.engines.sql import schema_proposals as p
from repository.engines.sql.part import Part

NEW = ("report_added", "own_text_changed", "file_read")  # what is told of a report whose text is new
_h, _d = s.history.c, p.declined.c


class Proposing(Part):
    """The catalogue's questions about proposed terms."""

    def declined(self, *, report: int | None = None, term: int | None = None) -> set[tuple[int, int]]:
        """(report, term) of a report or of a term."""
        question = select(_d.report, _d.term)
        question = question if report is None else question.where(_d.report == report)
        question = question if term is None else question.where(_d.term == term)
        return {(row.report, row.term) for row in self._rows(question)}

    def rules(self) -> tuple[int, ...]:
        """Terms that are set without a person."""
        return tuple(row.term for row in self._rows(select(p.rules.c.term).order_by(p.rules.c.term)))

    def to_be_ruled(self, limit: int) -> tuple[int, Sequence[int]]:
        """See `proposals.Proposals`."""
        after = self._value(select(s.counters.c.last).where(s.counters.c.name == p.RULED)) or 0
        newest = self._value(select(func.max(_h.id))) or 0
        question = select(_h.id, _h.report).where(_h.id > after, _h.what.in_(NEW), _h.report.is_not(None)).order_by(_h.id).limit(limit)
        rows = self._rows(question)
        return (rows[-1].id if len(rows) == limit else newest), list(dict.fromkeys(row.report for row in rows))
