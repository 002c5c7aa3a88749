"""Given an address asked again while nothing changed, the page as it was made: a link that many follow is searched for once.

Only what everybody is shown alike is kept: pages for browsers that hold no session. What is kept stands under the version of
the record and the edition of the index it was made of, so that a change of either makes it anew.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.errors import RepositoryError
from repository.kept import Kept
from repository.pages import VARY, same_as_known
from repository.reader import Reader, house

MOST = 24 << 20  # bytes kept by a process
MEDIA_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Made:
    """A page."""

    body: bytes
    language: str
    query: int  # bytes of its address

    @property
    def size(self) -> int:
        """Bytes, with what it stands under."""
        return len(self.body) + self.query + 500


def key_of(request: Request, reader: Reader) -> object:
    """What a page is made of; None when it is for one browser only, or the record does not answer."""
    if reader.account or reader.token:
        return None
    engines = house(request)["engines"]
    try:
        version, edition = engines.catalogue.version(), engines.index.edition()
    except RepositoryError:
        return None
    return reader.base, request.scope["path"], request.scope["query_string"], reader.language, version, edition


def known(request: Request, key: object) -> Response | None:
    """The page as it was made."""
    made = answers(request).get(key) if key else None
    if made is None:
        return None
    return same_as_known(request, made.body, media_type=MEDIA_TYPE, headers={"Content-Language": made.language, "Vary": VARY})


def keep(request: Request, key: object, response: Response) -> None:
    """Keeps a page that was made."""
    if key and response.status_code == 200:
        answers(request).put(key, Made(bytes(response.body), response.headers["content-language"], len(request.scope["query_string"])))


def answers(request: Request) -> Kept[Made]:
    """Those of this process."""
    return house(request)["answers"]
