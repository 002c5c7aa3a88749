"""Given nothing, what this place is, what it holds, and what may be relied on."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.model import Holdings
from repository.pages import show
from repository.reader import house


@dataclass(frozen=True, slots=True)
class About:
    """The context of `pages/about.html`."""

    holdings: Holdings


def get(request: Request) -> Response:
    """The page."""
    return show(request, "about", About(house(request)["engines"].catalogue.holdings()), place="about")
