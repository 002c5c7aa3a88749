"""`kill -9` of the whole process group at random moments: what was told is true, and running it again completes it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import samples

pytestmark = pytest.mark.faults
ROUNDS = 10


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "repository", *map(str, arguments)]


@pytest.mark.parametrize("way", ["add", "import"])
def test_killed_at_random_moments(tmp_path: Path, way: str) -> None:
    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    rows = []
    for number in range(60):
        (folder / f"{number}.pdf").write_bytes(samples.pdf(*(f"Quokkas of valley {number} on page {n}." for n in range(5))))
        rows.append({"external_id": f"r{number}", "title": f"Valley {number}", "file": f"{number}.pdf", "language": "en"})
    manifest = tmp_path / "list.jsonl"
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    arguments = ("add", folder, "--publish", "--json") if way == "add" else ("import", manifest, "--files", folder, "--publish", "--json")
    environment = {**os.environ, "REPOSITORY_HOME": str(home)}
    told: dict[str, int] = {}
    for round_ in range(ROUNDS):
        process = subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
                                   start_new_session=True)  # fmt: skip
        time.sleep(random.Random(round_).uniform(0.3, 2.5))
        os.killpg(process.pid, signal.SIGKILL)
        out, _ = process.communicate()
        for line in out.splitlines():
            if line.endswith("}"):
                receipt = json.loads(line)
                assert told.setdefault(receipt["name"], receipt["number"]) == receipt["number"]
        checked = subprocess.run(command("check", "--json"), capture_output=True, text=True, check=False, env=environment)
        assert json.loads(checked.stdout)["problems"] == [], checked.stdout
    done = subprocess.run(command(*arguments), capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    found = subprocess.run(command("search", "quokkas", "--json"), capture_output=True, text=True, check=True, env=environment)
    assert json.loads(found.stdout)["total"] == 60
    last = {line["name"]: line["number"] for line in map(json.loads, done.stdout.splitlines())}
    assert all(last[name] == number for name, number in told.items())
