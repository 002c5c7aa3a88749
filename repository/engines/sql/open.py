"""Given a database URL, connections that keep our promises: full sync, one writer at a time, short reading."""

import errno
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event

from repository.engines.sql.connecting import Journal, Opened, connect
from repository.engines.sql.faults import told
from repository.engines.sql.pool import OpenPool
from repository.engines.sql.sqlite import primary, sqlite3
from repository.errors import CatalogueUnavailable, DiskFull, InputError, ReadOnly

if TYPE_CHECKING:
    from repository.engines.sql.writing import SqlWriting

PATIENCE = 20.0  # seconds to wait for another writer
ASKING = 0.002  # seconds between two tries for the write lock; SQLite's own are a tenth of a second apart after a while
CACHE = 8_000  # KiB of the database one connection may keep in memory
# cache_spill off: a long transaction must not lock readers out before it commits, nor write its pages to the journal twice.
PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "cache_spill=OFF", "temp_store=MEMORY", "trusted_schema=OFF", "secure_delete=ON",
           f"cache_size=-{CACHE}")  # fmt: skip


class Database:
    """One database: `reading()` for a short look, `writing()` for the one transaction that may change things."""

    def __init__(self, url: str) -> None:
        self.path = _path(url)
        self.engine: Engine = create_engine("sqlite://", module=sqlite3, creator=self.connect, poolclass=OpenPool)
        event.listen(self.engine, "begin", _begin)
        self._glances = self.engine.execution_options(glance=True)
        self._here = threading.local()
        self._turn = threading.Lock()
        self._journal = Journal(self.path)

    def connect(self) -> Opened:
        """One more connection, with our promises set; one that only reads where nothing can be written."""
        return connect(self.path, *PRAGMAS, patience=PATIENCE)

    def create(self) -> None:
        """An empty file nobody else may read, in a folder nobody else may enter; does nothing when it is there."""
        try:
            if not self.path.parent.is_dir():
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # One that is there is not opened: closing it would drop the locks this process has on it.
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDONLY, 0o600))
        except FileExistsError:
            if not os.access(self.path, os.R_OK):
                raise ReadOnly("not_made", path=str(self.path), reason=os.strerror(errno.EACCES)) from None
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull("disk_full") from error
            raise ReadOnly("not_made", path=str(self.path), reason=error.strerror or str(error)) from error

    @property
    def current(self) -> "SqlWriting | None":
        """The transaction this thread is in."""
        found: SqlWriting | None = getattr(self._here, "writing", None)
        return found

    @current.setter
    def current(self, writing: "SqlWriting | None") -> None:
        self._here.writing = writing

    @contextmanager
    def reading(self, *, glance: bool = False) -> Iterator[Connection]:
        """A short look at the committed state; inside this thread's own transaction, at what it wrote so far.

        A `glance` is one question alone, which is its own transaction: it costs a third of the way to the database.
        """
        writing = self.current
        if writing is not None:
            writing.flush()
            yield writing.connection
            return
        with told(self.path), (self._glances if glance else self.engine).connect() as connection:
            yield connection

    @contextmanager
    def alone(self, patience: float | None = None) -> Iterator[Connection]:
        """A transaction that holds the write lock from its beginning; kept on success, undone on any error.

        `patience` is how many seconds to wait for other writers, PATIENCE by default.
        """
        if self.current is not None:
            raise RuntimeError("a transaction inside a transaction of the same thread")
        wait = PATIENCE if patience is None else patience
        if not self._turn.acquire(timeout=wait):
            raise CatalogueUnavailable("busy")
        try:
            with told(self.path), self.engine.connect() as connection:
                connection = connection.execution_options(immediate=wait)
                with connection.begin():
                    yield connection
                self._journal.cut(connection.connection.dbapi_connection)
        except ReadOnly:  # a connection made where nothing could be written stays so; the next may be better
            self.engine.pool.dispose()
            raise
        finally:
            self._turn.release()

    def close(self) -> None:
        """Lets go of every connection."""
        self.engine.dispose()


def _path(url: str) -> Path:
    scheme, _, rest = url.partition("://")
    if scheme.lower() != "sqlite" or not rest.startswith("/") or len(rest) < 2:
        raise InputError("setting_engine", name="REPOSITORY_DATABASE_URL", value=url, known="sqlite:///…")
    return Path(rest[1:]).absolute()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("glance"):
        return
    wait: float | None = options.get("immediate")
    if wait is None:
        connection.exec_driver_sql("BEGIN")
        return
    until = time.monotonic() + wait
    direct = connection.connection
    opened = direct.dbapi_connection
    if isinstance(opened, Opened) and opened.lacks is not None:
        raise opened.lacks
    direct.execute("PRAGMA busy_timeout=0").close()
    try:
        while not _begun(connection, last=time.monotonic() > until):
            time.sleep(ASKING)
    finally:
        direct.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}").close()


def _begun(connection: Connection, *, last: bool) -> bool:
    """Whether the write lock is ours; when another process has it and this was the `last` try, that is told as any error is."""
    try:
        connection.connection.execute("BEGIN IMMEDIATE").close()
    except sqlite3.OperationalError as error:
        if not last and primary(error) == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True
