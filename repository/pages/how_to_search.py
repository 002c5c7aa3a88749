"""Given a reader who wants to search better, what can be typed and what it finds."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.pages import show
from repository.reader import reader_of

EXAMPLES = ("words", "phrase", "without", "or", "prefix", "fuzzy", "near", "title", "country", "year")


@dataclass(frozen=True, slots=True)
class HowToSearch:
    """The context of `pages/how_to_search.html`: what is shown → what is typed, in the reader's language."""

    examples: tuple[tuple[str, str], ...]


def get(request: Request) -> Response:
    """The page."""
    words = reader_of(request).words
    return show(request, "how_to_search", HowToSearch(tuple((name, words(f"how_to_search.example_{name}")) for name in EXAMPLES)))
