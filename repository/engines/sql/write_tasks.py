"""Writing tasks."""

from sqlalchemy import insert, update

from repository.engines.sql.ledger import Ledger
from repository.engines.sql.rows import as_json
from repository.engines.sql.schema_tasks import tasks
from repository.errors import NotFound
from repository.tasks import Task


class WriteTasks(Ledger):
    """The part of a transaction that keeps tasks; see `tasks.TasksWriting`."""

    def add_task(self, task: Task) -> int:
        """A new one."""
        self.write_through()
        id_ = self.next("task")
        self.connection.execute(insert(tasks).values(id=id_, account=task.account, kind=task.kind, total=task.total, created=self.now,
                                                     **self._task_row(task)))  # fmt: skip
        return id_

    def put_task(self, task: Task) -> None:
        """Replaces what changes; raises NotFound `not_here`."""
        self.write_through()
        if not self.connection.execute(update(tasks).where(tasks.c.id == task.id).values(**self._task_row(task))).rowcount:
            raise NotFound("not_here")

    def _task_row(self, task: Task) -> dict[str, object]:
        return {"asked": as_json(task.asked), "state": task.state, "tries": task.tries, "change": task.change, "reports": task.reports,
                "detail": as_json(task.detail) if task.detail else "", "ended": "" if task.state == "waiting" else self.now}  # fmt: skip
