"""Given an error, its problem document (RFC 9457): what it is, the status, a sentence, and the data behind it."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from repository.api import send
from repository.errors import NoneTaken, RepositoryError, Withdrawn
from repository.failure import TOLD, data_of, headers_of, status_of
from repository.reader import house, reader_of
from repository.spoken import Spoken


def answer(request: Request, error: Exception) -> Response:
    """The document."""
    status = status_of(error)
    headers = {**headers_of(error), "Cache-Control": "no-store"}
    return send(request, told(request, error), status=status, media_type="application/problem+json", headers=headers)


def told(request: Request, error: Exception) -> dict[str, object]:
    """Its members; `type` ends in the key of the error, which does not change with the language."""
    words, most = reader_of(request).words, house(request)["settings"].upload_limit
    spoken = Spoken(words.language)
    status = status_of(error)
    known = isinstance(error, RepositoryError)
    key = error.key if isinstance(error, RepositoryError) else f"http_{status}"
    sentence = words(f"error.{key}", **data_of(error, spoken, most)) if isinstance(error, RepositoryError) and words.has(f"error.{key}") else ""
    advice = words(f"failure.{status if status in TOLD else 500}.advice")
    found: dict[str, object] = {
        "type": f"urn:problem:{key}" if known else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence or advice,
    }
    if isinstance(error, Withdrawn):
        found |= {name: error.data.get(name) for name in ("number", "reason", "successor")}
    if isinstance(error, NoneTaken):
        found |= {"files": error.data["files"]}
    return found
