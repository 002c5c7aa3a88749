"""Reading batches."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select

from repository.batches import UNDER_WAY, Batch, BatchRow, BatchState
from repository.engines.sql import schema_batches as s
from repository.engines.sql.part import Part
from repository.engines.sql.rows import AnyRow, parts
from repository.model import Receipt

_b, _o, _r = s.batches.c, s.batch_organisations.c, s.batch_rows.c


class Batched(Part):
    """See `batches.Batches`."""

    def batch(self, batch: int) -> Batch | None:
        """By its number."""
        row = self._first(select(s.batches).where(_b.id == batch)) if 0 < batch < 2**62 else None
        return self._made([row])[0] if row is not None else None

    def batches(self, account: int, organisations: Iterable[int], limit: int = 50) -> Sequence[Batch]:
        """A person's own and those of their organisations, last changed first."""
        shared = select(_o.batch).where(_o.term.in_(self._same_terms(organisations)))
        question = select(s.batches).where(or_(_b.account == account, _b.id.in_(shared)))
        return self._made(self._rows(question.order_by(_b.changed.desc(), _b.id.desc()).limit(limit)))

    def batches_in(self, states: Iterable[BatchState]) -> Sequence[Batch]:
        """Whoever's they are, oldest first."""
        return self._made(self._rows(select(s.batches).where(_b.state.in_(list(states))).order_by(_b.id)))

    def batches_left(self, before: str) -> Sequence[Batch]:
        """Whose ZIP is still kept although nobody went on with them since."""
        rested = _b.state.not_in(UNDER_WAY)
        return self._made(self._rows(select(s.batches).where(rested, _b.sha256 != "", _b.changed < before).order_by(_b.id)))

    def batch_rows(self, batch: int) -> Sequence[BatchRow]:
        """In order."""
        rows = self._rows(select(s.batch_rows).where(_r.batch == batch).order_by(_r.position))
        return [_row_of(row.position, row.taken, json.loads(row.receipt)) for row in rows]

    def _made(self, rows: Sequence[AnyRow]) -> list[Batch]:
        if not rows:
            return []  # asked for all the time, and seldom any: the vocabulary need not be looked up
        lookup, owners = self._lookup(), {}  # type: ignore[var-annotated]
        for part in parts([row.id for row in rows]):
            for batch, term in self._rows(select(_o.batch, _o.term).where(_o.batch.in_(part)).order_by(_o.batch, _o.position)):
                lead = lookup.lead(lookup.terms.get(term))
                owners.setdefault(batch, []).append(lead.id if lead else term)
        return [
            Batch(row.id, row.account, row.name, row.sha256, row.size, tuple(dict.fromkeys(owners.get(row.id, ()))), row.organisation,
                  row.state, row.total, json.loads(row.detail or "{}"), row.created, row.changed)
            for row in rows
        ]  # fmt: skip


def _row_of(position: int, taken: bool, told: dict[str, object]) -> BatchRow:  # noqa: FBT001
    files, expected = told.pop("files"), told.pop("expected")
    receipt = Receipt(**{**told, "notes": tuple(told["notes"])})  # type: ignore[arg-type]
    return BatchRow(position, receipt, taken, tuple(files), tuple(expected))  # type: ignore[arg-type]
