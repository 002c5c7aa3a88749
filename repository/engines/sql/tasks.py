"""Reading tasks."""

import json
from collections.abc import Sequence

from sqlalchemy import select

from repository.engines.sql.part import Part
from repository.engines.sql.rows import AnyRow
from repository.engines.sql.schema_tasks import tasks
from repository.tasks import Task

_t = tasks.c


class Tasked(Part):
    """See `tasks.Tasks`."""

    def task(self, task: int) -> Task | None:
        """By its number."""
        row = self._first(select(tasks).where(_t.id == task)) if 0 < task < 2**62 else None
        return _task(row) if row is not None else None

    def tasks_waiting(self) -> Sequence[Task]:
        """Whoever's they are, oldest first."""
        return [_task(row) for row in self._rows(select(tasks).where(_t.state == "waiting").order_by(_t.id))]


def _task(row: AnyRow) -> Task:
    return Task(row.id, row.account, row.kind, row.total, json.loads(row.asked), row.state, row.tries, row.change, row.reports,
                json.loads(row.detail or "{}"), row.created, row.ended)  # fmt: skip
