"""Given nothing, what is known and kept about readers: nothing that names one."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.pages import show


@dataclass(frozen=True, slots=True)
class Privacy:
    """The context of `pages/privacy.html`."""


def get(request: Request) -> Response:
    """The page."""
    return show(request, "privacy", Privacy())
