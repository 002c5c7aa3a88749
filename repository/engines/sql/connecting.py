"""Given the file of the record, one connection to it; where nothing can be written there, one that reads, as long as that lasts.

In WAL mode even a reader wants two files beside the record: the journal (`-wal`) and its index (`-shm`), which cannot be made on a
read-only disk, nor on a full one.
"""

from pathlib import Path
from urllib.parse import quote

from repository.engines.sql.sqlite import journal_mode, primary, sqlite3

WAL_KEPT = 16 * 2**20  # bytes; after a big change the journal is cut back to this, it never keeps the disk it once needed
INDEX = 32_768  # bytes of a `-shm` that somebody uses, at least
UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


class Opened(sqlite3.Connection):
    """One connection; where it only reads, `lacks` is why. Such a one is not kept: in a moment it may be otherwise."""

    lacks: sqlite3.Error | None = None


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
