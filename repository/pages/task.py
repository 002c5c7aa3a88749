"""Given a change of many reports that is made beside, how far it is, and what became of it."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.background import findable, task_of
from repository.outcomes import sentence
from repository.pages import show
from repository.pages.changing import Made, made
from repository.reader import house, reader_of
from repository.tasks import Task


@dataclass(frozen=True, slots=True)
class TaskPage:
    """The context of `pages/task.html`; `found` are those of its reports that searches show as they are now."""

    task: Task
    found: int
    under_way: bool
    back: str
    made: Made | None
    wrong: str  # why it could not be made


def get(request: Request) -> Response:
    """How it stands."""
    engines = house(request)["engines"]
    task = task_of(request.path_params["id"], catalogue=engines.catalogue)
    found = findable(task, catalogue=engines.catalogue, index=engines.index)
    context = TaskPage(
        task, found, task.state == "waiting" or found < task.reports, str(task.asked.get("back") or "/history"),
        made(request, task.change) if task.change else None, sentence(task.detail, reader_of(request).words),
    )  # fmt: skip
    return show(request, "task", context, indexed=False, place="history", form=True, script=True)
