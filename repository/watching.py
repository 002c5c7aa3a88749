"""Given a folder somebody's program exports into, takes in what lies still, and puts it away with a receipt beside it.

A file is taken when nothing about it changed for a while and nobody has it open for writing; one that changes while it is
read is left for the next look. A list (`.csv`, `.jsonl` …) takes the files it names with it, a ZIP what it holds. What was
taken goes into `done/`, what was refused into `refused/`, each with `NAME.receipt.json`. Being stopped anywhere does no harm:
what still lies in the folder is looked at again, and what was already taken is told as the same file.
"""

import errno
import fcntl
import json
import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from repository import bulk
from repository.archive import is_archive
from repository.errors import InputError, RepositoryError, Unavailable
from repository.intake import Intake, Taken, not_taken
from repository.manifest import Row, named_files, read_rows, written
from repository.model import Receipt
from repository.upload import CHUNK, display_name

DONE, REFUSED = "done", "refused"
LISTS = bulk.LISTS
PATIENCE = 600.0  # seconds a list waits for files it names
LOCK = ".watched-by-repository"
_UNFINISHED = re.compile(r"^[.~]|\.(?:part|partial|tmp|temp|crdownload|download|filepart|swp|lock)$|~$", re.IGNORECASE)
Mark = tuple[int, int, int]
Said = dict[str, object]  # a receipt as `--json` prints it, with its sentence


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Raises InputError `watched` when somebody watches this folder already, `no_such_folder`, `unreadable`."""
    if not folder.is_dir():
        raise InputError("no_such_folder", name=str(folder))
    try:
        for name in (DONE, REFUSED):
            (folder / name).mkdir(exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise InputError("unreadable", name=str(folder), reason=error.strerror or "") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise InputError("watched", name=str(folder)) from None
    try:
        yield
    finally:
        os.close(descriptor)


@dataclass(slots=True)
class Inbox:
    """What lies in it, seen again and again. `settle`: seconds a file must lie still. Folders in it are left alone."""

    path: Path
    settle: float
    steady: Callable[[], float] = time.monotonic
    _seen: dict[str, tuple[Mark, float]] = field(default_factory=dict)

    def look(self) -> None:
        """Notes what there is; raises InputError `unreadable` when the folder is away."""
        now = self.steady()
        seen: dict[str, tuple[Mark, float]] = {}
        try:
            with os.scandir(self.path) as entries:
                for entry in entries:
                    if not _UNFINISHED.search(entry.name) and entry.is_file(follow_symlinks=False):
                        mark = _mark(entry.stat(follow_symlinks=False))
                        known = self._seen.get(entry.name)
                        seen[entry.name] = known if known and known[0] == mark else (mark, now)
        except FileNotFoundError:
            if not self.path.is_dir():
                raise InputError("no_such_folder", name=str(self.path)) from None
            return  # a file went while we looked
        except OSError as error:
            raise InputError("unreadable", name=str(self.path), reason=error.strerror or "") from None
        self._seen = seen

    @property
    def names(self) -> list[str]:
        """Everything there."""
        return sorted(self._seen)

    def size(self, name: str) -> int:
        """Bytes."""
        return self._seen[name][0][1]

    def still(self, name: str) -> float:
        """Seconds it has lain still; less than nothing while it must not be taken."""
        mark_since = self._seen.get(name)
        if mark_since is None:
            return -1.0
        quiet = self.steady() - mark_since[1]
        return quiet if quiet >= self.settle and not _being_written(self.path / name) else -1.0

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes of a file directly in it; see `intake.Files`. Raises Unavailable `still_written` when it changes meanwhile."""
        if name not in self._seen:
            raise InputError("row_file_missing", name=name[:200])
        try:
            descriptor = os.open(self.path / name, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            raise InputError("unreadable", name=display_name(name), reason=error.strerror or "") from None
        return self._chunks(descriptor, name)

    def _chunks(self, descriptor: int, name: str) -> Iterator[bytes]:
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise InputError("not_a_file", name=display_name(name))
            while chunk := file.read(CHUNK):
                yield chunk
            if _mark(os.fstat(descriptor)) != _mark(before) or _mark(before) != self._seen[name][0]:
                raise Unavailable("still_written", name=display_name(name))

    def put_away(self, name: str, where: str, receipts: Sequence[Said]) -> None:
        """Moves it, its receipt first: what is not moved is taken again. Raises Unavailable `inbox`."""
        if name in self._seen and (self.path / name).is_file():
            with self._told(where):
                target = self._free(where, name)
                self._write(target.with_name(target.name + ".receipt.json"), _as_json(receipts))
                (self.path / name).rename(target)

    def leave(self, name: str, where: str, content: bytes, receipts: Sequence[Said]) -> None:
        """A new file, with its receipt. Raises Unavailable `inbox`."""
        with self._told(where):
            target = self._free(where, name)
            self._write(target.with_name(target.name + ".receipt.json"), _as_json(receipts))
            self._write(target, content)

    @contextmanager
    def _told(self, where: str) -> Iterator[None]:
        """A folder that cannot be written may be put right while we watch."""
        try:
            (self.path / where).mkdir(exist_ok=True)
            yield
        except OSError as error:
            raise Unavailable("inbox", name=str(self.path / where), reason=error.strerror or "") from None

    def _write(self, target: Path, content: bytes) -> None:
        """Whole or not at all."""
        part = target.with_name(f".{target.name}.part")
        part.write_bytes(content)
        part.rename(target)

    def _free(self, where: str, name: str) -> Path:
        stem, dot, extension = name.rpartition(".")
        target, n = self.path / where / name, 1
        while target.exists():
            n += 1
            target = self.path / where / (f"{stem}-{n}.{extension}" if dot else f"{name}-{n}")
        return target


def _as_json(receipts: Sequence[Said]) -> bytes:
    return (json.dumps(receipts, ensure_ascii=False, indent=1) + "\n").encode()


def _mark(found: os.stat_result) -> Mark:
    return found.st_ino, found.st_size, found.st_mtime_ns


def _being_written(path: Path) -> bool:
    """Whether a program of this machine has it open for writing: then the kernel gives no lease on it (fcntl(2))."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(descriptor)
    return False


@dataclass(frozen=True, slots=True)
class Lot:
    """What belongs together: single files, or a list with the files it names, or a ZIP (`head` is the list or ZIP)."""

    names: tuple[str, ...]
    head: str = ""
    rows: tuple[Row, ...] = ()
    error: InputError | None = None


def lots(folder: Inbox, *, listed: bool) -> list[Lot]:
    """What can be taken now. While a list is on its way, files wait for it; `listed`: only what a list or ZIP brings."""
    found: list[Lot] = []
    single = [name for name in folder.names if not _is_list(name)]
    for name in folder.names:
        if not _is_list(name):
            continue
        quiet = folder.still(name)
        if quiet < 0:
            single = []
            continue
        lot = _lot(folder, name)
        single = [each for each in single if each not in lot.names]
        waits = any(folder.still(each) < 0 for each in lot.names)
        if not waits or quiet > max(PATIENCE, folder.settle):
            found.append(lot)
    found += [Lot((), head=name) for name in single if is_archive(Path(name)) and folder.still(name) >= 0]
    ready = tuple(name for name in single if not is_archive(Path(name)) and folder.still(name) >= 0)
    return [*found, Lot(ready)] if ready and not listed else found


def _is_list(name: str) -> bool:
    return Path(name).suffix.lower() in LISTS


def _lot(folder: Inbox, name: str) -> Lot:
    try:
        if folder.size(name) > bulk.LARGEST_LIST:
            raise InputError("bundle_list_large", name=name, limit=f"{bulk.LARGEST_LIST / 2**20:.0f} MiB")
        rows = tuple(read_rows(b"".join(folder.read(name)), name))
    except InputError as error:
        return Lot((), name, error=error)
    if not rows:
        return Lot((), name, error=InputError("manifest_empty", name=name))
    return Lot(tuple(dict.fromkeys(each for row in rows for each in named_files(row))), name, rows)


def taken(lot: Lot, folder: Inbox, intake: Intake, stopped: Callable[[], bool]) -> Iterator[Taken]:
    """Everything in it, one after the other; single files until somebody says stop."""
    if lot.error is not None:
        yield not_taken(lot.head, lot.error)
    elif lot.rows:
        yield from intake.rows(lot.rows, folder)
    elif lot.head:
        try:
            with bulk.open_bundle(folder.path / lot.head, limit=intake.limit) as bundle:
                yield from (one for _, one in bulk.take(bundle, intake))
        except RepositoryError as error:
            yield not_taken(lot.head, error)
    for name in () if lot.head else lot.names:
        if stopped():
            return
        try:
            yield intake.file(folder.read(name), name)
        except RepositoryError as error:
            yield not_taken(name, error)


def put_away(lot: Lot, folder: Inbox, told: Sequence[tuple[Taken, Receipt, Said]]) -> None:
    """Everything in it goes where its receipts say; what may pass by itself (a full disk, a file still written) stays."""
    if not lot.head:
        for name, (one, receipt, said) in zip(lot.names, told, strict=False):
            if not one.passing:
                folder.put_away(name, _where([receipt]), [said])
        return
    if any(one.passing for one, _, _ in told):
        return
    of_file: dict[str, list[tuple[Receipt, Said]]] = {}
    for row, (_, receipt, said) in zip(lot.rows, told, strict=False):
        for name in named_files(row):
            of_file.setdefault(name, []).append((receipt, said))
    for name, rows in of_file.items():
        wanted = [receipt for receipt, _ in rows if receipt.outcome != "refused"]
        folder.put_away(name, _where(wanted or [receipt for receipt, _ in rows]), [said for _, said in rows])
    _put_head_away(lot, folder, [(receipt, said) for _, receipt, said in told])


def _put_head_away(lot: Lot, folder: Inbox, told: Sequence[tuple[Receipt, Said]]) -> None:
    """A list of which some rows were refused is done; a list of just these rows is left to be put right."""
    every = [said for _, said in told]
    wrong = [(row, said) for row, (receipt, said) in zip(lot.rows, told, strict=False) if receipt.outcome == "refused"]
    if 0 < len(wrong) < len(lot.rows) and all(row.error is None for row, _ in wrong):
        folder.leave(lot.head, REFUSED, written([row for row, _ in wrong], lot.head), [said for _, said in wrong])
        folder.put_away(lot.head, DONE, every)
    else:
        folder.put_away(lot.head, _where([receipt for receipt, _ in told]), every)


def _where(receipts: Iterable[Receipt]) -> str:
    return REFUSED if any(receipt.outcome == "refused" for receipt in receipts) else DONE
