"""`kill -9` of the background work in the middle of a change of 10,000 reports, and of taking it back: all or nothing, and made in the end."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from repository import background
from repository.accounts import Account
from repository.editing import Wish
from repository.engines import Engines, open_engines
from repository.settings import load
from tests.faults.test_disk import repository
from tests.people import person

pytestmark = pytest.mark.faults
REPORTS, ROUNDS = 10_000, 4
PATIENCE = 120.0  # seconds


def working(home: Path) -> subprocess.Popen[bytes]:
    """The background work of a server."""
    return subprocess.Popen([sys.executable, "-m", "repository", "work"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            env={**os.environ, "REPOSITORY_HOME": str(home)}, start_new_session=True)  # fmt: skip


def killed(home: Path, after: float) -> None:
    """Lets it work for some seconds."""
    process = working(home)
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def having(engines: Engines) -> int:
    """How many reports have the term, as the record says."""
    term = engines.catalogue.find_term("topic", "Wage theft")
    return engines.catalogue.term_counts("topic").get(term.id, 0) if term else 0


def asked(engines: Engines, cora: Account, made: int) -> int:
    """A task: the change, or taking it back."""
    if made:
        return background.undo_beside(made, cora, catalogue=engines.catalogue)
    wish = Wish(append=(("topic", "Wage theft"),))
    return background.edit_beside(engines.catalogue.numbers(), wish, {"query": ""}, cora, catalogue=engines.catalogue)


def done(home: Path, engines: Engines, task: int) -> tuple[float, int]:
    """Works until it is made: seconds, and its line of history."""
    started = time.monotonic()
    process = working(home)
    try:
        while (now := background.task_of(task, catalogue=engines.catalogue)).state == "waiting":
            assert time.monotonic() - started < PATIENCE
            time.sleep(0.05)
    finally:
        process.communicate()
    assert now.state == "done"
    return time.monotonic() - started, now.change


def test_a_change_of_many_reports_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    home, manifest = tmp_path / "home", tmp_path / "list.jsonl"
    rows = ({"external_id": f"r{n}", "title": f"Statement {n}", "language": "en"} for n in range(REPORTS))
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert repository("import", manifest, "--publish", home=home).returncode == 0
    engines = open_engines(load({"REPOSITORY_HOME": str(home)}))
    cora = person(engines, "cora@library.example", "curator")
    took, made = done(home, engines, asked(engines, cora, 0))
    assert having(engines) == REPORTS
    for round_ in range(ROUNDS):
        before = having(engines)
        task = asked(engines, cora, made)
        killed(home, random.Random(round_).uniform(0.3 * took, took))
        assert having(engines) == (before if background.task_of(task, catalogue=engines.catalogue).state == "waiting" else REPORTS - before)
        _, change = done(home, engines, task)
        assert having(engines) == REPORTS - before
        made = 0 if made else change
        checked = repository("check", "--json", home=home)
        assert json.loads(checked.stdout)["problems"] == [], checked.stdout
    engines.close()
