"""Writing batches, and the receipts of their rows."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, insert, update

from repository.batches import Batch, BatchRow
from repository.engines.sql import schema_batches as s
from repository.engines.sql.ledger import Ledger
from repository.engines.sql.rows import as_json
from repository.errors import NotFound

_b, _r = s.batches.c, s.batch_rows.c


class WriteBatches(Ledger):
    """The part of a transaction that keeps batches; see `batches.BatchesWriting`."""

    def add_batch(self, batch: Batch) -> int:
        """A new one."""
        self.write_through()
        id_ = self.next("batch")
        self.connection.execute(insert(s.batches).values(
            id=id_, account=batch.account, name=batch.name, size=batch.size, organisation=batch.organisation, created=self.now,
            **self._batch_row(batch),
        ))  # fmt: skip
        owners = [{"batch": id_, "term": term, "position": n} for n, term in enumerate(dict.fromkeys(batch.organisations))]
        if owners:
            self.connection.execute(insert(s.batch_organisations), owners)
        return id_

    def change_batch(self, batch: Batch) -> None:
        """Replaces what changes; raises NotFound `not_here`."""
        self.write_through()
        if not self.connection.execute(update(s.batches).where(_b.id == batch.id).values(**self._batch_row(batch))).rowcount:
            raise NotFound("not_here")

    def _batch_row(self, batch: Batch) -> dict[str, object]:
        detail = as_json(batch.detail) if batch.detail else ""
        return {"sha256": batch.sha256, "state": batch.state, "total": batch.total, "detail": detail, "changed": self.now}

    def put_batch_rows(self, batch: int, rows: Sequence[BatchRow]) -> None:
        """Replaces rows by position."""
        self.write_through()
        if not rows:
            return
        for part in (rows[n : n + 500] for n in range(0, len(rows), 500)):
            self.connection.execute(delete(s.batch_rows).where(_r.batch == batch, _r.position.in_([row.position for row in part])))
        self.connection.execute(insert(s.batch_rows), [
            {"batch": batch, "position": row.position, "taken": row.taken,
             "receipt": as_json({**asdict(row.receipt), "files": row.files, "expected": row.expected})}
            for row in rows
        ])  # fmt: skip
