"""Given a change of many reports that is made beside, how far it is, and what became of it."""

from starlette.requests import Request
from starlette.responses import Response

from repository.api import send
from repository.background import findable, task_of
from repository.outcomes import sentence
from repository.reader import house, reader_of
from repository.tasks import Task


def get(request: Request) -> Response:
    """How it stands."""
    return send(request, told(request, task_of(request.path_params["id"], catalogue=house(request)["engines"].catalogue)))


def told(request: Request, task: Task) -> dict[str, object]:
    """A task as JSON."""
    engines, reader = house(request)["engines"], reader_of(request)
    return {
        "task": task.id, "kind": task.kind, "state": task.state, "total": task.total, "change": task.change or None,
        "reports": task.reports, "findable": findable(task, catalogue=engines.catalogue, index=engines.index),
        "detail": sentence(task.detail, reader.words), "url": f"{reader.base}/api/v1/tasks/{task.id}",
        "page": f"{reader.base}/tasks/{task.id}",
    }  # fmt: skip


def accepted(request: Request, task: int) -> Response:
    """It will be made: where to ask."""
    answer = told(request, task_of(task, catalogue=house(request)["engines"].catalogue))
    return send(request, answer, status=202, headers={"Location": str(answer["url"])})
