"""Given a database URL, connections that keep our promises: full sync, one writer at a time, errors of our own."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from repository.errors import CatalogueUnavailable, Conflict, DiskFull, ReadOnly

SAFE_WAL = (3, 51, 3)  # older ones can corrupt a database in WAL mode
PATIENCE = 20.0  # seconds to wait for another writer


@contextmanager
def told() -> Iterator[None]:
    """Turns what the database says into our errors."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict("already_there") from error
    except OperationalError as error:
        said = str(error.orig).lower()
        if "full" in said:
            raise DiskFull("disk_full") from error
        if "readonly" in said or "read-only" in said or "unable to open" in said:
            raise ReadOnly("read_only", path="") from error
        raise CatalogueUnavailable("busy" if "locked" in said or "busy" in said else "catalogue", reason=said[:200]) from error
    except DBAPIError as error:
        raise CatalogueUnavailable("catalogue", reason=str(error.orig)[:200]) from error


class Database:
    """Two ways in: `reading()` for a consistent short look, `writing()` for the one transaction that may change things.

    A thread inside `writing()` reads through the same connection and so sees what it wrote.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.path = Path(unquote(url.partition(":///")[2])) if url.startswith("sqlite") else None
        self._reader = self._engine("BEGIN")
        self._writer = self._engine("BEGIN IMMEDIATE")
        self._here = threading.local()

    def _engine(self, begin: str) -> Engine:
        options = {"connect_args": {"timeout": PATIENCE, "check_same_thread": False}} if self.path else {}
        url = f"sqlite:///{self.path}" if self.path else self.url
        engine = create_engine(url, pool_size=8, max_overflow=40, **options)
        if self.path:
            event.listen(engine, "connect", _sqlite_connection)
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent look."""
        current = getattr(self._here, "connection", None)
        with told():
            if current is not None:
                yield current
                return
            with self._reader.connect() as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The writing transaction: commit on success, rollback on any error."""
        with told(), self._writer.begin() as connection:
            self._here.connection = connection
            try:
                yield connection
            finally:
                self._here.connection = None

    @property
    def engine(self) -> Engine:
        """For migrations."""
        return self._writer

    def close(self) -> None:
        """Lets go of connections."""
        self._reader.dispose()
        self._writer.dispose()


def _sqlite_connection(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    journal = "WAL" if sqlite3.sqlite_version_info >= SAFE_WAL else "TRUNCATE"
    cursor.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")
    try:
        cursor.execute(f"PRAGMA journal_mode={journal}")
    except sqlite3.OperationalError:
        pass  # a read-only home or a busy moment: the mode is kept in the file and set by the next connection
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()
