"""Given an original, its extraction, read by a locked-up process of its own that is killed with all it started."""

import json
import os
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from repository.analysis.normalise import clean
from repository.errors import Unavailable
from repository.extract import FOUND, LIMIT_OUTPUT, LIMIT_PAGES, TOLD, Extraction, Facts, Proposed
from repository.jail import command, whole
from repository.model import Health, NewPage
from repository.priority import stand_back

WALL = 60.0  # seconds for one file; those in which it waited for a processor do not count, up to as many again
GENTLE = 15  # how far behind everything else those stand who read in the background (nice)
DRAWING, LIMIT_PICTURE, PNG = 10.0, 4 * 2**20, b"\x89PNG\r\n\x1a\n"  # seconds and bytes of a picture, and how it begins
LOOKING, LIMIT_FACTS = 8.0, 2**18  # seconds and bytes
_START = "import sys; sys.path[:] = sys.argv[2:]; from repository.extractors.server import main; main(int(sys.argv[1]))"
_OUTCOMES = ("incomplete", "encrypted", "damaged", "no_text", "partly_no_text")


class Sandbox:
    """See `extract.Extract`. The parent of the readers is started with the first file and again when it died.

    `gentle` ones leave the processors to whoever else wants them.
    """

    def __init__(self, wall: float = WALL, start: str = _START, *, gentle: bool = False) -> None:
        self._wall, self._start, self._gentle = wall, start, gentle
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None

    def __call__(self, original: Path, extension: str) -> Extraction:
        """Reads it."""
        with self._begun(f"read {extension}", original) as (reading, child):
            return _collect(reading, child, self._wall)

    def draw(self, original: Path, extension: str, n: int) -> bytes:
        """A picture of a page."""
        with self._begun(f"draw {extension} {n}", original) as (reading, _):
            found = whole(reading, min(self._wall, DRAWING), LIMIT_PICTURE)
        return found if found.startswith(PNG) else b""

    def look(self, original: Path, extension: str) -> Facts:
        """What is in it."""
        with self._begun(f"look {extension}", original) as (reading, _):
            return _facts(whole(reading, min(self._wall, LOOKING), LIMIT_FACTS))

    @contextmanager
    def _begun(self, job: str, original: Path) -> Iterator[tuple[int, int]]:
        """Where a locked-up process writes to, and its id; it is killed afterwards."""
        with original.open("rb") as source:
            reading, writing = os.pipe()
            try:
                child = self._ask(job, source.fileno(), writing)
            except BaseException:
                os.close(reading)
                raise
            finally:
                os.close(writing)
            try:
                yield reading, child
            finally:
                os.close(reading)
                _kill(child)

    def _ask(self, job: str, source: int, target: int) -> int:
        with self._lock:
            for attempt in (1, 2):
                channel = self._open()
                try:
                    socket.send_fds(channel, [job.encode("ascii")], [source, target])
                    answer = channel.recv(16, socket.MSG_WAITALL)
                    if len(answer) == 16:
                        return int(answer)
                except OSError:
                    if attempt == 2:
                        raise Unavailable("sandbox") from None
                self._stop()
            raise Unavailable("sandbox")

    def _open(self) -> socket.socket:
        if self._channel is None:
            ours, theirs = socket.socketpair()
            self._process = subprocess.Popen(
                command(self._start, str(theirs.fileno())), pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", start_new_session=True,
                env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
            )  # fmt: skip
            theirs.close()
            self._channel = ours
            if self._gentle:
                stand_back(self._process.pid, GENTLE)
        return self._channel

    def _stop(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=1)
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """Ends it."""
        with self._lock:
            self._stop()


def _waited(process: int) -> float:
    """Seconds a process waited for a processor that others had (Linux, Documentation/scheduler/sched-stats); 0 where nobody knows."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, ValueError, LookupError):
        return 0.0


def _kill(child: int) -> None:
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(child, signal.SIGKILL)


def _facts(raw: bytes) -> Facts:
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        return Facts(whole=False)
    if not isinstance(record, dict):
        return Facts(whole=False)
    found, told = record.get("found"), record.get("told")
    keys = tuple(str(key) for key in found if key in FOUND) if isinstance(found, list) else ()
    pairs = [pair for pair in told if isinstance(pair, list) and len(pair) == 2] if isinstance(told, list) else []
    return Facts(keys, tuple((str(key), clean(str(text))[:300]) for key, text in pairs if key in TOLD), whole=record.get("whole") is True)


def _collect(reading: int, child: int, wall: float) -> Extraction:
    started = time.monotonic()
    until = started + wall
    pages: list[NewPage] = []
    end: Mapping[str, Any] | None = None
    size, rest = 0, b""
    while end is None:
        ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
        if not ready and (later := started + wall + min(wall, _waited(child))) > time.monotonic():
            until = later  # it had no turn: that is not its fault
            continue
        chunk = os.read(reading, 1 << 18) if ready else b""
        size += len(chunk)
        if not chunk or size > LIMIT_OUTPUT + (1 << 20):
            break
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            record = _record(line)
            if record is None or len(pages) > LIMIT_PAGES:
                _kill(child)
                return _ended(pages, None)
            if "end" in record:
                end = record
                break
            pages.append(_page(record, len(pages) + 1))
    _kill(child)
    return _ended(pages, end)


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and ("end" in record or isinstance(record.get("text"), str)) else None


def _health(told: object) -> Health:
    return "ok" if told == "ok" else "no_text" if told == "no_text" else "garbled"


def _page(record: Mapping[str, Any], n: int) -> NewPage:
    language = record.get("language")
    return NewPage(
        n, clean(str(record.get("label", n)))[:40] or str(n), clean(record["text"]),
        language if isinstance(language, str) and len(language) <= 3 else "", _health(record.get("health")),
    )  # fmt: skip


def _ended(pages: list[NewPage], end: Mapping[str, Any] | None) -> Extraction:
    if end is None:
        if pages:
            return Extraction("incomplete", {"key": "incomplete", "page": len(pages)}, tuple(pages), declared_pages=0)
        return Extraction("damaged", {"key": "limit"})
    outcome = end.get("outcome")
    outcome = outcome if outcome in _OUTCOMES else None
    told = end.get("detail")
    detail = {str(key)[:20]: value for key, value in told.items() if isinstance(value, (int, str))} if isinstance(told, dict) else {}
    proposed = end.get("proposed")
    declared = end.get("declared")
    return Extraction(
        outcome, detail, tuple(pages), _proposed(proposed if isinstance(proposed, dict) else {}),
        declared if isinstance(declared, int) and 0 <= declared < 10**7 else len(pages),
    )  # fmt: skip


def _proposed(told: Mapping[str, Any]) -> Proposed:
    authors = told.get("authors")
    names = tuple(clean(str(name))[:200] for name in authors[:20]) if isinstance(authors, list) else ()
    return Proposed(clean(str(told.get("title", "")))[:300], clean(str(told.get("date", "")))[:10], "", names)
