"""Given nothing, the description of the API in OpenAPI 3.1: `openapi.json` beside this module, with this site's address."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from repository import __version__
from repository.api import send
from repository.reader import reader_of


@cache
def description() -> dict[str, Any]:
    """The description as written."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_text(encoding="utf-8"))
    return found


def get(request: Request) -> Response:
    """The description."""
    written = description()
    told = {**written, "info": {**written["info"], "version": __version__}, "servers": [{"url": reader_of(request).base}]}
    return send(request, told, headers={"Cache-Control": "public, max-age=3600"})
