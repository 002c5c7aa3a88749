"""Given what the database says when it fails, one of our own errors: busy, full, read-only, damaged, away."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError

from repository.errors import CatalogueUnavailable, Conflict, DiskFull, InputError, ReadOnly, RepositoryError


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
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    place = str(path or "")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return CatalogueUnavailable("busy")
    if code == sqlite3.SQLITE_FULL:
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
