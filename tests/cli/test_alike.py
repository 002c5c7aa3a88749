"""Near duplicates as an operator is told of them: named, with per cent, kept and published all the same."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from repository.engines.sql.sqlite import sqlite3
from tests import samples
from tests.cli.conftest import Run
from tests.cli.test_intake import folder
from tests.test_alike import prose

__all__ = ["folder"]


def test_two_alike_files_of_one_run(run: Run, folder: Path) -> None:
    text = [prose(n, 200) for n in range(3)]
    (folder / "a.pdf").write_bytes(samples.pdf(*text))
    (folder / "b.docx").write_bytes(samples.docx(*text[:2]))
    (folder / "c.txt").write_text(prose(9, 200), encoding="utf-8")
    code, (first, second, third) = run("add", str(folder), "--publish")
    assert code == 0
    assert [line["outcome"] for line in (first, second, third)] == ["published", "looks_like", "published"]
    assert (second["number"], second["state"], second["pages"]) == (2, "published", 1)
    assert "report 1 (100 %)" in str(second["detail"])
    assert run("search", text[0].split()[0])[1][0]["total"] == 2
    assert run("check")[0] == 0


def write(path: Path, *rows: dict[str, object]) -> str:
    """A manifest."""
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("more", [(), ("--no-wait",)])
def test_alike_statements_unless_a_person_said_how_they_belong_together(run: Run, tmp_path: Path, more: tuple[str, ...]) -> None:
    text = prose(1, 200)
    rows: list[dict[str, object]] = [
        {"external_id": "one", "title": "One", "text": text, "language": "en"},
        {"external_id": "two", "title": "Two", "text": text.replace(" ", "\n") + prose(2, 20), "language": "en"},
        {
            "external_id": "three",
            "title": "Three",
            "text": text + prose(3, 20),
            "language": "en",
            "relation": ["new_edition_of:one", "new_edition_of:two"],
        },
        {"external_id": "four", "title": "Four", "text": prose(4, 200), "language": "en"},
    ]  # fmt: skip
    code, lines = run("import", write(tmp_path / "list.jsonl", *rows), *more)
    assert code == 0
    assert [line["outcome"] for line in lines] == ["waiting", "looks_like", "waiting", "waiting"]
    assert "report 1 (100 %)" in str(lines[1]["detail"])
    again = run("import", write(tmp_path / "list.jsonl", *rows))[1]
    assert {line["outcome"] for line in again} == {"unchanged"}


def test_an_older_home_is_compared_with_too(run: Run, tmp_path: Path) -> None:
    row: dict[str, object] = {"title": "One", "text": prose(1, 200), "language": "en"}
    run("import", write(tmp_path / "list.jsonl", row))
    with closing(sqlite3.connect(tmp_path / "home" / "uploads" / "catalogue.sqlite3")) as connection:
        connection.execute("DELETE FROM sketches")
        connection.commit()
    (line,) = run("import", write(tmp_path / "list.jsonl", {**row, "title": "Other"}))[1]
    assert line["outcome"] == "looks_like"
