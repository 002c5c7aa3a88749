"""Writing what people could not find."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import delete, func, insert, select, update

from repository.asked import DAYS, KEPT, MOST
from repository.engines.sql.ledger import Ledger
from repository.engines.sql.rows import MANY, AnyRow
from repository.engines.sql.schema_asked import missed
from repository.errors import NotFound

_m = missed.c


class WriteAsked(Ledger):
    """The part of a transaction that counts questions without an answer."""

    def add_missed(self, asked: Mapping[str, tuple[str, int]], day: str) -> None:
        """See `asked.AskedWriting`."""
        self.connection.execute(delete(missed).where(_m.last < (date.fromisoformat(day) - timedelta(days=KEPT)).isoformat()))
        room = MOST - self.connection.execute(select(func.count()).select_from(missed)).scalar_one()
        known: dict[str, AnyRow] = {}
        keys = list(asked)
        for start in range(0, len(keys), MANY):
            rows = self.connection.execute(select(missed).where(_m.key.in_(keys[start : start + MANY])))
            known |= {row.key: row for row in rows}
        for key, (words, times) in asked.items():
            row = known.get(key)
            if row is not None:
                days = row.days + (row.last < day)
                values = {"days": days, "times": row.times + times, "last": max(row.last, day), "words": words if days >= DAYS else ""}
                self.connection.execute(update(missed).where(_m.key == key).values(**values))
            elif room > 0:
                room -= 1
                self.connection.execute(insert(missed).values(key=key, words="", days=1, times=times, last=day))

    def put_aside(self, key: str, *, aside: bool) -> None:
        """See `asked.AskedWriting`."""
        if not self.connection.execute(update(missed).where(_m.key == key, _m.words != "").values(aside=aside)).rowcount:
            raise NotFound("missed_unknown")
