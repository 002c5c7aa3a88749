"""A full disk and a read-only home: a sentence, nothing lost, reading goes on, and later it is completed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from repository.engines.sql.sqlite import sqlite3
from tests import samples

pytestmark = pytest.mark.faults
CHANGED = """
import os, sys
from repository.engines.sql import SqlCatalogue
from repository.model import Actor, Facet, Text
catalogue = SqlCatalogue(f"sqlite:///{sys.argv[1]}")
with catalogue.writing(Actor("test")) as writing:
    writing.add_facet(Facet("of-the-journal", 99, True, (Text("en", "Of the journal"),)))
os._exit(9)
"""


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


def left(home: Path, how: str) -> None:
    """The record as it may be found: closed; or with its last change in the journal only, beside the index of the journal or without."""
    path = home / "uploads" / "catalogue.sqlite3"
    if how == "an older release":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=TRUNCATE").close()
    elif how != "closed":
        killed = subprocess.run([sys.executable, "-c", CHANGED, str(path)], check=False)
        assert killed.returncode == 9
        assert path.with_name(path.name + "-wal").stat().st_size > 0
        if how == "killed, no index":
            path.with_name(path.name + "-shm").unlink()


def fill(place: Path) -> Path:
    """Not a byte is left."""
    with (place / "filling").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    return place / "filling"


@pytest.mark.parametrize("how", ["closed", "killed", "killed, no index", "an older release"])
def test_with_not_a_byte_left_reading_goes_on(small: Path, tmp_path: Path, how: str) -> None:
    folder = documents(tmp_path / "in", 2, 10)
    assert repository("add", folder / "0.pdf", "--publish", home=small).returncode == 0
    left(small, how)
    filling = fill(small)
    for _ in range(2):
        found = repository("search", "quokkas", "--json", home=small)
        assert found.returncode == 0, found.stderr
        assert json.loads(found.stdout)["total"] == 1
        refused = repository("add", folder / "1.pdf", "--publish", home=small)
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
        assert "disk" in refused.stdout + refused.stderr
    listed = repository("facet", "list", "--json", home=small)
    assert ("Of the journal" in listed.stdout) == how.startswith("killed")
    filling.unlink()
    assert repository("add", folder / "1.pdf", "--publish", home=small).returncode == 0
    assert json.loads(repository("check", "--json", home=small).stdout)["ok"]
    assert [path.name for path in (small / "uploads").glob("catalogue*")] == ["catalogue.sqlite3"]


@pytest.mark.parametrize("how", ["closed", "killed", "an older release"])
def test_a_read_only_home_is_read(small: Path, tmp_path: Path, how: str) -> None:
    folder = documents(tmp_path / "in", 2, 10)
    assert repository("add", folder / "0.pdf", "--publish", home=small).returncode == 0
    left(small, how)
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    refused = repository("add", folder / "1.pdf", "--publish", home=small)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "read-only" in refused.stdout + refused.stderr
    found = repository("search", "quokkas", "--json", home=small)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["total"] == 1
