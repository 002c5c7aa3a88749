"""Given a reader who wants to search better, what can be typed and what it finds."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.pages import show

EXAMPLES = (
    ("words", "recruitment fees"),
    ("phrase", '"freedom of movement"'),
    ("without", "detention -children"),
    ("year", "remittances year:2015..2018"),
)


@dataclass(frozen=True, slots=True)
class HowToSearch:
    """The context of `pages/how_to_search.html`: what is shown → what is typed."""

    examples: tuple[tuple[str, str], ...]


def get(request: Request) -> Response:
    """The page."""
    return show(request, "how_to_search", HowToSearch(EXAMPLES))
