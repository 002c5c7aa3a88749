"""Reading what people could not find."""

from collections.abc import Sequence

from sqlalchemy import func, select

from repository.asked import Missed
from repository.engines.sql.part import Part
from repository.engines.sql.schema_asked import missed

_m = missed.c
_LISTED = select(_m.key, _m.words, _m.days, _m.times, _m.last).where(_m.words != "")


class Asked(Part):
    """The catalogue's questions about what was asked for."""

    def missed(self, *, aside: bool, limit: int, offset: int) -> tuple[int, Sequence[Missed]]:
        """See `asked.AskedFor`."""
        chosen = _LISTED.where(_m.aside.is_(aside))
        total = self._value(select(func.count()).select_from(chosen.subquery())) or 0
        rows = self._rows(chosen.order_by(_m.days.desc(), _m.times.desc(), _m.words).limit(limit).offset(offset))
        return total, [Missed(*row) for row in rows]
