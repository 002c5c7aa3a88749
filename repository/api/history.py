"""Given nothing, a report or a term, its changes, newest first, as programs take them."""

from starlette.requests import Request
from starlette.responses import Response

from repository.api import send
from repository.api.terms import number
from repository.past import Teller
from repository.reader import house, reader_of

LIMIT, MOST, HIGHEST = 50, 1_000, 10**9 - 1


def get(request: Request) -> Response:
    """The lines; `before` is the id of a change."""
    catalogue, reader = house(request)["engines"].catalogue, reader_of(request)
    chosen = {name: number(request, name, 1, HIGHEST) if name in request.query_params else None for name in ("report", "term", "before")}
    found = catalogue.history(**chosen, limit=number(request, "limit", LIMIT, MOST))
    teller = Teller(catalogue, reader.words, reader.languages)
    lines = [{"change": event.id, "when": event.when, "who": event.who, "what": event.what, "sentence": teller.sentence(event),
              "detail": event.detail, "undone_by": event.undone_by, "report": event.report, "term": event.term} for event in found]  # fmt: skip
    return send(request, {"changes": lines})
