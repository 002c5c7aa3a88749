"""Rows of lists as people's programs save them."""

from pathlib import Path

import pytest

from repository.errors import InputError
from repository.manifest import read_manifest, read_rows, written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("title;country\nÉtude de la réinsertion;Togo\n".encode(encoding))
    rows = list(read_manifest(path))
    assert rows[0].values == {"title": "Étude de la réinsertion", "country": "Togo"}
    assert rows[0].line == 2


def test_bad_rows_keep_their_line(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"title": "one"}\nnonsense\n\n["list"]\n{"title": "two", "topic": ["a", "b"]}\n', encoding="utf-8")
    rows = list(read_manifest(path))
    assert [(row.line, row.error is None) for row in rows] == [(1, True), (2, False), (4, False), (5, True)]


def test_cells_that_do_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("title,country\na,TG\nb,TG,extra\nc\n", encoding="utf-8")
    assert [row.error is None for row in read_manifest(path)] == [True, False, True]


@pytest.mark.parametrize(("name", "content"), [("list.csv", b""), ("list.csv", b"country\nTG\n"), ("list.xlsx", b"PK")])
def test_unusable_lists_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError):
        list(read_manifest(path))


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_manifest(tmp_path / "none.csv")


def test_an_open_quotation_mark_swallows_nothing_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('title,text\na,b\n"two\nlines",x\n"open,x\nnext,"row"\nlast,"open\nto the end\n', encoding="utf-8")
    rows = list(read_manifest(path))
    assert [(row.line, row.error and row.error.data) for row in rows] == [
        (2, None), (3, None), (5, {"first": 5, "last": 6}), (7, {"first": 7, "last": 8}),
    ]  # fmt: skip
    assert rows[1].values["title"] == "two\nlines"
    assert rows[1].name == "two lines"


def test_a_column_is_not_read_twice(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("title,country,Title,\nx,TG,y,\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_manifest(path)
    assert refused.value.data["columns"] == "title"


@pytest.mark.parametrize("name", ["list.csv", "list.jsonl"])
def test_some_rows_are_a_list_again(name: str) -> None:
    rows = list(read_rows(b'title;file;text\nOne;a.pdf|b.pdf;\nTwo;;"two;\nlines"\n', "list.csv"))
    again = list(read_rows(written(rows, name), name))
    assert [row.values for row in again] == [row.values for row in rows]
