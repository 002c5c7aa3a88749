"""The promises of SQLite's connections, and what is said when they cannot be kept."""

import multiprocessing
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from repository.engines.sql import SqlCatalogue, sqlite
from repository.engines.sql import open as opening
from repository.engines.sql.pool import KEPT
from repository.engines.sql.sqlite import journal_mode, sqlite3
from repository.errors import CatalogueUnavailable, DiskFull, InputError, ReadOnly
from repository.model import NewPage, Record, Text
from tests.engines.sql.adding import ME, add

ADD = """
import sys
from repository.engines.sql import SqlCatalogue, sqlite
from repository.model import Actor, NewFile, NewPage, Record, Text
catalogue = SqlCatalogue(sys.argv[1])
catalogue.prepare()
for n in range(int(sys.argv[3])):
    with catalogue.writing(Actor(sys.argv[2])) as writing:
        number = writing.add_report(Record(titles=(Text("en", f"{sys.argv[2]} {n}"),)), "submitted", publish_when_read=True)
        writing.set_own_pages(number, [NewPage(1, "1", "text " * 400, "en")])
        file = writing.add_file(number, NewFile("a.pdf", "pdf", "application/pdf", f"{n:064x}", 1))
        writing.add_term("organisation", (Text("en", f"{sys.argv[2]} {n}"),))
    with catalogue.writing(Actor(sys.argv[2])) as writing:
        writing.set_extraction(file, [NewPage(1, "1", "text", "en")], None, {}, "en")
    print(number, flush=True)
"""

LOCK = f"""
import sys
from {sqlite3.__name__.partition(".")[0]} import dbapi2
dbapi2.connect(sys.argv[1], timeout=0, isolation_level=None).execute("BEGIN IMMEDIATE")
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the database lies."""
    return tmp_path / "a ?folder# with %41" / "uploads"


@pytest.fixture
def catalogue(home: Path) -> Iterator[SqlCatalogue]:
    """A prepared one."""
    opened = SqlCatalogue(f"sqlite:///{home}/catalogue.sqlite3")
    opened.prepare()
    yield opened
    opened.close()


def on_every_connection(catalogue: SqlCatalogue, pragma: str) -> None:
    """Sets a limit of SQLite's own."""
    event.listen(catalogue.database.engine, "checkout", lambda connection, *_: connection.execute(f"PRAGMA {pragma}").close())


def test_nobody_else_may_read_the_record(catalogue: SqlCatalogue, home: Path) -> None:
    add(catalogue)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()} == {0o600}


@pytest.mark.usefixtures("steady_disk")
def test_every_connection_keeps_the_promises(catalogue: SqlCatalogue) -> None:
    with closing(catalogue.database.connect()) as connection:
        said = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in
                ("synchronous", "foreign_keys", "journal_mode", "cache_spill", "busy_timeout", "secure_delete")}  # fmt: skip
    journal = journal_mode().lower()
    assert said == {"synchronous": 2, "foreign_keys": 1, "journal_mode": journal, "cache_spill": 0, "busy_timeout": 20_000, "secure_delete": 1}


def test_one_who_asks_again_and_again_needs_one_connection_and_many_leave_few(catalogue: SqlCatalogue) -> None:
    made: list[object] = []
    event.listen(catalogue.database.engine, "connect", lambda connection, _: made.append(connection))
    for _ in range(20):
        catalogue.last_change()
    assert len(made) <= 1, "the one that made the catalogue is used again"
    together = threading.Barrier(3 * KEPT)

    def ask(_: int) -> int:
        with catalogue.database.reading():
            together.wait()
            return catalogue.last_change()

    with ThreadPoolExecutor(3 * KEPT) as pool:
        assert set(pool.map(ask, range(3 * KEPT))) == {0}
    assert catalogue.database.engine.pool.status() == f"{KEPT} connections wait"


def test_wal_only_where_sqlite_is_sound_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for version, mode in (((3, 40, 1), "TRUNCATE"), ((3, 51, 2), "TRUNCATE"), ((3, 51, 3), "WAL"), ((3, 52, 0), "WAL")):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        assert journal_mode() == mode


def test_to_prepare_it_once_more_lets_no_lock_go(catalogue: SqlCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue.close()
    monkeypatch.setattr(sqlite, "SAFE_WAL", (99,))  # the locks of the other journal lie on the record itself
    with catalogue.writing(ME):
        SqlCatalogue(f"sqlite:///{catalogue.database.path}").database.create()
        other = subprocess.run([sys.executable, "-c", LOCK, str(catalogue.database.path)], check=False, capture_output=True, text=True)
        assert "locked" in other.stderr


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "postgresql://localhost/x"])
def test_a_url_without_a_file_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        SqlCatalogue(url)


def test_a_full_disk_says_so_loses_nothing_and_works_again(catalogue: SqlCatalogue) -> None:
    kept = add(catalogue)
    pages = catalogue.database.path.stat().st_size // 4096
    on_every_connection(catalogue, f"max_page_count={pages}")
    with pytest.raises(DiskFull):
        add(catalogue, "x" * 10**6)
    with pytest.raises(DiskFull), catalogue.writing(ME) as writing:
        for _ in range(3):
            with writing.savepoint():
                writing.set_own_pages(kept, [NewPage(1, "1", "x" * 10**6, "en")])
    assert catalogue.numbers() == [kept]
    assert catalogue.pages(kept, None)[0].text == "text"
    on_every_connection(catalogue, "max_page_count=100000")
    assert add(catalogue, "x" * 10**6) == kept + 1
    assert list(catalogue.check()) == []


def test_a_read_only_home_can_be_read(catalogue: SqlCatalogue) -> None:
    kept = add(catalogue)
    on_every_connection(catalogue, "query_only=ON")
    catalogue.prepare()
    assert catalogue.report(kept) is not None
    with pytest.raises(ReadOnly):
        add(catalogue)


def test_a_place_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ReadOnly):
        SqlCatalogue(f"sqlite:///{tmp_path}/file/catalogue.sqlite3").prepare()


def test_a_locked_record_is_busy_for_writers_only(catalogue: SqlCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.2)
    catalogue = SqlCatalogue(f"sqlite:///{catalogue.database.path}")
    with closing(sqlite3.connect(catalogue.database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        with pytest.raises(CatalogueUnavailable, match="busy"):
            add(catalogue)
        assert 0.15 < time.monotonic() - started < 5
        assert catalogue.numbers() == []
        other.execute("ROLLBACK")
    assert add(catalogue) == 1
    catalogue.close()


def test_a_reader_that_lingers_makes_a_commit_busy_and_nothing_is_half_kept(catalogue: SqlCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.2)
    catalogue = SqlCatalogue(f"sqlite:///{catalogue.database.path}")
    with closing(sqlite3.connect(catalogue.database.path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM reports").fetchall()
        if journal_mode() == "TRUNCATE":
            with pytest.raises(CatalogueUnavailable, match="busy"):
                add(catalogue)
        other.execute("ROLLBACK")
    assert add(catalogue) == 1
    assert catalogue.find_term("topic", "trafficking") is not None
    catalogue.close()


def test_a_record_that_is_gone_or_damaged_or_foreign_is_said(tmp_path: Path, catalogue: SqlCatalogue) -> None:
    path = tmp_path / "c.sqlite3"
    with pytest.raises(CatalogueUnavailable, match="catalogue_missing"):
        SqlCatalogue(f"sqlite:///{path}").ping()
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(CatalogueUnavailable, match="catalogue_damaged"):
        SqlCatalogue(f"sqlite:///{path}").prepare()
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(CatalogueUnavailable, match="catalogue_foreign"):
        SqlCatalogue(f"sqlite:///{path}").prepare()
    catalogue.ping()


def test_damage_is_found(catalogue: SqlCatalogue) -> None:
    for n in range(30):
        add(catalogue, f"{n} " * 3000)
    path = catalogue.database.path
    catalogue.close()
    content = bytearray(path.read_bytes())
    for place in range(len(content) // 2, len(content) - 4096, 4096):
        content[place : place + 64] = b"\x5a" * 64
    path.write_bytes(content)
    found = list(SqlCatalogue(f"sqlite:///{path}").check())
    assert found
    assert {problem.what for problem in found} <= {"catalogue_damaged", "catalogue_reference"}


def test_impossible_states_are_found(catalogue: SqlCatalogue) -> None:
    add(catalogue)
    with catalogue.writing(ME) as writing:
        number = writing.add_report(Record(titles=(Text("en", "x"),), external_id="x"), "submitted")
    with closing(sqlite3.connect(catalogue.database.path)) as other, other:
        other.executescript("""
            UPDATE reports SET own_pages = 7 WHERE number = 1; DELETE FROM changes; DELETE FROM texts WHERE report = 1;
            UPDATE counters SET last = 0 WHERE name = 'page';
            INSERT INTO relations VALUES (1, 0, 'related', NULL, 'x');
            INSERT INTO files (id, report, slug, extension, sha256, size, state, detail, pages)
                VALUES (5, 2, 's', 'pdf', 'd', 1, 'waiting', '{}', 3);
        """)
    assert {problem.what for problem in catalogue.check()} == {
        "own_pages_differ", "published_unlogged", "published_untitled", "counter_behind", "relation_open", "file_without_work",
        "pages_differ"}  # fmt: skip
    assert number == 2


def test_a_backup_is_whole_while_others_write(catalogue: SqlCatalogue, tmp_path: Path) -> None:
    for n in range(40):
        add(catalogue, f"{n}" * 200_000)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            add(catalogue)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            catalogue.backup(tmp_path / f"copy{n}.sqlite3")
    finally:
        stop.set()
        writer.join()
    with pytest.raises(InputError, match="backup_exists"):
        catalogue.backup(tmp_path / "copy0.sqlite3")
    assert stat.S_IMODE((tmp_path / "copy0.sqlite3").stat().st_mode) == 0o600
    copy = SqlCatalogue(f"sqlite:///{tmp_path}/copy2.sqlite3")
    copy.prepare()
    assert list(copy.check()) == []
    numbers = copy.numbers()
    assert numbers == list(range(1, len(numbers) + 1))
    assert 40 <= len(numbers) <= len(catalogue.numbers())
    copy.close()


def test_several_processes_write_at_once(home: Path) -> None:
    url = f"sqlite:///{home}/catalogue.sqlite3"
    workers = [subprocess.Popen([sys.executable, "-c", ADD, url, name, "15"], stdout=subprocess.PIPE) for name in "abc"]
    said = [int(line) for worker in workers for line in worker.communicate(timeout=60)[0].split()]
    assert sorted(said) == list(range(1, 46))
    catalogue = SqlCatalogue(url)
    assert catalogue.numbers("published") == sorted(said)
    assert len(catalogue.terms_of("organisation")) == 45
    assert len(catalogue.terms_of("country")) == 250
    assert list(catalogue.check()) == []
    catalogue.close()


def test_what_was_said_survives_a_killed_process(home: Path) -> None:
    url = f"sqlite:///{home}/catalogue.sqlite3"
    SqlCatalogue(url).prepare()
    said: list[int] = []
    for n in range(12):
        with subprocess.Popen([sys.executable, "-c", ADD, url, f"k{n}", "100000"], stdout=subprocess.PIPE) as worker:
            assert worker.stdout is not None
            lines = [worker.stdout.readline()]
            time.sleep(0.01 * n)
            worker.kill()
            lines += worker.stdout.readlines()
        said += [int(line) for line in lines if line.endswith(b"\n")]
    catalogue = SqlCatalogue(url)
    catalogue.prepare()
    assert set(said) <= set(catalogue.numbers("published"))
    assert len(catalogue.numbers()) - len(said) <= 2 * 12
    assert list(catalogue.check()) == []
    waiting = catalogue.unfinished()
    assert waiting <= 12
    assert len(catalogue.claim(f"x:{os.getpid()}", 20)) == waiting
    catalogue.close()


def test_threads_share_one_catalogue(catalogue: SqlCatalogue) -> None:
    failed: list[Exception] = []

    def work(n: int) -> None:
        try:
            for _ in range(10):
                number = add(catalogue, f"thread {n}")
                assert catalogue.pages(number, None)[0].text == f"thread {n}"
                assert len(catalogue.newest(3)) <= 3
        except Exception as error:  # noqa: BLE001 - of another thread, told below
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(catalogue.numbers()) == 80


def _child(path: str, answers: "multiprocessing.Queue[int]") -> None:
    answers.put(len(SqlCatalogue(f"sqlite:///{path}").numbers()))


def test_a_spawned_process_opens_it_too(catalogue: SqlCatalogue) -> None:
    add(catalogue)
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    child = context.Process(target=_child, args=(str(catalogue.database.path), answers))
    child.start()
    assert answers.get(timeout=30) == 1
    child.join()
