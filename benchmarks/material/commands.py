"""The product as one calls it: a command at a home, how long it took, how much memory it had, what it said."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

from material.memory import resident


class Ran(NamedTuple):
    """Of one command; `memory` is the most of the process tree, in bytes."""

    code: int
    seconds: float
    memory: int
    lines: list[str]


def environment(home: Path) -> dict[str, str]:
    """Of a command at this home."""
    return {**os.environ, "REPOSITORY_HOME": str(home)}


def run(*arguments: str, home: Path) -> Ran:
    """Runs it to its end."""
    started, most, done = time.perf_counter(), [0], threading.Event()
    process = subprocess.Popen([sys.executable, "-m", "repository", *arguments], stdout=subprocess.PIPE, text=True, env=environment(home))

    def watch() -> None:
        while not done.wait(0.2):
            most[0] = max(most[0], resident(process.pid))

    threading.Thread(target=watch, daemon=True).start()
    out, _ = process.communicate()
    done.set()
    return Ran(process.returncode, time.perf_counter() - started, most[0], out.splitlines())
