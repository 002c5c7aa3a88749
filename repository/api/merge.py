"""Given two terms, the first merged into the second: its reports, names and addresses go there."""

from starlette.requests import Request
from starlette.responses import Response

from repository import curation
from repository.api.change import make, wanted
from repository.forms import Form


def post(request: Request, form: Form) -> Response:
    """What it did."""
    found, source = wanted(form, "into"), request.path_params["id"]
    target = found.number(found.given.get("into"), "into")
    return make(request, lambda writing: curation.merge(source, target, writing=writing), dry=found.flag("dry_run"))
