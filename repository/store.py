"""Given an upload, a kept original; given a digest, its bytes."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol

ROOM = 0.1  # of the disk that stays free


class Incoming(Protocol):
    """Bytes on their way in: quarantined on the store's own file system, hashed and counted while written."""

    size: int

    def write(self, chunk: bytes) -> None:
        """Appends; raises DiskFull, ReadOnly."""

    def head(self) -> bytes:
        """The first 8 KiB written so far."""

    def path(self) -> Path:
        """Where it lies meanwhile, for reading only."""

    def digest(self) -> str:
        """SHA-256 (hex) of what was written so far."""

    def keep(self) -> str:
        """fsync, rename to its digest, fsync the folder; the digest. Keeping the same bytes twice is one original."""


class Store(Protocol):
    """Originals, bit-exact under their SHA-256."""

    def prepare(self) -> None:
        """Creates what is missing and empties old quarantine; raises ReadOnly, DiskFull."""

    def receive(self) -> AbstractContextManager[Incoming]:
        """A new incoming file; what is not kept on leaving is discarded."""

    def has(self, sha256: str) -> bool:
        """Whether it is kept."""

    def open(self, sha256: str) -> BinaryIO:
        """Its bytes, seekable; raises NotFound `original_missing`."""

    def path(self, sha256: str) -> Path:
        """A local path to read it from; raises NotFound."""

    def verify(self, sha256: str) -> bool:
        """Reads it all; False when the digest differs."""

    def digests(self) -> Iterator[str]:
        """Every kept original."""

    def aged(self, before: float) -> Iterator[str]:
        """Those not kept, or kept again, since then (seconds since 1970)."""

    def renew(self, sha256: str) -> bool:
        """As if the same bytes had been kept again now; False when they are not there."""

    def clear(self, sha256: str, before: float) -> bool:
        """Removes one, unless it was kept again since then; whether it did. Safe beside others that keep the same bytes."""

    def room(self) -> float:
        """The share of the place that is free, 0 to 1."""


def has_room(store: Store) -> bool:
    """Whether anything more is taken in; reading goes on without."""
    return store.room() >= ROOM
