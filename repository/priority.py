"""Given a process that leads a session, its place behind others that want a processor."""

import os
from contextlib import suppress
from pathlib import Path


def stand_back(process: int, behind: int) -> None:
    """Puts it and its session `behind` all others (as `nice` counts), as far as the system knows how (Linux, sched(7): autogroup)."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process, behind)
    with suppress(OSError):
        Path(f"/proc/{process}/autogroup").write_text(str(behind), encoding="ascii")
