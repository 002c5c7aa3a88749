"""A watched folder: only what lies still is taken, lists wait for their files, nothing is followed out of it."""

import os
import time
from pathlib import Path

import pytest

from repository.errors import InputError, Unavailable
from repository.watching import Inbox, alone, lots


class Clock:
    """Steady time that stands still until it is told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Inbox:
    """Files must lie still for five seconds."""
    return Inbox(tmp_path, 5.0, steady=clock)


def ready(folder: Inbox, clock: Clock, seconds: float = 0.0, *, listed: bool = False) -> list[tuple[str, tuple[str, ...]]]:
    """What can be taken after a while: list or ZIP, and files."""
    folder.look()
    clock.now += seconds
    folder.look()
    return [(lot.head, lot.names) for lot in lots(folder, listed=listed)]


def test_only_what_lies_still(folder: Inbox, clock: Clock) -> None:
    path = folder.path / "a.txt"
    path.write_text("one")
    assert ready(folder, clock, 4.9) == []
    path.write_text("one two")
    assert ready(folder, clock, 4.9) == []
    assert ready(folder, clock, 0.2) == [("", ("a.txt",))]
    os.utime(path, (1, 1))
    assert ready(folder, clock) == []
    other = folder.path / "b.txt"
    other.write_text("one two")
    other.rename(path)
    assert ready(folder, clock, 4) == []
    assert ready(folder, clock, 2) == [("", ("a.txt",))]


def test_what_is_open_for_writing_is_left(folder: Inbox, clock: Clock) -> None:
    with (folder.path / "a.txt").open("w") as writer:
        writer.write("half")
        writer.flush()
        assert ready(folder, clock, 60) == []
    assert ready(folder, clock, 60) == [("", ("a.txt",))]


def test_a_file_that_changes_while_it_is_read(folder: Inbox, clock: Clock) -> None:
    path = folder.path / "a.txt"
    path.write_bytes(b"x" * 3_000_000)
    assert ready(folder, clock, 6) == [("", ("a.txt",))]
    chunks = folder.read("a.txt")
    next(chunks)
    with path.open("ab") as writer:
        writer.write(b"more")
    with pytest.raises(Unavailable, match="still_written"):
        list(chunks)
    time.sleep(0.01)
    path.write_bytes(b"y" * 3_000_000)  # since the last look
    with pytest.raises(Unavailable, match="still_written"):
        list(folder.read("a.txt"))


@pytest.mark.parametrize("name", [".hidden", "~$word.docx", "a.pdf.part", "a.crdownload", "a.tmp", "a.txt~", "x.filepart"])
def test_unfinished_names_are_no_files(folder: Inbox, clock: Clock, name: str) -> None:
    (folder.path / name).write_text("x")
    assert ready(folder, clock, 60) == []


def test_nothing_is_followed(folder: Inbox, clock: Clock, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("other") / "secret.txt"
    secret.write_text("secret")
    (folder.path / "link.txt").symlink_to(secret)
    os.mkfifo(folder.path / "pipe.txt")
    (folder.path / "sub").mkdir()
    (folder.path / "list.csv").write_text("title,file\na,link.txt\nb,../other/secret.txt\nc,sub/x.txt\n")
    ready(folder, clock, 1000)
    for name in ("link.txt", "pipe.txt", "../other/secret.txt", "sub/x.txt", "sub", str(secret)):
        with pytest.raises(InputError, match="row_file_missing"):
            folder.read(name)
    (folder.path / "a.txt").write_text("words")
    folder.look()
    (folder.path / "a.txt").unlink()
    (folder.path / "a.txt").symlink_to(secret)
    with pytest.raises(InputError, match="unreadable"):
        folder.read("a.txt")


def test_a_list_takes_its_files_and_waits_for_them(folder: Inbox, clock: Clock) -> None:
    (folder.path / "a.txt").write_text("words")
    (folder.path / "c.txt").write_text("words")
    (folder.path / "list.csv").write_text("title;file\none;a.txt|b.txt\n")
    assert ready(folder, clock, 6) == [("", ("c.txt",))]
    (folder.path / "b.txt").write_text("words")
    assert ready(folder, clock) == [("", ("c.txt",))]
    assert ready(folder, clock, 6) == [("list.csv", ("a.txt", "b.txt")), ("", ("c.txt",))]
    assert ready(folder, clock, listed=True) == [("list.csv", ("a.txt", "b.txt"))]


def test_a_list_does_not_wait_for_ever(folder: Inbox, clock: Clock) -> None:
    (folder.path / "list.jsonl").write_text('{"title": "one", "file": "none.txt"}\n')
    assert ready(folder, clock, 500) == []
    assert ready(folder, clock, 200) == [("list.jsonl", ("none.txt",))]


def test_files_wait_while_a_list_is_on_its_way(folder: Inbox, clock: Clock) -> None:
    (folder.path / "a.txt").write_text("words")
    (folder.path / "shelf.zip").write_bytes(b"PK")
    assert ready(folder, clock, 6) == [("shelf.zip", ()), ("", ("a.txt",))]
    (folder.path / "list.csv").write_text("title;file\n")
    assert ready(folder, clock) == []


def test_one_watcher_a_folder(tmp_path: Path) -> None:
    with alone(tmp_path):
        assert (tmp_path / "done").is_dir()
        with pytest.raises(InputError, match="watched"), alone(tmp_path):
            pass
    with alone(tmp_path):
        pass
    with pytest.raises(InputError, match="no_such_folder"), alone(tmp_path / "none"):
        pass


def test_a_folder_that_goes_away(folder: Inbox, tmp_path: Path) -> None:
    folder.path = tmp_path / "gone"
    with pytest.raises(InputError):
        folder.look()


def test_where_nothing_can_be_put_away_it_stays(folder: Inbox, clock: Clock) -> None:
    (folder.path / "a.txt").write_text("words")
    ready(folder, clock, 6)
    (folder.path / "done").write_text("somebody's file")
    with pytest.raises(Unavailable, match="inbox"):
        folder.put_away("a.txt", "done", [])
    assert (folder.path / "a.txt").exists()
    (folder.path / "done").unlink()
    folder.put_away("a.txt", "done", [])
    assert (folder.path / "done" / "a.txt").read_text() == "words"
