"""A ZIP with a list, as an organisation sends its whole shelf: looked at first, then taken in, every file told."""

import csv
import io
import json
from pathlib import Path

import pytest

from repository import bulk, manifest
from repository.cli import main
from tests import samples
from tests.cli.conftest import Run
from tests.test_archive import entry, packed

TABLE = """external_id;title;file;text;date;country
one;First report;files/one.pdf;;2017;TG
two;A statement;;We ask for safe pathways.;2018-02;Ghana
three;Wrong date;files/three.txt;;2018-02-30;TG
four;Nowhere to be found;files/none.pdf;;2018;TG
five;Linked;files/link.txt;;2018;TG
six;Nowhere;;Words;2018;Atlantis
one;First report again;files/one.pdf;;2017;TG
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A ZIP as people make it: a folder in it, a list, files, and things that cannot be."""
    return packed(
        tmp_path / "shelf.zip", ("shelf/list.csv", TABLE.encode()), ("shelf/files/one.pdf", samples.pdf(samples.ENGLISH * 3)),
        ("shelf/files/three.txt", b"Three words here."), (entry("shelf/files/link.txt", mode=0o120777), b"/etc/passwd"),
        ("shelf/files/left.txt", b"Nobody names me."), ("../../climb.txt", b"x"), ("__MACOSX/._x", b""),
    )  # fmt: skip


def short(lines: list[dict[str, object]]) -> dict[str, object]:
    """Name and line → outcome."""
    return {f"{line['line'] or ''}{line['name']}": line["outcome"] for line in lines}


def test_a_preview_then_the_real_thing(run: Run, shelf: Path) -> None:
    code, preview = run("import", str(shelf), "--publish", "--dry-run")
    assert code == 3
    expected = {
        "shelf/files/link.txt": "refused", "../../climb.txt": "refused", "2one": "waiting", "3two": "published", "4three": "refused",
        "5four": "refused", "6five": "refused", "7six": "refused", "8one": "updated", "shelf/files/left.txt": "refused",
    }  # fmt: skip
    assert short(preview) == expected
    assert all(line["number"] is None for line in preview)
    assert "2018-02-30" in str(preview[4]["detail"])
    assert "Atlantis" in str(preview[7]["detail"])
    assert "link" in str(preview[6]["detail"])
    assert "2: one" in str(preview[8]["detail"])
    assert "shelf/list.csv" in str(preview[9]["detail"])
    assert run("search", "")[1][0]["total"] == 0
    assert run("check")[1][0] | {"problems": []} == {"ok": True, "reports": 0, "files": 0, "pages": 0, "unnamed": 0, "problems": []}

    code, lines = run("import", str(shelf), "--publish")
    assert code == 3
    assert short(lines) == expected | {"2one": "published"}
    assert run("check")[0] == 0
    code, again = run("import", str(shelf), "--publish", "--dry-run")
    assert {name: outcome for name, outcome in short(again).items() if outcome != "refused"} == {
        "2one": "updated",
        "3two": "unchanged",
        "8one": "unchanged",
    }


def test_a_preview_says_how_many(run: Run, shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(shelf), "--dry-run"]) == 3
    told = capsys.readouterr().out
    assert "2 new, 1 to be updated, 0 here already, 7 wrong" in told
    assert "5: four — would be refused. The file shelf/files/none.pdf is not in the ZIP." in told


def test_nothing_of_a_preview_stays(run: Run, shelf: Path, tmp_path: Path) -> None:
    run("search", "")
    kept = sorted(path.relative_to(tmp_path) for path in (tmp_path / "home" / "uploads").rglob("*"))
    run("import", str(shelf), "--dry-run")
    assert sorted(path.relative_to(tmp_path) for path in (tmp_path / "home" / "uploads").rglob("*")) == kept


def test_without_a_list_every_file_is_a_report(run: Run, tmp_path: Path) -> None:
    members = (("a/one.txt", b"One about wages."), ("b/one.txt", b"Another about passports."), ("c.txt", b"One about wages."))
    path = packed(tmp_path / "files.zip", *members, ("virus.exe", b"MZ" + bytes(50)))
    expected = {"one.txt": "published", "c.txt": "same_file", "virus.exe": "refused"}
    assert short(run("import", str(path), "--dry-run", "--publish")[1]) == expected | {"one.txt": "waiting"}
    code, lines = run("import", str(path), "--publish")
    assert (code, short(lines), len(lines)) == (3, expected, 4)


@pytest.mark.parametrize(
    "members", [(), (("a.csv", b"title\nx\n"), ("b.csv", b"title\ny\n")), (("a.csv", b"title\n"),), (("a.csv", b"colour\nred\n"),)]
)
def test_a_zip_that_cannot_be_used_is_one_sentence(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], members: tuple[tuple[str, bytes], ...]
) -> None:
    assert main(["import", str(packed(tmp_path / "a.zip", *members))]) == 1
    told = capsys.readouterr()
    assert (told.out, len(told.err.strip().splitlines())) == ("", 1)
    assert "Traceback" not in told.err


def test_a_list_too_large(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "LARGEST_LIST", 10)
    assert run("import", str(packed(tmp_path / "a.zip", ("a.csv", TABLE.encode())))) == (1, [])


def test_a_file_larger_than_may_be_is_refused_while_it_is_read(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPOSITORY_UPLOAD_LIMIT", "1 MiB")
    path = packed(tmp_path / "a.zip", ("large.txt", b"word " * 500_000), ("small.txt", b"Some words."))
    assert short(run("import", str(path))[1]) == {"large.txt": "refused", "small.txt": "waiting"}


def test_a_list_without_a_zip_is_looked_at_too(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"title": "One", "text": "Words."}\n{"title": "One", "text": "Words."}\nnonsense\n', encoding="utf-8")
    code, lines = run("import", str(path), "--dry-run")
    assert (code, [line["outcome"] for line in lines]) == (3, ["waiting", "unchanged", "refused"])
    run("import", str(path))
    lines = run("import", str(path), "--dry-run")[1]
    assert [(line["outcome"], line["number"]) for line in lines[:2]] == [("unchanged", 1), ("unchanged", 1)]


def test_the_template_can_be_filled_in(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "--template"]) == 0
    text = capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {"title", "file", "date", "country"} <= set(rows[0])
    assert rows[0]["external_id"] == "example-row"
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    assert run("import", str(path)) == (1, [])
    own = dict.fromkeys(rows[0], "") | {"title": "Ours", "text": "Words of ours."}
    path.write_text(text + ",".join(json.dumps(value) if value else "" for value in own.values()) + "\n", encoding="utf-8")
    assert [line["outcome"] for line in run("import", str(path))[1]] == ["waiting"]
    assert manifest.template(["title", "file"], ";").startswith(b"\xef\xbb\xbftitle;file\n")
    assert run("import")[0] == 2
