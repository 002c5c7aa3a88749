"""Given an error of the core, the HTTP status it is answered with: the one table for pages and API."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException

from repository.errors import (
    BodyLarge,
    Conflict,
    Damaged,
    InputError,
    NoneTaken,
    NotAllowed,
    NotFound,
    NotSignedIn,
    RepositoryError,
    Stale,
    TooLarge,
    TooMany,
    Unavailable,
    Withdrawn,
)
from repository.spoken import Spoken

STATUS: dict[type[RepositoryError], int] = {
    Withdrawn: 410,
    NotFound: 404,
    TooLarge: 413,
    BodyLarge: 413,
    NoneTaken: 422,
    InputError: 400,
    NotAllowed: 403,
    NotSignedIn: 401,
    TooMany: 429,
    Stale: 412,
    Conflict: 409,
    Unavailable: 503,
    Damaged: 503,
}
TOLD = (400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 416, 422, 429, 500, 503)  # each has `failure.<status>.title` and `.advice`


def status_of(error: Exception) -> int:
    """The status; 500 for what nobody foresaw."""
    if isinstance(error, HTTPException):
        return error.status_code
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 500


def data_of(error: RepositoryError, spoken: Spoken, most: int) -> Mapping[str, object]:
    """What fills its sentence; `most` is how many bytes a file may have: what a form has beside its files is nobody's concern."""
    limit = error.data.get("limit")
    return {**error.data, "limit": spoken.size(min(limit, most))} if isinstance(error, BodyLarge) and isinstance(limit, int) else error.data


def headers_of(error: Exception) -> dict[str, str]:
    """What else the answer carries: `Allow`, `Retry-After`, `WWW-Authenticate`."""
    found = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if status_of(error) == 503:
        found["Retry-After"] = "30"
    if isinstance(error, TooMany):
        found["Retry-After"] = str(error.data.get("seconds", 60))
    if isinstance(error, NotSignedIn):
        found["WWW-Authenticate"] = "Bearer"
    return found
