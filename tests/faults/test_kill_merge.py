"""`kill -9` in the middle of a merge over 10,000 reports, and of its undo: all of it or nothing, and the index says the same."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.test_disk import repository

pytestmark = pytest.mark.faults
REPORTS, ROUNDS = 10_000, 12
NAMES = ("Migrant Forum in Asia", "MFA")


def killed(home: Path, after: float, *arguments: object) -> None:
    """Starts it and kills its whole group after some seconds."""
    environment = {**os.environ, "REPOSITORY_HOME": str(home)}
    process = subprocess.Popen([sys.executable, "-m", "repository", *map(str, arguments)], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env=environment, start_new_session=True)  # fmt: skip
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def counts(home: Path) -> tuple[int, ...]:
    """Published reports of both terms, as the record says."""
    lines = [json.loads(line) for line in repository("term", "list", "organisation", "--json", home=home).stdout.splitlines()]
    found = {line["key"]: (line["reports"], line["state"]) for line in lines}
    return (found["migrant-forum-in-asia"][0], found["mfa"][0] if found["mfa"][1] != "merged" else 0)


def test_a_merge_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    home, manifest = tmp_path / "home", tmp_path / "list.jsonl"
    rows = ({"external_id": f"r{n}", "title": f"Statement {n}", "organisation": NAMES[n % 2], "language": "en"} for n in range(REPORTS))
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert repository("import", manifest, "--publish", home=home).returncode == 0
    half, whole = (REPORTS // 2, REPORTS // 2), (REPORTS, 0)
    started = time.monotonic()
    assert repository("term", "merge", "organisation:mfa", "organisation:migrant-forum-in-asia", home=home).returncode == 0
    took = time.monotonic() - started
    assert counts(home) == whole
    for round_ in range(ROUNDS):
        newest = json.loads(repository("history", "--limit", "1", "--json", home=home).stdout.splitlines()[0])
        merged = counts(home) == whole
        step = ("undo", newest["change"]) if merged else ("term", "merge", "organisation:mfa", "organisation:migrant-forum-in-asia")
        killed(home, random.Random(round_).uniform(0.2 * took, took), *step)
        now = counts(home)
        assert now in (half, whole)
        checked = repository("check", "--json", home=home)
        assert json.loads(checked.stdout)["problems"] == [], checked.stdout
        key = "migrant-forum-in-asia"
        found = json.loads(repository("search", "", "--facet", f"organisation={key}", "--limit", "1", "--json", home=home).stdout)
        assert found["total"] == now[0]
