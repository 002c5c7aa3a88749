"""Given a change, everything as before it: taken back as a new change."""

from starlette.requests import Request
from starlette.responses import Response

from repository.api.change import make, wanted
from repository.forms import Form


def post(request: Request, form: Form) -> Response:
    """What it did."""
    change = request.path_params["change"]
    dry = wanted(form).flag("dry_run") if form.json is not None else False
    return make(request, lambda writing: writing.undo(change), dry=dry, undoes=change)
