"""Given an operator's probe, whether record and index are usable, with reasons."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from repository.catalogue import Catalogue
from repository.errors import RepositoryError
from repository.index import Index
from repository.reader import house


def get(request: Request) -> Response:
    """200 when both are usable, else 503."""
    engines = house(request)["engines"]
    record, index = record_state(engines.catalogue), index_state(engines.index)
    ready = bool(record["ready"] and index["ready"])
    body = {"ready": ready, "record": record, "index": index}
    return JSONResponse(body, status_code=200 if ready else 503, headers={"Cache-Control": "no-store"})


def record_state(catalogue: Catalogue) -> dict[str, object]:
    """Whether the catalogue answers."""
    try:
        catalogue.ping()
    except RepositoryError as error:
        return {"ready": False, "reason": error.key}
    return {"ready": True, "reason": ""}


def index_state(index: Index) -> dict[str, object]:
    """Whether the index answers, and how far a rebuild is."""
    state = index.state()
    return {"ready": state.ready, "reason": state.reason, "building": state.building, "last_change": state.last_change}
