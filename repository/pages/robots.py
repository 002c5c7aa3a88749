"""Given a crawler, where it need not go: searches and the switch of language are endless, reports are not."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

RULES = "User-agent: *\nDisallow: /search\nDisallow: /language\nDisallow: /api/\n"


def get(_: Request) -> Response:
    """The rules."""
    return PlainTextResponse(RULES, headers={"Cache-Control": "public, max-age=3600"})
