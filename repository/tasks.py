"""A change of many reports that is made beside, while its person does something else; and the promise an engine makes to keep it.

A task waits until a worker makes it, in one transaction with its end: whatever happens in between, it is there as a whole or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

TaskKind = Literal["edit", "undo"]
TaskState = Literal["waiting", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody wants: `asked` is all that is needed to make it (numbers of reports go once it has ended)."""

    id: int
    account: int
    kind: TaskKind
    total: int  # reports it is about
    asked: Mapping[str, object] = field(default_factory=dict)
    state: TaskState = "waiting"
    tries: int = 0  # that were begun
    change: int = 0  # its line of history; 0 while there is none, or when there was nothing to do
    reports: int = 0  # that it changed
    detail: Mapping[str, object] = field(default_factory=dict)  # why it could not be made: key and data of an error
    created: str = ""  # ISO 8601, UTC
    ended: str = ""


class TasksWriting(Protocol):
    """The part of a transaction that keeps tasks."""

    def add_task(self, task: Task) -> int:
        """A new one; its id."""

    def put_task(self, task: Task) -> None:
        """Replaces what was asked, state, tries, change, reports and detail; raises NotFound `not_here`."""


class Tasks(Protocol):
    """What is known of them."""

    def task(self, task: int) -> Task | None: ...
    def tasks_waiting(self) -> Sequence[Task]:
        """Whoever's they are, oldest first."""
