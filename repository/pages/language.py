"""Given a language, a cookie that remembers it and the way back; without one, the list to choose from."""

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository.pages import show
from repository.reader import cookie_name, house

YEAR = 365 * 24 * 3600  # seconds
_HERE = re.compile(r"^/(?![/\\])[^\x00-\x20\\]*$")


@dataclass(frozen=True, slots=True)
class Language:
    """The context of `pages/language.html`."""

    to: str


def get(request: Request) -> Response:
    """The way back with the cookie set, or the list."""
    settings = house(request)["settings"]
    to = way_back(request.query_params.get("to", ""))
    language = request.query_params.get("lang", "")
    if language not in settings.languages or "to" not in request.query_params:
        return show(request, "language", Language(to), indexed=False)
    response = RedirectResponse(to, status_code=303, headers={"Cache-Control": "no-store"})
    response.set_cookie(
        cookie_name(settings), language, max_age=YEAR, path="/", secure=settings.url.startswith("https:"), httponly=True,
        samesite="lax",
    )  # fmt: skip
    return response


def way_back(to: str) -> str:
    """An address on this site, else the front page."""
    return to if _HERE.match(to) and len(to) < 8000 else "/"
