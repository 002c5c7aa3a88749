"""Reading what review needs: who looks at what, who asked for a withdrawal, whom we trust, which embargo is over."""

from collections.abc import Sequence

from sqlalchemy import func, select

from repository.catalogue import Claim, Wish
from repository.engines.sql import schema as s
from repository.engines.sql import schema_review as r
from repository.engines.sql.part import Part
from repository.engines.sql.rows import parts
from repository.model import Trust

_c, _h = s.reports.c, s.history.c


class Reviewing(Part):
    """The catalogue's questions of those who review."""

    def claims(self) -> dict[int, Claim]:
        """By report, those that ended included."""
        return {row.report: Claim(row.account, row.since, row.until) for row in self._rows(select(r.claims))}

    def wishes(self) -> dict[int, Wish]:
        """By report."""
        return {row.report: Wish(row.account, row.reason, row.at) for row in self._rows(select(r.wishes))}

    def trust(self) -> dict[int, Trust]:
        """By organisation's term, those that differ from `reviewed`."""
        return {row.term: row.level for row in self._rows(select(r.trust)) if row.level != "reviewed"}

    def embargoes_over(self, day: str) -> list[int]:
        """Embargoed reports that open on this day or did before."""
        question = select(_c.number).where(_c.state == "embargoed", _c.opens != "", _c.opens <= day).order_by(_c.number)
        return [row.number for row in self._rows(question)]

    def added_by(self, numbers: Sequence[int]) -> dict[int, int]:
        """Report → account that brought it in, of those that people brought in."""
        found: dict[int, int] = {}
        for part in parts(numbers):
            question = select(_h.report, func.min(_h.account).label("by")).where(
                _h.what == "report_added", _h.report.in_(part), _h.account.is_not(None)).group_by(_h.report)  # fmt: skip
            found |= {row.report: row.by for row in self._rows(question)}
        return found
