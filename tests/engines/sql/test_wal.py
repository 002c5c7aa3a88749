"""The journal beside the record: what is read where nothing can be written, what is left behind, what an older SQLite does with it."""

import resource
import shutil
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import pytest

from repository.engines.sql import SqlCatalogue, connecting, sqlite
from repository.engines.sql.sqlite import sqlite3
from repository.errors import CatalogueUnavailable, DiskFull, ReadOnly, RepositoryError
from tests.engines.sql.adding import add


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[SqlCatalogue]:
    """One with a report, closed."""
    opened = SqlCatalogue(f"sqlite:///{tmp_path}/home/catalogue.sqlite3")
    opened.prepare()
    add(opened)
    opened.close()
    yield opened
    opened.close()


@pytest.fixture
def killed(catalogue: SqlCatalogue, tmp_path: Path) -> Iterator[SqlCatalogue]:
    """The same with a second report, as it lies there after `kill -9`."""
    add(catalogue)
    with catalogue.database.reading():
        shutil.copytree(catalogue.database.path.parent, tmp_path / "killed")
    opened = SqlCatalogue(f"sqlite:///{tmp_path}/killed/catalogue.sqlite3")
    assert beside(opened, "-wal").stat().st_size > 0
    yield opened
    opened.close()


def beside(catalogue: SqlCatalogue, end: str) -> Path:
    """`-wal` or `-shm`."""
    return catalogue.database.path.with_name(catalogue.database.path.name + end)


def there(catalogue: SqlCatalogue) -> set[str]:
    """What lies in the folder of the record."""
    return {each.name for each in catalogue.database.path.parent.iterdir()}


def of_wal(path: Path) -> bool:
    """What the file itself says."""
    return path.read_bytes()[18:20] == b"\2\2"


@contextmanager
def no_room(size: int = 1_000) -> Iterator[None]:
    """No file gets more bytes than that."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def works_again(catalogue: SqlCatalogue, number: int) -> None:
    """Nothing needs a restart."""
    assert add(catalogue) == number
    assert list(catalogue.check()) == []


def test_an_end_leaves_one_file(catalogue: SqlCatalogue) -> None:
    assert there(catalogue) == {"catalogue.sqlite3"}
    assert of_wal(catalogue.database.path)
    with catalogue.database.reading():
        assert there(catalogue) == {"catalogue.sqlite3", "catalogue.sqlite3-wal", "catalogue.sqlite3-shm"}
        assert {stat.S_IMODE(path.stat().st_mode) for path in catalogue.database.path.parent.iterdir()} == {0o600}


def test_what_a_killed_process_left_is_read_and_put_away(killed: SqlCatalogue) -> None:
    assert killed.numbers() == [1, 2]
    assert list(killed.check()) == []
    killed.close()
    assert there(killed) == {"catalogue.sqlite3"}


def test_a_reader_never_waits_and_is_never_waited_for(catalogue: SqlCatalogue) -> None:
    with catalogue.database.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM reports").scalar()
        assert add(catalogue) == 2
        assert connection.exec_driver_sql("SELECT count(*) FROM reports").scalar() == before
    assert catalogue.numbers() == [1, 2]


def test_a_big_change_does_not_keep_the_disk_it_needed(catalogue: SqlCatalogue) -> None:
    add(catalogue, "x" * 20_000_000)
    assert beside(catalogue, "-wal").stat().st_size == 0


@pytest.mark.parametrize("patient", [True, False])
def test_a_journal_that_is_being_read_is_emptied_later(catalogue: SqlCatalogue, monkeypatch: pytest.MonkeyPatch, patient: bool) -> None:  # noqa: FBT001
    monkeypatch.setattr(connecting, "WAL_KEPT", 1_000_000)
    monkeypatch.setattr(connecting, "CUTTING", 20_000 if patient else 5)
    catalogue = SqlCatalogue(f"sqlite:///{catalogue.database.path}")
    wal = beside(catalogue, "-wal")
    reads, leaves = threading.Event(), threading.Event()

    def read() -> None:
        with catalogue.database.reading() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM reports").all()
            reads.set()
            leaves.wait()

    with ThreadPoolExecutor(1) as pool:
        looked = pool.submit(read)
        reads.wait()
        if patient:
            threading.Timer(0.1, leaves.set).start()
        assert add(catalogue, "x" * 3_000_000) == 2
        assert (wal.stat().st_size == 0) is patient, "a writer waits a moment for those who read, not for ever"
        leaves.set()
        looked.result()
    assert add(catalogue, "x" * 3_000_000) == 3
    assert wal.stat().st_size == 0
    works_again(catalogue, 4)
    catalogue.close()


def test_where_the_index_of_the_journal_cannot_be_made(catalogue: SqlCatalogue) -> None:
    beside(catalogue, "-shm").symlink_to("nowhere")  # is not opened, as nothing new is on a read-only disk
    assert catalogue.numbers() == [1]
    with pytest.raises(RepositoryError):
        add(catalogue)
    beside(catalogue, "-shm").unlink()
    works_again(catalogue, 2)


def test_where_it_cannot_be_made_a_journal_that_was_left_behind_is_not_passed_over(killed: SqlCatalogue) -> None:
    beside(killed, "-shm").unlink()
    beside(killed, "-shm").symlink_to("nowhere")
    with pytest.raises(CatalogueUnavailable):
        killed.numbers()
    beside(killed, "-shm").unlink()
    works_again(killed, 3)


def test_where_the_index_of_the_journal_is_there_and_cannot_be_written(killed: SqlCatalogue) -> None:
    beside(killed, "-shm").unlink()
    beside(killed, "-shm").mkdir()  # can be opened, for reading only
    assert killed.numbers() == [1, 2]
    with pytest.raises(ReadOnly):
        add(killed)
    beside(killed, "-shm").rmdir()
    works_again(killed, 3)


@pytest.mark.parametrize("state", ["catalogue", "killed"])
def test_where_the_index_of_the_journal_has_no_room(request: pytest.FixtureRequest, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repository.engines.sql.faults.ROOM", 1 << 62)
    opened: SqlCatalogue = request.getfixturevalue(state)
    numbers = [1, 2] if state == "killed" else [1]
    with no_room():
        with nullcontext() if state == "killed" else opened.database.reading():  # one look inside another
            assert opened.numbers() == numbers
        with pytest.raises(DiskFull):
            add(opened)
    works_again(opened, numbers[-1] + 1)


def test_a_change_that_finds_no_room_is_undone_and_reading_goes_on(catalogue: SqlCatalogue) -> None:
    with no_room(catalogue.database.path.stat().st_size + 100_000):
        with pytest.raises(RepositoryError):
            add(catalogue, "x" * 1_000_000)
        assert catalogue.numbers() == [1]
    works_again(catalogue, 2)


def test_an_older_sqlite_takes_the_home_over_and_gives_it_back(killed: SqlCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "SAFE_WAL", (99,))
    works_again(killed, 3)
    killed.close()
    assert not of_wal(killed.database.path)
    monkeypatch.undo()
    works_again(killed, 4)
    killed.close()
    assert of_wal(killed.database.path)


def test_an_older_sqlite_does_nothing_beside_one_that_uses_the_journal(catalogue: SqlCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(catalogue.database.path)) as newer:
        newer.execute("SELECT count(*) FROM reports").fetchall()
        monkeypatch.setattr(sqlite, "SAFE_WAL", (99,))
        with pytest.raises(CatalogueUnavailable, match="busy"):
            catalogue.numbers()
    works_again(catalogue, 2)


def test_a_copy_is_one_file_that_any_sqlite_reads(killed: SqlCatalogue, tmp_path: Path) -> None:
    killed.backup(tmp_path / "copies.sqlite3")
    assert not of_wal(tmp_path / "copies.sqlite3")
    assert {path.name for path in tmp_path.glob("copies*")} == {"copies.sqlite3"}
    copy = SqlCatalogue(f"sqlite:///{tmp_path}/copies.sqlite3")
    assert copy.numbers() == [1, 2]
    copy.close()
