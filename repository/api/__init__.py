"""One resource a file: given a request, its JSON. `send` is how each of them answers."""

import json
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from repository.reader import reader_of

VARY = "Accept-Language, Cookie"


def send(
    request: Request, value: object, *, status: int = 200, media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """JSON in UTF-8, with labels in the language the request prefers."""
    told = {"Cache-Control": "no-cache", "Vary": VARY, "Content-Language": reader_of(request).language, **(headers or {})}
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(body, status_code=status, media_type=media_type, headers=told)
