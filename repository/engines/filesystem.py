"""Originals on the local disk: `file:///…`. Written so that what was acknowledged survives a power cut."""

import contextlib
import errno
import fcntl
import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from repository.errors import DiskFull, NotFound, ReadOnly, Unavailable

HEAD = 8192
STALE = 86_400.0  # seconds after which a quarantined file belongs to nobody


@contextmanager
def told() -> Iterator[None]:
    """Turns what the operating system says about disks into our errors."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull("disk_full") from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise ReadOnly("read_only", path=str(Path(error.filename).parent) if error.filename else "") from error
        raise Unavailable("store_alarm", reason=error.strerror or str(error)) from error


def sync_folder(path: Path) -> None:
    """Makes names in a folder survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def held(folder: Path, how: int) -> Iterator[int]:
    """A folder, locked (fcntl.LOCK_SH, LOCK_EX) against those who hold it otherwise, also in other processes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
        yield descriptor
    finally:
        os.close(descriptor)


class FileIncoming:
    """Bytes on their way in; see `store.Incoming`."""

    def __init__(self, store: "FileStore") -> None:
        self._store = store
        self._path = store.quarantine / uuid.uuid4().hex
        with told():
            self._file: BinaryIO = self._path.open("xb", buffering=0)
        self._hash = hashlib.sha256()
        self._head = b""
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Appends."""
        with told():
            view = memoryview(chunk)
            while view:
                view = view[self._file.write(view) or 0 :]
        self._hash.update(chunk)
        self.size += len(chunk)
        if len(self._head) < HEAD:
            self._head += chunk[: HEAD - len(self._head)]

    def head(self) -> bytes:
        """The first bytes."""
        return self._head

    def path(self) -> Path:
        """Where it lies meanwhile."""
        return self._path

    def digest(self) -> str:
        """SHA-256, hex."""
        return self._hash.hexdigest()

    def keep(self) -> str:
        """Durable under its digest. A failed fsync is final: the bytes are dropped and nothing is promised."""
        digest = self.digest()
        target = self._store.place(digest)
        with told():
            os.fsync(self._file.fileno())
            os.fchmod(self._file.fileno(), 0o400)
            self._file.close()
            shard = target.parent
            if not shard.is_dir():
                shard.mkdir(mode=0o700, exist_ok=True)
                sync_folder(shard.parent)
            with held(shard, fcntl.LOCK_SH) as folder:  # nobody clears the same bytes away as old at this moment
                self._path.rename(target)
                os.fsync(folder)
        return digest

    def discard(self) -> None:
        """Forgets what was not kept."""
        self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def _make(folder: Path) -> None:
    """Raises DiskFull, or ReadOnly `not_made` with the folder and the reason."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull("disk_full") from error
        raise ReadOnly("not_made", path=str(folder), reason=error.strerror or str(error)) from error


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


class FileStore:
    """See `store.Store`."""

    def __init__(self, url: str) -> None:
        self.root = Path(unquote(urlsplit(url).path))
        self.quarantine = self.root / "quarantine"

    def prepare(self) -> None:
        """Creates what is missing; a home that cannot be written still reads."""
        if os.access(self.quarantine, os.R_OK) and not os.access(self.quarantine, os.W_OK):
            return
        try:
            for folder in (self.root, self.quarantine):
                _make(folder)
            with told():
                for path in self.quarantine.iterdir():
                    with contextlib.suppress(FileNotFoundError):  # it was kept, or given up, meanwhile
                        if time.time() - path.stat().st_mtime > STALE:
                            path.unlink()
        except (DiskFull, ReadOnly):
            if not os.access(self.root, os.R_OK):
                raise

    @contextmanager
    def receive(self) -> Iterator[FileIncoming]:
        """A new incoming file."""
        incoming = FileIncoming(self)
        try:
            yield incoming
        finally:
            incoming.discard()

    def place(self, sha256: str) -> Path:
        """Where an original lies."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise NotFound("original_missing", sha256=sha256[:64])
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether it is kept."""
        return self.place(sha256).is_file()

    def path(self, sha256: str) -> Path:
        """A local path."""
        path = self.place(sha256)
        if not path.is_file():
            raise NotFound("original_missing", sha256=sha256)
        return path

    def open(self, sha256: str) -> BinaryIO:
        """Its bytes."""
        return self.path(sha256).open("rb")

    def verify(self, sha256: str) -> bool:
        """Whether its bytes still have its digest."""
        try:
            with self.open(sha256) as file:
                return _digest(file) == sha256
        except OSError:
            return False

    def digests(self) -> Iterator[str]:
        """Every kept original."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/*")):
            if len(path.name) == 64:
                yield path.name

    def aged(self, before: float) -> Iterator[str]:
        """Those not kept again since then."""
        for sha256 in self.digests():
            with contextlib.suppress(FileNotFoundError):
                if self.place(sha256).stat().st_mtime < before:
                    yield sha256

    def renew(self, sha256: str) -> bool:
        """As if it had been kept again now."""
        try:
            with told(), held(self.place(sha256).parent, fcntl.LOCK_SH):
                os.utime(self.place(sha256))
        except (NotFound, Unavailable):
            if self.has(sha256):
                raise
            return False
        return True

    def clear(self, sha256: str, before: float) -> bool:
        """Removes one that is as old."""
        path = self.place(sha256)
        with told(), held(path.parent, fcntl.LOCK_EX):
            old = path.is_file() and path.stat().st_mtime < before
            if old:
                path.unlink()
        return old

    def room(self) -> float:
        """The share of the file system that is free for us."""
        with told():
            found = os.statvfs(self.root)
        return found.f_bavail / found.f_blocks if found.f_blocks else 1.0
