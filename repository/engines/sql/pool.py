"""Given threads that ask the database one short question after another, connections for them without a lock to wait at.

SQLAlchemy's own pool takes a lock at each question; where many threads ask hundreds of questions a second, they wait for each other
there longer than for the database, and what is over its size is opened and closed each time.
"""

from collections import deque
from typing import Any

from sqlalchemy.pool import ConnectionPoolEntry, Pool

from repository.engines.sql.connecting import Opened

KEPT = 16  # connections that wait to be used again; there may be as many as there are threads


class OpenPool(Pool):
    """The connection that was given back last is used first. Adding to a deque and taking from it is one step for all threads."""

    def __init__(self, *how: Any, **more: Any) -> None:
        super().__init__(*how, **more)
        self._free: deque[ConnectionPoolEntry] = deque()

    def _do_get(self) -> ConnectionPoolEntry:
        try:
            return self._free.pop()
        except IndexError:
            return self._create_connection()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        opened = record.dbapi_connection
        if len(self._free) < KEPT and not (isinstance(opened, Opened) and opened.lacks):
            self._free.append(record)
        else:
            record.close()

    def dispose(self) -> None:
        """Closes those that wait."""
        while self._free:
            self._free.pop().close()

    def recreate(self) -> "OpenPool":
        """An empty one of the same kind."""
        return OpenPool(self._creator, reset_on_return=self._reset_on_return, _dispatch=self.dispatch, dialect=self._dialect)

    def status(self) -> str:
        """For a log."""
        return f"{len(self._free)} connections wait"
