"""Given Whoosh's calls for files, files that survive a power cut; given an error of the disk, an error of ours."""

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from repository.errors import DiskFull, IndexUnavailable, ReadOnly


@contextmanager
def told() -> Iterator[None]:
    """Turns what the operating system says about the disk into our errors."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull("disk_full") from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise ReadOnly("read_only", path=str(Path(error.filename).parent) if error.filename else "") from error
        raise IndexUnavailable("index_alarm", reason=error.strerror or str(error)) from error


def sync_folder(path: Path) -> None:
    """Makes names in a folder survive a power cut."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_file(path: Path, pieces: Iterable[bytes]) -> tuple[int, str]:
    """Writes a file and syncs it; its size and SHA-256."""
    digest = hashlib.sha256()
    size = 0
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def replace_file(path: Path, content: bytes) -> None:
    """Puts a small file in place of another, at once and durably."""
    draft = path.with_name(path.name + ".new")
    write_file(draft, [content])
    draft.replace(path)
    sync_folder(path.parent)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's folder of files, with the syncs Whoosh leaves out.

    Before a table of contents is renamed into place every file written since and the folder are synced, after it the
    folder again: a power cut leaves the old index or the new one.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), supports_mmap=False)
        self._unsynced: set[str] = set()

    def create_file(self, name: str, **options: Any) -> Any:
        """A new file, remembered until it is synced."""
        self._unsynced.add(name)
        return super().create_file(name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:  # noqa: FBT001 - Whoosh calls it so
        """Renames; what was written before is on the disk before, the new name after."""
        folder = Path(self.folder)
        for name in sorted(self._unsynced):
            with suppress(FileNotFoundError), (folder / name).open("rb") as file:
                os.fsync(file.fileno())
        self._unsynced.clear()
        sync_folder(folder)
        super().rename_file(oldname, newname, safe=safe)
        sync_folder(folder)


def read_proved(path: Path, size: int, digest: str) -> bytes:
    """The bytes of a file; raises IndexUnavailable when they are not the ones written."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise IndexUnavailable("index_damaged", what=path.name) from error
    if len(raw) != size or hashlib.sha256(raw).hexdigest() != digest:
        raise IndexUnavailable("index_damaged", what=path.name)
    return raw


class FileLock:
    """One holder at a time over all processes and threads: `flock` on a file of its own opening."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Waits for the lock, holds it; a lock file deleted meanwhile is made anew."""
        file = self._take(fcntl.LOCK_EX)
        try:
            yield
        finally:
            os.close(file)

    @contextmanager
    def tried(self) -> Iterator[bool]:
        """Whether it was free; held meanwhile if so."""
        try:
            file = self._take(fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            os.close(file)

    def _take(self, how: int) -> int:
        while True:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, how)
                if os.path.samestat(os.fstat(file), self._path.stat()):
                    return file
            except FileNotFoundError:
                pass
            except OSError:
                os.close(file)
                raise
            os.close(file)
