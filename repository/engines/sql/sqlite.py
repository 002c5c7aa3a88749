"""The one SQLite of this process: a newer one that is installed beside Python (`pysqlite3`), else Python's own.

Whatever opens the catalogue imports it from here. Two libraries in one process must never open the same file: when one closes it, the
system drops the locks of the other (POSIX), and what nobody holds can be damaged.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # pysqlite3 is the same module under another name, without types
    import sqlite3
else:
    try:
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:  # no wheel for this machine
        import sqlite3

__all__ = ["journal_mode", "primary", "sqlite3"]

SAFE_WAL = (3, 51, 3)  # older releases can corrupt a database in WAL mode (the "WAL reset" bug)


def journal_mode() -> str:
    """WAL where SQLite is sound in it. Else TRUNCATE: with full sync it survives a power cut, which DELETE may not."""
    return "WAL" if sqlite3.sqlite_version_info >= SAFE_WAL else "TRUNCATE"


def primary(error: BaseException | None) -> int:
    """SQLite's result code without its details (sqlite.org/rescode.html); 0 for an error that has none."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF
