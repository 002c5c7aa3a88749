"""Unfinished work: leased to one worker at a time, never lost, set aside after three failed tries.

A lease ends with wall time, since workers in several processes share it. Clocks jump: a lease from the future is no
lease, and a worker that sees its clock jump renews every lease instead of ending them. Work whose worker is known to be
dead (`host:process` on this host) is free at once; being killed is not a failure of the file, so it counts only after
many times.
"""

import os
import re
import socket
from collections.abc import Callable

from sqlalchemy import Connection, and_, func, or_, select, update

from repository.engines.sql import schema as s
from repository.engines.sql.part import Condition, Part
from repository.engines.sql.rows import AnyRow
from repository.engines.sql.writing import SqlWriting
from repository.model import Actor, Work

TRIES = 3
INTERRUPTIONS = 10
JUMP = 30.0  # seconds a clock may differ from steady time before it counts as a jump
WORKER = Actor("worker")
_PROCESS = re.compile(r"^(.*):(\d+)$")
_w = s.work.c


class Queue(Part):
    """The catalogue's unfinished work."""

    def __init__(self, url: str, **times: Callable[[], float]) -> None:
        super().__init__(url, **times)
        self._seen = (self.clock(), self.steady())

    def claim(self, worker: str, limit: int, lease: float = 150.0) -> list[Work]:
        """Work nobody holds, leased for `lease` seconds, each try counted; parked after three."""
        if limit < 1 or not self._anything():
            return []
        with self.writing(WORKER) as writing:
            return _Claim(writing, worker, lease, self.clock(), jumped=self._jumped()).take(limit)

    def _anything(self) -> bool:
        """A cheap look before the write lock is asked for."""
        now = self.clock()
        with self.database.reading() as connection:
            if connection.execute(select(_w.id).where(free(now)).limit(1)).first() is not None:
                return True
            return any(gone(row.worker) for row in connection.execute(select(_w.worker).where(~free(now)).distinct()))

    def _jumped(self) -> bool:
        wall, steady = self.clock(), self.steady()
        drift = (wall - self._seen[0]) - (steady - self._seen[1])
        self._seen = (wall, steady)
        return abs(drift) > JUMP

    def give_back(self, work: Work, error: str) -> None:
        """Could not be done now; parked when this was the third try, forgotten when somebody else has it meanwhile."""
        with self.writing(WORKER) as writing:
            row = writing.connection.execute(select(s.work).where(_w.id == work.id, _w.tries == work.tries)).first()
            if row is None:
                return
            if row.tries >= TRIES:
                writing.park_file(row.file, error)
            else:
                release(writing.connection, row, error)

    def unfinished(self) -> int:
        """Files that wait or are being read."""
        return self._value(select(func.count()).select_from(s.work)) or 0


class _Claim:
    """One worker's turn at the queue."""

    def __init__(self, writing: SqlWriting, worker: str, lease: float, now: float, *, jumped: bool) -> None:
        self.writing, self.connection, self.worker, self.lease, self.now = writing, writing.connection, worker, lease, now
        if jumped:
            held = update(s.work).where(_w.lease_until.is_not(None))
            self.connection.execute(held.values(leased_at=now, lease_until=now + lease))
        self._free_the_dead()

    def _free_the_dead(self) -> None:
        for row in self.connection.execute(select(s.work).where(_w.worker != "")).all():
            if gone(row.worker):
                values = {"tries": max(0, row.tries - 1), "interruptions": row.interruptions + 1, "lease_until": None, "worker": ""}
                self.connection.execute(update(s.work).where(_w.id == row.id).values(**values))

    def take(self, limit: int) -> list[Work]:
        """Up to `limit`, oldest first."""
        taken: list[Work] = []
        while len(taken) < limit:
            question = select(s.work).where(free(self.now)).order_by(_w.id).limit(limit - len(taken))
            rows = self.connection.execute(question).all()
            if not rows:
                break
            for row in rows:
                if row.tries >= TRIES or row.interruptions >= INTERRUPTIONS:
                    self.writing.park_file(row.file, row.error or "interrupted")
                    continue
                values = {"tries": row.tries + 1, "leased_at": self.now, "lease_until": self.now + self.lease, "worker": self.worker}
                self.connection.execute(update(s.work).where(_w.id == row.id).values(**values))
                taken.append(Work(row.id, row.kind, row.file, row.tries + 1))
        return taken


def free(now: float) -> Condition:
    """Work without a lease, with one that ended, or with one given in the future."""
    return or_(_w.lease_until.is_(None), _w.lease_until <= now, and_(_w.leased_at.is_not(None), _w.leased_at > now + JUMP))


def gone(worker: str) -> bool:
    """Whether a worker of this host is no longer running."""
    found = _PROCESS.match(worker)
    if found is None or found[1] != socket.gethostname():
        return False
    try:
        os.kill(int(found[2]), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False


def release(connection: Connection, row: AnyRow, error: str) -> None:
    """Ends a lease."""
    connection.execute(update(s.work).where(_w.id == row.id).values(lease_until=None, leased_at=None, worker="", error=error[:200]))
