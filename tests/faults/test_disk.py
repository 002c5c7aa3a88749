"""A full disk and a read-only home: a sentence, nothing lost, reading goes on, and later it is completed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import samples

pytestmark = pytest.mark.faults


def repository(*arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    """One command."""
    return subprocess.run([sys.executable, "-m", "repository", *map(str, arguments)], capture_output=True, text=True, check=False,
                          env={**os.environ, "REPOSITORY_HOME": str(home)})  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MiB; needs root."""
    place = tmp_path / "small"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["mount", "-o", "remount,rw", str(place)], check=False)
    subprocess.run(["umount", "-l", str(place)], check=True)


def documents(folder: Path, count: int, size: int) -> Path:
    folder.mkdir()
    for number in range(count):
        pages = samples.pdf(f"Quokkas of valley {number} came home.")
        (folder / f"{number}.pdf").write_bytes(pages + b"\n%" + os.urandom(size).hex().encode())
    return folder


def test_a_full_disk_loses_nothing(small: Path, tmp_path: Path) -> None:
    folder = documents(tmp_path / "in", 20, 600_000)
    first = repository("add", folder / "0.pdf", "--publish", "--json", home=small)
    assert first.returncode == 0, first.stderr
    full = repository("add", folder, "--publish", "--json", home=small)
    assert full.returncode in (1, 3)
    assert "Traceback" not in full.stderr
    assert full.stderr.strip() or full.stdout.strip()
    kept = [json.loads(line) for line in full.stdout.splitlines()]
    found = repository("search", "quokkas", "--json", home=small)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["total"] >= 1
    subprocess.run(["mount", "-o", "remount,size=96m", str(small)], check=True)
    again = repository("add", folder, "--publish", "--json", home=small)
    assert again.returncode == 0, again.stderr
    assert {json.loads(line)["name"] for line in again.stdout.splitlines()} == {f"{number}.pdf" for number in range(20)}
    assert json.loads(repository("search", "quokkas", "--json", home=small).stdout)["total"] == 20
    checked = repository("check", "--json", home=small)
    assert json.loads(checked.stdout)["problems"] == []
    numbers = {line["name"]: line["number"] for line in kept if line["number"]}
    later = {line["name"]: line["number"] for line in map(json.loads, again.stdout.splitlines())}
    assert all(later[name] == number for name, number in numbers.items())


def test_a_read_only_home_is_read(small: Path, tmp_path: Path) -> None:
    folder = documents(tmp_path / "in", 2, 10)
    assert repository("add", folder / "0.pdf", "--publish", home=small).returncode == 0
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    refused = repository("add", folder / "1.pdf", "--publish", home=small)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "read-only" in refused.stdout + refused.stderr
    found = repository("search", "quokkas", "--json", home=small)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["total"] == 1
