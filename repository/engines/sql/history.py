"""Reading the history: every change, newest first."""

import json

from sqlalchemy import Select, or_, select

from repository.engines.sql import schema as s
from repository.engines.sql.part import Part
from repository.engines.sql.rows import AnyRow
from repository.model import Event

_h, _p = s.history.c, s.history_parts.c


def _touched(kind: str, item: int) -> Select[tuple[int]]:
    return select(_p.history).where(_p.kind == kind, _p.item == item)


class History(Part):
    """The catalogue's questions about what happened."""

    def history(self, *, report: int | None = None, term: int | None = None, limit: int = 50, before: int | None = None) -> list[Event]:
        """Newest first; a merge belongs to both of its terms, a change of many things to each of them."""
        question = select(s.history).order_by(_h.id.desc()).limit(limit)
        if report is not None:
            question = question.where(or_(_h.report == report, _h.id.in_(_touched("report", report))))
        if term is not None:
            question = question.where(or_(_h.term == term, _h.other == term, _h.id.in_(_touched("term", term))))
        if before is not None:
            question = question.where(_h.id < before)
        return [_event(row) for row in self._rows(question)]

    def line(self, change: int) -> Event | None:
        """By its number."""
        row = self._first(select(s.history).where(_h.id == change)) if 0 < change < 2**62 else None
        return _event(row) if row is not None else None


def _event(row: AnyRow) -> Event:
    return Event(row.id, row.at, row.who, row.what, row.report, row.term, json.loads(row.detail), row.undone_by)
