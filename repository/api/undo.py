"""Given a change, everything as before it: taken back as a new change."""

import time

from starlette.requests import Request
from starlette.responses import Response

from repository.api.change import make, wanted
from repository.api.task import accepted
from repository.arrivals import person_of
from repository.background import MANY, concerned, undo_beside
from repository.engines import desk_of
from repository.forms import Form
from repository.reader import house, reader_of
from repository.review import taking_back


def post(request: Request, form: Form) -> Response:
    """What it did."""
    home, change = house(request), request.path_params["change"]
    engines, desk = home["engines"], desk_of(home["settings"], reader_of(request).base)
    dry = wanted(form).flag("dry_run") if form.json is not None else False
    person, catalogue = person_of(request), engines.catalogue
    back = taking_back(change, by=person, catalogue=catalogue, accounts=engines.accounts, desk=desk, now=time.time())
    if not dry and concerned(change, catalogue=catalogue) > MANY:
        with catalogue.trying(person.actor) as writing:
            back(writing)  # what stands in the way is told at once
        return accepted(request, undo_beside(change, person, catalogue=catalogue))
    return make(request, back, dry=dry, undoes=change)
