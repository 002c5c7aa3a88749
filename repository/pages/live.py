"""Given an operator's probe, that the process is up."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response


def get(_: Request) -> Response:
    """`ok`."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})
