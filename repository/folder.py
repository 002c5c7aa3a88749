"""Given where the files are and the name a row gives one, its bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from repository import upload
from repository.errors import InputError


class Files(Protocol):
    """Where the files are that rows name."""

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes of one; raises InputError at once when it is not there or must not be read."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Files in a folder; None when nobody said which."""

    path: Path | None

    def read(self, name: str) -> Iterator[bytes]:
        """Those of a file inside the folder."""
        return upload.read_path(inside(self.path, name))


def inside(folder: Path | None, name: str) -> Path:
    """The path of a row's file, which must lie inside the folder; raises InputError `row_file_missing`, `row_file_outside`."""
    if folder is None:
        raise InputError("row_files_folder", name=name)
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise InputError("row_file_outside", name=name)
        if not path.exists():
            raise InputError("row_file_missing", name=name)
    except (OSError, ValueError):
        raise InputError("row_file_missing", name=name) from None
    return path
