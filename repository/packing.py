"""Given the files of one form that are to become many reports, one ZIP in the store: as it came, or packed of the single files.

A ZIP comes alone. Where there are others beside it, only what came first is taken, and the rest is told.
"""

import zipfile
from contextlib import ExitStack
from pathlib import PurePosixPath
from typing import IO

from repository.errors import InputError, Refused
from repository.forms import Sink
from repository.store import Incoming, Store
from repository.upload import ZIPS, display_name, kind_of, one_line

ZIP = ".zip"


class Parcel(ExitStack):
    """The files of one form on their way; `alone` is a ZIP that came as it is. Raises DiskFull, ReadOnly."""

    def __init__(self, name: str, *, store: Store) -> None:
        super().__init__()
        self.name, self.dropped = display_name(name), False
        self.alone = name.lower().endswith(ZIP)
        self.files = 0
        self.left: list[str] = []  # names of what came beside a ZIP
        self.incoming: Incoming = self.enter_context(store.receive())
        self.packed = None if self.alone else self.enter_context(zipfile.ZipFile(_Out(self), mode="w"))

    def sink(self, name: str) -> Sink | None:
        """Where one of its files goes; None to read past it."""
        if self.alone and self.files:
            self.left.append(display_name(name))
            return None
        self.files += 1
        return _Alone(self) if self.packed is None else _Packed(self, name)

    def write(self, chunk: bytes) -> None:
        """Appends to the ZIP; the bytes of a form are bounded where they come in."""
        if not self.dropped:
            self.incoming.write(chunk)

    def drop(self) -> None:
        """It is not wanted."""
        self.dropped = True
        self.close()

    def end(self) -> tuple[str, int]:
        """Keeps it: digest and bytes. Raises InputError `archive_kind`, `batch_beside`, `batch_document`."""
        if self.left:
            raise InputError("batch_beside", names=", ".join(self.left[:5]))
        if self.packed is not None:
            self.packed.close()
        if not self.incoming.head().startswith(ZIPS):
            raise InputError("archive_kind", name=self.name)
        if self._is_document():
            raise InputError("batch_document", name=self.name)
        return self.incoming.keep(), self.incoming.size

    def _is_document(self) -> bool:
        """Whether it is a word processor's file under another name: that is a file of a report, not many."""
        try:
            kind_of(self.incoming.head(), self.incoming.path(), PurePosixPath(self.name).stem)
        except Refused as refused:
            return refused.key in ("wrong_extension", "active")  # a PDF that lies in a ZIP as it is makes it a `polyglot`
        return True


class _Out:
    """What a ZIP is written to: it cannot go back."""

    def __init__(self, parcel: Parcel) -> None:
        self.parcel = parcel

    def write(self, data: bytes, /) -> int:
        self.parcel.write(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Whoever has the parcel closes it."""


class _Alone:
    """The bytes of a ZIP as they come."""

    def __init__(self, parcel: Parcel) -> None:
        self.parcel = parcel

    def write(self, chunk: bytes) -> None:
        self.parcel.write(chunk)

    def close(self) -> object:
        return self.parcel

    def abort(self) -> None:
        self.parcel.drop()


class _Packed:
    """A file that is packed with the others, under the path a browser gave it in a folder."""

    def __init__(self, parcel: Parcel, name: str) -> None:
        self.parcel = parcel
        assert parcel.packed is not None  # noqa: S101
        path = one_line(name.replace("\\", "/")).strip("/ ") or "file"
        self.file: IO[bytes] = parcel.packed.open(zipfile.ZipInfo(path), "w", force_zip64=True)

    def write(self, chunk: bytes) -> None:
        self.file.write(chunk)

    def close(self) -> object:
        self.file.close()
        return self.parcel

    def abort(self) -> None:
        self.parcel.dropped = True
        self.file.close()
        self.parcel.drop()
