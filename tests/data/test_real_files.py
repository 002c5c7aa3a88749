"""Real and hostile files nobody here wrote: every one gets one line, and nothing falls over."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.data
OUTCOMES = {"published", "waiting", "same_file", "looks_like", "no_text", "partly_no_text", "incomplete", "encrypted", "damaged", "refused"}


def receipts(folder: Path, home: Path) -> list[dict[str, object]]:
    done = subprocess.run([sys.executable, "-m", "repository", "add", str(folder), "--publish", "--json"], capture_output=True, text=True,
                          check=False, env={**os.environ, "REPOSITORY_HOME": str(home)})  # fmt: skip
    assert done.returncode in (0, 3), done.stderr
    assert "Traceback" not in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def clean(home: Path) -> bool:
    done = subprocess.run([sys.executable, "-m", "repository", "check", "--json"], capture_output=True, text=True, check=False,
                          env={**os.environ, "REPOSITORY_HOME": str(home)})  # fmt: skip
    return bool(json.loads(done.stdout)["ok"])


@pytest.mark.parametrize("kind", ["pdf/real", "pdf/hostile", "pdf/scanned", "office"])
def test_every_file_has_one_line(data: Path, tmp_path: Path, kind: str) -> None:
    folder = data / kind
    there = [path for path in folder.rglob("*") if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    lines = receipts(folder, tmp_path / "home")
    assert len(lines) == len(there) > 0
    assert {str(line["outcome"]) for line in lines} <= OUTCOMES
    assert clean(tmp_path / "home")


def test_real_files_are_read(data: Path, tmp_path: Path) -> None:
    lines = receipts(data / "pdf" / "real", tmp_path / "home")
    assert sum(int(str(line["pages"])) for line in lines) > 2_000
    assert sum(line["outcome"] == "published" for line in lines) > 0.9 * len(lines)
