"""Given a term and what a curator's program wants of it, one change: other names, another place, approved or retired."""

from starlette.requests import Request
from starlette.responses import Response

from repository import curation
from repository.api.change import Change, Wanted, make, wanted
from repository.errors import InputError
from repository.forms import Form

NAMES, STATES = ("labels", "synonyms"), {"approved": curation.approve, "retired": curation.retire}


def patch(request: Request, form: Form) -> Response:
    """What it did; names that are replaced become synonyms."""
    found = wanted(form, *NAMES, "broader", "state")
    if sum((found.has(*NAMES), found.has("broader"), found.has("state"))) != 1:
        raise InputError("one_change")
    term = request.path_params["id"]
    return make(request, _change(term, found), dry=found.flag("dry_run"))


def _change(term: int, found: Wanted) -> Change:
    if found.has(*NAMES):
        labels, synonyms = found.texts("labels"), found.texts("synonyms")
        return lambda writing: curation.rename(term, labels, writing=writing, synonyms=synonyms)
    if found.has("broader"):
        broader = found.numbers("broader")
        return lambda writing: curation.move(term, broader, writing=writing)
    step = STATES.get(found.text("state"))
    if step is None:
        raise InputError("state_unknown", value=found.text("state")[:100], known=", ".join(STATES))
    return lambda writing: step(term, writing=writing)
