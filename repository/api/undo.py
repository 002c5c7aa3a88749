"""Given a change, everything as before it: taken back as a new change."""

import time

from starlette.requests import Request
from starlette.responses import Response

from repository.api.change import make, wanted
from repository.arrivals import person_of
from repository.engines import desk_of
from repository.forms import Form
from repository.reader import house, reader_of
from repository.review import taking_back


def post(request: Request, form: Form) -> Response:
    """What it did."""
    home, change = house(request), request.path_params["change"]
    engines, desk = home["engines"], desk_of(home["settings"], reader_of(request).base)
    dry = wanted(form).flag("dry_run") if form.json is not None else False
    back = taking_back(
        change, by=person_of(request), catalogue=engines.catalogue, accounts=engines.accounts, desk=desk, now=time.time()
    )  # fmt: skip
    return make(request, back, dry=dry, undoes=change)
