"""Given a term, some of its reports get an entry of their own: those named, or those that a question finds."""

from starlette.requests import Request
from starlette.responses import Response

from repository import curation
from repository.api.change import make, wanted
from repository.errors import NotFound
from repository.forms import Form
from repository.reader import house
from repository.reading import LARGEST
from repository.search import of_term


def post(request: Request, form: Form) -> Response:
    """What it did; the answer has the new term."""
    found, engines = wanted(form, "labels", "reports", "q"), house(request)["engines"]
    labels, these = found.texts("labels"), found.numbers("reports")
    term = engines.catalogue.term(request.path_params["id"]) if request.path_params["id"] < LARGEST else None
    if term is None:
        raise NotFound("no_such_term", term=request.path_params["id"])
    if found.has("q"):
        these += of_term(term, found.text("q")[:500], catalogue=engines.catalogue, index=engines.index)
    return make(request, lambda writing: curation.split(term.id, labels, these, writing=writing), dry=found.flag("dry_run"), made=201)
