"""Reading what is remembered of proposed terms."""

from sqlalchemy import select

from repository.engines.sql import schema_proposals as p
from repository.engines.sql.part import Part

_d = p.declined.c


class Proposing(Part):
    """The catalogue's questions about proposed terms."""

    def declined(self, *, report: int | None = None, term: int | None = None) -> set[tuple[int, int]]:
        """(report, term) of a report or of a term."""
        question = select(_d.report, _d.term)
        question = question if report is None else question.where(_d.report == report)
        question = question if term is None else question.where(_d.term == term)
        return {(row.report, row.term) for row in self._rows(question)}
