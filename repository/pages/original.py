"""Given a file's address, its original, bit-exact: whole or in ranges, never damaged, never run on our pages."""

import logging
import re
import threading
import time
import unicodedata
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from repository.errors import Damaged
from repository.model import File
from repository.pages.counted import counted
from repository.pages.seen import seen_report
from repository.reader import house
from repository.reading import file_named
from repository.store import Store

log = logging.getLogger(__name__)
_RANGE = re.compile(r"[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*")
INLINE = {"pdf": "application/pdf"}  # browsers show these without running anything of ours
AS_SAVED = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "html": "application/octet-stream",  # whatever it says, nothing of it is rendered here
    "txt": "text/plain; charset=utf-8",
    "md": "text/plain; charset=utf-8",
    "eml": "application/octet-stream",
}
TRUSTED_FOR = 600.0  # seconds a verified digest is believed while size and time of change stay the same


class Verified:
    """Which originals had their digest when last looked at; a damaged one is never served."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[tuple[int, int, int], float]] = {}
        self._lock = threading.Lock()

    def path(self, sha256: str, store: Store) -> Path:
        """Where it lies; raises Damaged, NotFound."""
        path = store.path(sha256)
        state = path.stat()
        print_ = (state.st_size, state.st_mtime_ns, state.st_ino)
        with self._lock:
            seen = self._seen.get(sha256)
        if seen is None or seen[0] != print_ or time.monotonic() - seen[1] > TRUSTED_FOR:
            if not store.verify(sha256):
                log.error("original %s has changed and is not served", sha256)
                raise Damaged("original_damaged", sha256=sha256)
            with self._lock:
                if len(self._seen) > 10_000:
                    self._seen.clear()
                self._seen[sha256] = (print_, time.monotonic())
        return path


VERIFIED = Verified()  # one process, one memory of what was looked at


def get(request: Request) -> Response:
    """The original."""
    engines = house(request)["engines"]
    report = seen_report(request)
    file = file_named(report, request.path_params["name"])
    counted(request, report)
    path = VERIFIED.path(file.sha256, engines.store)
    headers = headers_of(file)
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if not asks_for_ranges(request.headers.get("range", "")):
        request.scope["headers"] = [pair for pair in request.scope["headers"] if pair[0] != b"range"]
    return FileResponse(path, headers=headers, media_type=media_type(file), stat_result=path.stat())


def asks_for_ranges(header: str) -> bool:
    """Whether a Range header can be understood; any other is to be ignored (RFC 9110, 14.2)."""
    unit, _, ranges = header.partition("=")
    found = [_RANGE.fullmatch(part) for part in ranges.split(",")]
    return unit.strip().lower() == "bytes" and all(
        each and (each[1] or each[2]) and (not (each[1] and each[2]) or int(each[1]) <= int(each[2])) for each in found
    )


def media_type(file: File) -> str:
    """Only types of the list; all else is bytes."""
    return INLINE.get(file.extension) or AS_SAVED.get(file.extension, "application/octet-stream")


def headers_of(file: File) -> dict[str, str]:
    """Name, tag and sandbox."""
    shown = "inline" if file.extension in INLINE else "attachment"
    plain = f"{file.slug}.{file.extension}".encode("ascii", "ignore").decode().strip(". ") or f"original.{file.extension}"
    return {
        "Content-Disposition": f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(clean_name(file), safe='')}",
        "Content-Security-Policy": "sandbox",
        "ETag": f'"{file.sha256[:32]}"',
        "Cache-Control": "no-cache",
    }


def clean_name(file: File) -> str:
    """The name it was given, without what could deceive: controls, direction marks, folders (RFC 8187 on the way out)."""
    kept = "".join(letter for letter in file.name if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    kept = kept.replace("/", "_").replace("\\", "_").strip(". ")[-150:]
    return kept if kept.lower().endswith(f".{file.extension}") else f"{kept or 'original'}.{file.extension}"
