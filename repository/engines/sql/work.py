"""Unfinished work: leased to one worker at a time, given back when it cannot be done, parked after three tries."""

import time
from collections.abc import Sequence

from sqlalchemy import Connection, and_, func, or_, select, update

from repository.engines.sql import schema as s
from repository.model import Work

TRIES = 3
CLOCK = 3600.0  # seconds a lease may lie ahead before a jump of the clock is the better explanation


def free(moment: float, lease: float) -> object:
    """Work nobody holds: its lease ended, or lies further ahead than any lease given."""
    c = s.work.c
    return and_(c.parked.is_(False), or_(c.lease_until < moment, c.lease_until > moment + lease + CLOCK))


def claim(connection: Connection, worker: str, limit: int, lease: float) -> list[Work]:
    """Leases up to `limit`, counting the try."""
    moment = time.time()
    rows = connection.execute(select(s.work).where(free(moment, lease)).order_by(s.work.c.id).limit(limit)).all()  # type: ignore[arg-type]
    taken = []
    for row in rows:
        if row.tries >= TRIES:
            park(connection, row.id, row.file, row.error or "stopped")
            continue
        values = {"tries": row.tries + 1, "lease_until": moment + lease, "worker": worker}
        connection.execute(update(s.work).where(s.work.c.id == row.id).values(**values))
        taken.append(Work(row.id, row.kind, row.file, row.tries + 1))
    return taken


def waiting(connection: Connection, lease: float) -> bool:
    """Whether there is anything to claim: a cheap look before taking the write lock."""
    return connection.execute(select(s.work.c.id).where(free(time.time(), lease)).limit(1)).first() is not None  # type: ignore[arg-type]


def give_back(connection: Connection, work: Work, error: str) -> bool:
    """Ends a lease; True when this was the last try and the work is parked."""
    if work.tries >= TRIES:
        park(connection, work.id, work.file, error)
        return True
    pause = 2.0 * work.tries
    connection.execute(update(s.work).where(s.work.c.id == work.id).values(lease_until=time.time() + pause, worker="", error=error[:500]))
    return False


def park(connection: Connection, work: int, file: int, error: str) -> None:
    """Sets it aside, visible on the file."""
    connection.execute(update(s.work).where(s.work.c.id == work).values(parked=True, error=error[:500]))
    connection.execute(update(s.files).where(s.files.c.id == file).values(state="parked", outcome="damaged", detail={"key": "parked"}))


def unfinished(connection: Connection) -> int:
    """How much waits or runs."""
    return connection.execute(select(func.count()).select_from(s.work).where(s.work.c.parked.is_(False))).scalar_one()


def files(connection: Connection, *, parked: bool) -> Sequence[int]:
    """Files whose work is parked (or not)."""
    return connection.execute(select(s.work.c.file).where(s.work.c.parked.is_(parked))).scalars().all()
