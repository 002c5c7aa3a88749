"""Given what the database says when it fails, one of our own errors: busy, full, read-only, damaged, away."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError

from repository.engines.sql.sqlite import primary, sqlite3
from repository.errors import CatalogueUnavailable, Conflict, DiskFull, InputError, ReadOnly, RepositoryError

ROOM = 65_536  # bytes; with less, what fails to be written fails for want of it


@contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Turns failures of the database inside into our errors; `path` is its file, if it has one."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict("already_there") from error
    except DBAPIError as error:
        raise meaning(error.orig, path) from error
    except sqlite3.Error as error:
        raise meaning(error, path) from error
    except UnicodeEncodeError as error:  # a lone surrogate: no database can keep it
        raise InputError("text_unreadable") from error


def meaning(error: BaseException | None, path: Path | None) -> RepositoryError:
    """The error of ours that says what happened, from SQLite's own result codes (sqlite.org/rescode.html)."""
    code = primary(error)
    place = str(path or "")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return CatalogueUnavailable("busy")
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and path is not None and _is_full(path.parent)):
        return DiskFull("disk_full")
    if code == sqlite3.SQLITE_READONLY:
        return ReadOnly("read_only", path=place)
    if code == sqlite3.SQLITE_CANTOPEN and path is not None:
        if not path.exists():
            return CatalogueUnavailable("catalogue_missing", path=place)
        if not os.access(path.parent, os.W_OK):
            return ReadOnly("read_only", path=place)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return CatalogueUnavailable("catalogue_damaged", path=place)
    return CatalogueUnavailable("catalogue", reason=str(error)[:200])


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < ROOM
    except OSError:
        return False
