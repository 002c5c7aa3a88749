"""A real process watches a real folder while files come in slowly, is stopped, killed, and started again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import samples
from tests.cli.test_intake import Run, outcomes
from tests.test_alike import prose
from tests.test_archive import packed

PATIENCE = 60.0
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Where the other program exports to."""
    path = tmp_path / "inbox"
    path.mkdir()
    return path


@pytest.fixture
def start(tmp_path: Path, inbox: Path) -> Iterator[Start]:
    """Starts a watcher; each is ended after the test."""
    started: list[subprocess.Popen[str]] = []

    def watch(*more: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "repository", "watch", "--json", "--publish", "--settle", "0.6", *more, str(inbox)],
            env={**os.environ, "REPOSITORY_HOME": str(tmp_path / "home")}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        assert process.stderr is not None
        assert "Watching" in process.stderr.readline()
        return process

    yield watch
    for process in started:
        process.kill()
        process.communicate()


def until(true: Callable[[], bool], process: "subprocess.Popen[str] | None" = None) -> None:
    """Waits for it."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        assert process is None or process.poll() is None, process.communicate()
        time.sleep(0.05)


def receipt(path: Path) -> list[dict[str, object]]:
    """Beside what was put away."""
    told: list[dict[str, object]] = json.loads(path.with_name(path.name + ".receipt.json").read_text(encoding="utf-8"))
    return told


def test_files_come_in_slowly_and_the_watcher_ends_when_told(start: Start, inbox: Path, run: Run) -> None:
    watcher = start()
    (inbox / "bad.pdf").write_bytes(b"\x7fELF" + bytes(100))
    content = samples.pdf(*(prose(n, 200) for n in range(5)))
    with (inbox / "slow.pdf").open("wb", buffering=0) as out:
        for at in range(0, len(content), len(content) // 8):
            out.write(content[at : at + len(content) // 8])
            time.sleep(0.3)
        until((inbox / "refused" / "bad.pdf").exists, watcher)
        assert (inbox / "slow.pdf").exists()
    until((inbox / "done" / "slow.pdf").exists, watcher)
    (told,) = receipt(inbox / "done" / "slow.pdf")
    assert (told["outcome"], told["pages"]) == ("published", 5)
    assert "published as report" in str(told["told"])
    assert "formats" in str(receipt(inbox / "refused" / "bad.pdf")[0]["detail"])
    watcher.send_signal(signal.SIGTERM)
    out_, error = watcher.communicate(timeout=PATIENCE)
    assert watcher.returncode == 0, error
    assert "Traceback" not in error
    assert outcomes([json.loads(line) for line in out_.splitlines()]) == {"bad.pdf": "refused", "slow.pdf": "published"}
    assert sorted(path.name for path in inbox.iterdir() if path.is_file()) == [".watched-by-repository"]
    assert run("search", prose(3, 200).split()[0])[1][0]["total"] == 1
    assert run("check")[0] == 0


def test_killed_and_started_again_nothing_is_lost_or_twice(start: Start, inbox: Path, run: Run) -> None:
    names = [f"{n}.txt" for n in range(60)]
    for n, name in enumerate(names):
        (inbox / name).write_text(prose(n, 60), encoding="utf-8")
    watcher = start()
    until(lambda: any((inbox / "done").glob("*.txt")), watcher)
    watcher.kill()
    watcher.wait()
    watcher = start()
    until(lambda: len(list((inbox / "done").glob("*.txt"))) == len(names), watcher)
    watcher.send_signal(signal.SIGTERM)
    assert watcher.wait(timeout=PATIENCE) == 0
    assert {str(receipt(inbox / "done" / name)[0]["outcome"]) for name in names} <= {"published", "same_file"}
    assert run("search", "")[1][0]["total"] == len(names)
    assert run("check")[0] == 0


def test_once_takes_lists_zips_and_files(run: Run, inbox: Path) -> None:
    (inbox / "a.pdf").write_bytes(samples.pdf(prose(1, 200)))
    (inbox / "b.txt").write_text("b", encoding="utf-8")
    (inbox / "list.csv").write_text(
        "external_id,title,file,date\nx,Ours,a.pdf,2017\ny,Wrong,b.txt,2017-02-31\nz,Ours too,a.pdf,2018\n", encoding="utf-8"
    )
    packed(inbox / "shelf.zip", ("list.jsonl", b'{"title": "Statement", "text": "Words of ours."}'))
    (inbox / "alone.txt").write_text(prose(2, 200), encoding="utf-8")
    (inbox / "list2.csv").write_text("colour\nred\n", encoding="utf-8")
    code, lines = run("watch", str(inbox), "--once", "--settle", "0.1", "--publish", "--organisation", "Ours")
    assert code == 3
    assert outcomes(lines) == {
        "x": "published", "y": "refused", "z": "same_file", "Statement": "published", "alone.txt": "published", "list2.csv": "refused",
    }  # fmt: skip
    put = {f"{path.parent.name}/{path.name}" for path in inbox.glob("*/*") if not path.name.endswith(".receipt.json")}
    done, refused = ("a.pdf", "list.csv", "shelf.zip", "alone.txt"), ("b.txt", "list.csv", "list2.csv")
    assert put == {f"done/{name}" for name in done} | {f"refused/{name}" for name in refused}
    assert [told["outcome"] for told in receipt(inbox / "done" / "list.csv")] == ["published", "refused", "same_file"]
    assert [told["name"] for told in receipt(inbox / "refused" / "list.csv")] == ["y"]
    assert [told["line"] for told in receipt(inbox / "done" / "a.pdf")] == [2, 4]
    assert len(list(inbox.glob("*/*.receipt.json"))) == len(put)
    corrected = (inbox / "refused" / "list.csv").read_text(encoding="utf-8-sig").replace("2017-02-31", "2017-02-28")
    (inbox / "list.csv").write_text(corrected, encoding="utf-8")
    (inbox / "refused" / "b.txt").rename(inbox / "b.txt")
    (inbox / "alone.txt").write_text(prose(2, 200), encoding="utf-8")
    code, lines = run("watch", str(inbox), "--once", "--settle", "0.1")
    assert (code, outcomes(lines)) == (0, {"y": "no_text", "alone.txt": "same_file"})
    assert (inbox / "done" / "list-2.csv").exists()
    assert (inbox / "done" / "alone-2.txt").exists()
    assert receipt(inbox / "done" / "alone.txt")[0]["outcome"] == "published"


def test_what_may_pass_by_itself_is_left(run: Run, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from repository import upload
    from repository.errors import DiskFull

    def full(*_: object, **__: object) -> None:
        raise DiskFull("disk_full")

    (inbox / "a.txt").write_text(prose(1, 50), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(upload, "take", full)
        assert run("watch", str(inbox), "--once", "--settle", "0.1")[0] == 1
    assert (inbox / "a.txt").exists()
    assert run("watch", str(inbox), "--once", "--settle", "0.1")[0] == 0
    assert (inbox / "done" / "a.txt").exists()


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "soon", "1e9"])
def test_a_wrong_command_line(run: Run, inbox: Path, seconds: str) -> None:
    assert run("watch", str(inbox), "--once", f"--settle={seconds}") == (2, [])


def test_errors_of_the_operator_are_told_before_anything_is_taken(run: Run, inbox: Path) -> None:
    (inbox / "a.txt").write_text(prose(1, 50), encoding="utf-8")
    assert run("watch", str(inbox), "--once", "--facet", "flub=1") == (1, [])
    assert run("watch", str(inbox / "none"), "--once") == (1, [])
    assert (inbox / "a.txt").exists()
