"""A home made by the first schema, as it stood then (a dump, not made by today's code), is opened, upgraded and complete."""

import gzip
import json
from pathlib import Path

import pytest

from repository.cli import main
from repository.engines.sql import SqlCatalogue
from repository.engines.sql.sqlite import journal_mode, sqlite3

FIRST = Path(__file__).parents[1] / "samples" / "home-0001.sql.gz"
ORIGINAL = b"The quokkas of the first valley came home.\x0cThey told it on page two.\n"
DIGEST = "ddff9b59c6eb385c89561fdc25eff7ac575a09446f8b409c75fd3b4e70a9d55e"


@pytest.fixture
def old_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one file of two pages and two statements, one announcing the other; its index was not kept."""
    kept = tmp_path / "uploads" / "originals" / DIGEST[:2] / DIGEST
    kept.parent.mkdir(parents=True)
    kept.write_bytes(ORIGINAL)
    connection = sqlite3.connect(tmp_path / "uploads" / "catalogue.sqlite3")
    connection.executescript(gzip.decompress(FIRST.read_bytes()).decode("utf-8"))
    connection.close()
    monkeypatch.setenv("REPOSITORY_HOME", str(tmp_path))
    return tmp_path


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    """What a command says with --json."""
    capsys.readouterr()
    assert main([arguments[0], "--json", *arguments[1:]]) == 0
    value: dict[str, object] = json.loads(capsys.readouterr().out)
    return value


def test_a_home_of_the_first_schema_is_upgraded(old_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reindex"]) == 0
    checked = answer(capsys, "check")
    assert (checked["ok"], checked["reports"], checked["files"], checked["problems"]) == (True, 3, 1, [])
    found = answer(capsys, "search", "told page two")
    assert [hit["number"] for hit in found["hits"]] == [1]  # type: ignore[attr-defined]
    assert found["hits"][0]["passages"][0]["page"] == 2  # type: ignore[index]
    assert answer(capsys, "search", "wombats", "--facet", "country=TG")["total"] == 1


def test_texts_of_the_old_home_are_sketched_afterwards(old_home: Path) -> None:
    catalogue = SqlCatalogue(f"sqlite:///{old_home / 'uploads' / 'catalogue.sqlite3'}")
    catalogue.prepare()
    assert [catalogue.sketch_missing(2) for _ in range(3)] == [2, 1, 0]
    assert list(catalogue.check()) == []
    catalogue.close()


def test_a_list_given_to_the_old_home_is_the_same_list_today(old_home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    row = {"external_id": "first-2", "title": "News of the statement", "text": "A statement was made.", "date": "2017", "language": "en",
           "type": "news", "relation": "announces:first-1"}  # fmt: skip
    manifest = tmp_path / "list.jsonl"
    manifest.write_text(json.dumps(row) + "\n", encoding="utf-8")
    receipt = answer(capsys, "import", str(manifest), "--publish")
    assert (receipt["number"], receipt["outcome"]) == (3, "unchanged")


def test_what_a_newer_release_made_is_not_touched(old_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = old_home / "uploads" / "catalogue.sqlite3"
    connection = sqlite3.connect(record)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.execute(f"PRAGMA journal_mode={journal_mode()}")  # as any release that is used here leaves it
    connection.close()
    before = record.read_bytes()
    assert main(["search", "quokkas"]) != 0
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert said.err.strip()
    assert record.read_bytes() == before
