"""What is asked of a journal that Python's own SQLite may be too old for is asked where there is one."""

from repository.engines.sql.sqlite import journal_mode

collect_ignore = [] if journal_mode() == "WAL" else ["test_wal.py"]
