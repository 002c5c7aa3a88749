"""Given the file of the record, one connection to it; where nothing can be written there, one that reads, as long as that lasts.

In WAL mode even a reader wants two files beside the record: the journal (`-wal`) and its index (`-shm`), which cannot be made on a
read-only disk, nor on a full one.
"""

from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from repository.engines.sql.sqlite import journal_mode, primary, sqlite3

WAL_KEPT = 16 * 2**20  # bytes the journal may have
CUTTING = 200  # milliseconds to wait for those who read it
INDEX = 32_768  # bytes of a `-shm` that somebody uses, at least
UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


class Opened(sqlite3.Connection):
    """One connection; where it only reads, `lacks` is why. Such a one is not kept: in a moment it may be otherwise."""

    lacks: sqlite3.Error | None = None


class Journal:
    """What `-wal` may hold of the disk, and of the time of whoever looks something up in it.

    SQLite brings it into the record by itself, but begins it anew only when at some moment nobody reads: where many always do, it
    would grow and grow. Whoever has just written waits a moment for them, while no other may write.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + "-wal")
        self._most = WAL_KEPT

    def cut(self, connection: object) -> None:
        """Brings all of it into the record and empties it, when it is too large; when somebody reads on, once it has grown as much again."""
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            return
        if size <= self._most or not isinstance(connection, Opened):
            return
        busy = True
        with suppress(sqlite3.Error):  # what was written is kept whatever happens here
            (before,) = connection.execute("PRAGMA busy_timeout").fetchone()
            connection.execute(f"PRAGMA busy_timeout={CUTTING}").close()
            try:
                busy = bool(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
            finally:
                connection.execute(f"PRAGMA busy_timeout={before}").close()
        self._most = size + WAL_KEPT if busy else WAL_KEPT


def connect(path: Path, *pragmas: str, patience: float) -> Opened:
    """A connection with those pragmas set; `patience` is how many seconds to wait for others."""
    try:
        connection = _opened(path, "mode=rw", *pragmas, patience=patience)
    except sqlite3.OperationalError as error:
        if primary(error) not in UNWRITABLE or not path.exists():
            raise
        connection = _for_reading(path, error, *pragmas, patience=patience)
        connection.lacks = error
        return connection
    try:
        connection.execute(f"PRAGMA journal_mode={journal_mode()}").close()
    except sqlite3.OperationalError as error:  # it stays in the mode it is in, and can be read
        if primary(error) not in UNWRITABLE:
            connection.close()
            raise
        connection.lacks = error
    return connection


def _for_reading(path: Path, error: sqlite3.OperationalError, *pragmas: str, patience: float) -> Opened:
    if not _in_use(path):  # all of it is in the one file, which nobody changes
        return _opened(path, "immutable=1", *pragmas, patience=patience)
    if primary(error) == sqlite3.SQLITE_CANTOPEN:
        raise error
    # No room for the index of a journal that was left behind: it is held in memory, and nobody else may use the record meanwhile.
    return _opened(path, "mode=rw", "locking_mode=EXCLUSIVE", *pragmas, patience=patience)


def _in_use(path: Path) -> bool:
    """Whether the journal holds anything, or somebody may be about to write into it."""
    return _size(path, "-wal") > 0 or _size(path, "-shm") >= INDEX


def _size(path: Path, end: str) -> int:
    try:
        return path.with_name(path.name + end).stat().st_size
    except FileNotFoundError:
        return 0


def _opened(path: Path, how: str, *pragmas: str, patience: float) -> Opened:
    connection = sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True, timeout=patience, isolation_level=None,
                                 check_same_thread=False, factory=Opened)  # fmt: skip
    try:
        for pragma in (*pragmas, f"journal_size_limit={WAL_KEPT}"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").close()
    except BaseException:
        connection.close()
        raise
    return connection
