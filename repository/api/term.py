"""Given a term, what is said of it; and what a curator's program wants of it, one change: other names, another place, approved or retired."""

from starlette.requests import Request
from starlette.responses import Response

from repository import curation
from repository.api import send
from repository.api.change import Change, Wanted, make, told, wanted
from repository.errors import InputError, NotFound
from repository.forms import Form
from repository.reader import house, reader_of
from repository.reading import followed, known
from repository.render import Voice

NAMES, STATES = ("labels", "synonyms"), {"approved": curation.approve, "retired": curation.retire}


def get(request: Request) -> Response:
    """The term, or the one it was merged into; staff also see those readers do not know of."""
    catalogue, reader = house(request)["engines"].catalogue, reader_of(request)
    with catalogue.reading():
        term = followed(request.path_params["id"], catalogue=catalogue)
        public = {facet.key for facet in catalogue.facets() if facet.public}
        staff = reader.account is not None and reader.account.staff
        if term is None or not (staff or (term.facet in public and known(term, catalogue=catalogue))):
            raise NotFound("term_unknown", value=request.path_params["id"])
        count = catalogue.term_counts(term.facet).get(term.id, 0)
        return send(request, told(term, count, Voice(reader.words, reader.languages), catalogue))


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
