"""Given a change of many reports, a task that is made beside: by a worker, as one change, while everybody goes on searching and writing.

The whole change and the end of its task are one transaction. A worker that is killed in the middle leaves the task waiting, and
nothing of it is seen; the next one makes it.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from repository import editing
from repository.accounts import Account, Accounts
from repository.catalogue import Catalogue, Done, Writing
from repository.editing import Wish
from repository.errors import Conflict, InputError, NotAllowed, NotFound, RepositoryError
from repository.index import Index
from repository.indexing import left
from repository.model import Actor
from repository.tasks import Task

log = logging.getLogger(__name__)
MANY = 200  # reports; a change of more is made beside
TRIES = 3
WORKER = Actor("worker")


def edit_beside(
    numbers: Sequence[int], wish: Wish, query: Mapping[str, object], person: Account, *, catalogue: Catalogue, back: str = ""
) -> int:  # fmt: skip
    """A task of this change of exactly these reports; its id. Raises InputError for a wish that cannot be."""
    with catalogue.trying(person.actor) as writing:
        editing.edit_of(wish, catalogue=catalogue, writing=writing)
    asked = {"numbers": list(numbers), "wish": wish.told(), "query": dict(query), "back": back}
    with catalogue.writing(person.actor) as writing:
        return writing.add_task(Task(0, person.id, "edit", len(numbers), asked))


def undo_beside(change: int, person: Account, *, catalogue: Catalogue) -> int:
    """A task that takes a change back; its id, which is that of one that waits already."""
    waiting = [task.id for task in catalogue.tasks_waiting() if task.kind == "undo" and task.asked.get("change") == change]
    if waiting:
        return waiting[0]
    with catalogue.writing(person.actor) as writing:
        return writing.add_task(Task(0, person.id, "undo", concerned(change, catalogue=catalogue), {"change": change}))


def concerned(change: int, *, catalogue: Catalogue) -> int:
    """How many reports taking a change back concerns, as its line of history says."""
    line = catalogue.line(change)
    count = line.detail.get("reports", 0) if line is not None else 0
    return count if isinstance(count, int) else 0


def task_of(number: int, *, catalogue: Catalogue) -> Task:
    """Raises NotFound `not_here`."""
    found = catalogue.task(number)
    if found is None:
        raise NotFound("not_here")
    return found


def findable(task: Task, *, catalogue: Catalogue, index: Index) -> int:
    """How many of the reports it changed searches show as they are now."""
    return max(0, task.reports - left(task.reports, catalogue=catalogue, index=index)) if task.state == "done" else 0


def work(*, catalogue: Catalogue, accounts: Accounts, stop: Callable[[], bool] = lambda: False) -> int:
    """Makes every task that waits; how many. What may pass by itself (a full disk, another writer) is left for the next time."""
    made = 0
    for task in catalogue.tasks_waiting():
        if stop():
            break
        if not _begun(task, catalogue):
            made += 1
            continue
        try:
            _make(task, catalogue, accounts)
        except (InputError, NotAllowed, Conflict, NotFound) as error:
            _end(task, catalogue, {"key": error.key, **error.data})
        except RepositoryError:
            with suppress(RepositoryError):
                _put(task, catalogue, lambda now: replace(now, tries=now.tries - 1))
            raise
        except Exception:
            log.exception("a change of many reports failed")
        made += 1
    return made


def _put(task: Task, catalogue: Catalogue, changed: Callable[[Task], Task]) -> bool:
    """Changes what is known of it, unless it ended meanwhile."""
    with catalogue.writing(WORKER) as writing:
        now = catalogue.task(task.id)
        waits = now is not None and now.state == "waiting"
        if now is not None and waits:
            writing.put_task(changed(now))
    return waits


def _begun(task: Task, catalogue: Catalogue) -> bool:
    """Counts a try before it is made, for one may take its worker along; after some it is given up, and the next has its turn."""
    if task.tries >= TRIES:
        _end(task, catalogue, {"key": "task_failed"})
        return False
    return _put(task, catalogue, lambda now: replace(now, tries=now.tries + 1))


def _make(task: Task, catalogue: Catalogue, accounts: Accounts) -> None:
    person = accounts.account(task.account)
    if person is None or person.state != "active" or not person.staff:
        raise NotAllowed("not_allowed")
    with catalogue.writing(person.actor) as writing:
        now = catalogue.task(task.id)
        if now is not None and now.state == "waiting":  # nobody else made it meanwhile
            carry_out(now, catalogue=catalogue, writing=writing)


def carry_out(task: Task, *, catalogue: Catalogue, writing: Writing) -> Done:
    """Makes it in this transaction, and ends it there; raises what an edit and an undo raise."""
    asked: Mapping[str, Any] = task.asked
    if task.kind == "edit":
        done = editing.edit(asked["numbers"], Wish.of(asked["wish"]), asked["query"], catalogue=catalogue, writing=writing)
    else:
        done = writing.undo(asked["change"])
    writing.put_task(replace(_ended(task), state="done", change=done.change, reports=done.reports))
    return done


def _ended(task: Task) -> Task:
    return replace(task, asked={name: value for name, value in task.asked.items() if name != "numbers"})


def _end(task: Task, catalogue: Catalogue, detail: Mapping[str, object]) -> None:
    _put(task, catalogue, lambda now: replace(_ended(now), state="failed", detail=detail))
