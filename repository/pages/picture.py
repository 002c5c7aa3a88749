"""Given a page of a PDF, its picture: drawn when it is asked for, by a locked-up process, and kept in memory for a while."""

import threading
from collections import OrderedDict

from starlette.requests import Request
from starlette.responses import Response

from repository.engines import Engines
from repository.errors import NotFound, Unavailable
from repository.model import File
from repository.pages.original import VERIFIED
from repository.pages.seen import seen_report
from repository.reader import house
from repository.reading import file_named

DRAWN = ("pdf",)  # formats whose pages can be drawn
ROOM = 24 * 2**20  # bytes of pictures kept in memory
AT_ONCE = 2  # pages drawn at the same time; more would take the processors from those who search
WAITING = 8  # requests that may wait for their turn; each holds one of the threads that answer everybody
PATIENCE = 15.0  # seconds a request waits for its turn


class Pictures:
    """Pictures of pages by digest and page, the ones not asked for longest forgotten first; one that cannot be drawn is empty."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._turn, self._queue = threading.BoundedSemaphore(AT_ONCE), threading.BoundedSemaphore(AT_ONCE + WAITING)

    def picture(self, file: File, n: int, engines: Engines) -> bytes:
        """PNG; raises NotFound `picture_none`, Unavailable `picture_busy` when too many want one now."""
        found = self._known(file, n)
        if found is None:
            found = self._drawn(file, n, engines)
        if not found:
            raise NotFound("picture_none", page=n)
        return found

    def _drawn(self, file: File, n: int, engines: Engines) -> bytes:
        if not self._queue.acquire(blocking=False):
            raise Unavailable("picture_busy")
        try:
            if not self._turn.acquire(timeout=PATIENCE):
                raise Unavailable("picture_busy")
            try:
                found = self._known(file, n)  # somebody else may have asked for the same
                if found is None:
                    found = engines.extract.draw(VERIFIED.path(file.sha256, engines.store), file.extension, n)
                    self._keep(file, n, found)
                return found
            finally:
                self._turn.release()
        finally:
            self._queue.release()

    def _known(self, file: File, n: int) -> bytes | None:
        with self._lock:
            found = self._kept.get((file.sha256, n))
            if found is not None:
                self._kept.move_to_end((file.sha256, n))
            return found

    def _keep(self, file: File, n: int, picture: bytes) -> None:
        with self._lock:
            if (file.sha256, n) in self._kept:
                return
            self._kept[file.sha256, n] = picture
            self._size += len(picture) + 200
            while self._size > self.room and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                self._size -= len(old) + 200


PICTURES = Pictures()  # one process, one memory


def get(request: Request) -> Response:
    """The picture; whether its reader may see it is asked each time."""
    engines = house(request)["engines"]
    file = file_named(seen_report(request), request.path_params["name"])
    n = request.path_params["n"]
    if file.extension not in DRAWN or not 0 < n <= max(1, file.pages):
        raise NotFound("page_unknown", number=file.report, page=n)
    headers = {"ETag": f'"{file.sha256[:32]}-{n}"', "Cache-Control": "no-cache", "X-Robots-Tag": "noindex"}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(PICTURES.picture(file, n, engines), media_type="image/png", headers=headers)
