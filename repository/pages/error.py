"""Given an error, the page that says in the reader's language what happened and what to do."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.errors import BodyLarge, RepositoryError, Withdrawn
from repository.failure import TOLD, data_of, headers_of, status_of
from repository.pages import show
from repository.pages.language import way_back
from repository.reader import house, reader_of
from repository.spoken import Spoken


@dataclass(frozen=True, slots=True)
class Error:
    """The context of `pages/error.html`."""

    status: int
    heading: str
    sentence: str  # what happened, empty when the heading says it all
    advice: str
    number: int | None = None  # of a withdrawn report
    reason: str = ""
    successor: int | None = None
    back: str = ""  # the form that was too large


def answer(request: Request, error: Exception) -> Response:
    """The page for an error."""
    status = status_of(error)
    return show(request, "error", told(request, error), status=status, indexed=False, box=False, headers=headers_of(error))


def told(request: Request, error: Exception) -> Error:
    """What is said about an error."""
    words, settings = reader_of(request).words, house(request)["settings"]
    status = status_of(error)
    known = status if status in TOLD else 400 if 400 <= status < 500 else 500
    key = f"error.{error.key}" if isinstance(error, RepositoryError) else ""
    data = data_of(error, Spoken(words.language), settings.upload_limit) if isinstance(error, RepositoryError) else {}
    sentence = words(key, **data) if words.has(key) else ""
    own = isinstance(error, RepositoryError) and words.has(f"failure.{error.key}.title")  # where the words of the status would be wrong
    about = error.key if isinstance(error, RepositoryError) and own else str(known)
    heading, advice = words(f"failure.{about}.title"), words(f"failure.{about}.advice")
    if not isinstance(error, Withdrawn):
        return Error(status, heading, sentence, advice, back=form_of(request) if isinstance(error, BodyLarge) else "")
    number, successor = error.data.get("number"), error.data.get("successor")
    return Error(
        status, heading, "", advice,
        number=number if isinstance(number, int) else None,
        reason=str(error.data.get("reason") or ""),
        successor=successor if isinstance(successor, int) else None,
    )  # fmt: skip


def form_of(request: Request) -> str:
    """The address of the form that was sent: forms are sent to their own address."""
    return way_back(request.url.path) if request.method == "POST" else ""
