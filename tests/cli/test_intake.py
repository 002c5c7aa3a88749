"""Files and lists in, as an operator does it: every bad one gets its line, and the rest goes on."""

import os
import shutil
from pathlib import Path

import pytest

from repository import saving
from repository.cli import main
from tests import samples
from tests.cli.conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files to add are."""
    path = tmp_path / "in"
    path.mkdir()
    return path


def outcomes(lines: list[dict[str, object]]) -> dict[str, object]:
    """Name → outcome."""
    return {str(line["name"]): line["outcome"] for line in lines}


def test_every_bad_file_has_its_line_and_the_rest_goes_on(run: Run, folder: Path) -> None:
    good = samples.pdf(samples.ENGLISH * 3)
    files = {
        "good.pdf": good, "empty.pdf": b"", "zero.pdf": samples.no_pages(), "wrong.docx": samples.pdf("other words here"),
        "locked.pdf": samples.pdf("x" * 50, password="p"), "cut.pdf": samples.pdf(samples.FRENCH * 40)[:700],
        "archive.pdf": samples.zipped({"a.txt": b"x"}), "again.pdf": good, "scan.pdf": samples.scanned(),
        "header.pdf": b"%PDX-1.4" + samples.pdf(samples.FRENCH * 4)[8:300], "half.docx": samples.docx(samples.ENGLISH)[:9000],
        "half.odt": samples.odt(samples.ENGLISH)[:200], "secret.docx": b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        "secret.odt": samples.odt("locked", key="AES"),
        "program.txt": b"\x7fELF\x02\x01" + bytes(100), "note.txt": b"Une note sur les travailleurs migrants.",
    }  # fmt: skip
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "pipe.pdf").unlink(missing_ok=True)
    os.mkfifo(folder / "pipe.pdf")
    code, lines = run("add", str(folder), "--publish")
    assert code == 3
    assert len(lines) == len(files) + 1
    told = outcomes(lines)
    assert told["note.txt"] == "published"
    assert {told["good.pdf"], told["again.pdf"]} == {"published", "same_file"}
    assert {told[name] for name in ("locked.pdf", "secret.docx", "secret.odt")} == {"encrypted"}
    assert {told[name] for name in ("zero.pdf", "header.pdf", "half.docx", "half.odt")} == {"damaged"}
    assert {line["state"] for line in lines if line["outcome"] in ("encrypted", "damaged")} == {"on_hold"}
    assert told["cut.pdf"] in ("damaged", "published", "incomplete", "no_text")
    assert told["scan.pdf"] == "no_text"
    for name in ("empty.pdf", "wrong.docx", "archive.pdf", "program.txt", "pipe.pdf"):
        assert told[name] == "refused", name
        assert next(line for line in lines if line["name"] == name)["detail"]
    assert run("check")[0] == 0
    code, again = run("add", str(folder), "--publish")
    assert {line["outcome"] for line in again} == {"same_file", "refused"}


@pytest.mark.parametrize(
    "name", ["two\nlines.txt", "evil\u202etxt.pdf.txt", "a" * 240 + ".txt", "  .hidden note .txt", "<script>alert(1)</script>.txt"]
)
def test_hostile_names_are_only_shown(run: Run, folder: Path, name: str) -> None:
    (folder / name.replace("/", "∕")).write_text("Some words about migration and rights.", encoding="utf-8")
    code, lines = run("add", str(folder / name.replace("/", "∕")), "--publish")
    assert code == 0
    shown = str(lines[0]["name"])
    assert "\n" not in shown
    assert "\u202e" not in shown
    assert len(shown) <= 200


def test_an_unreadable_folder_is_told(run: Run, tmp_path: Path, folder: Path) -> None:
    (folder / "note.txt").write_text("words to be found here", encoding="utf-8")
    code, lines = run("add", str(tmp_path / "missing"), str(folder), "--publish")
    assert code == 3
    assert outcomes(lines) == {"missing": "refused", "note.txt": "published"}


def test_two_files_with_one_name_are_two_reports(run: Run, folder: Path) -> None:
    for part in ("a", "b"):
        (folder / part).mkdir()
        (folder / part / "same.txt").write_text(f"text number {part} about labour migration", encoding="utf-8")
    code, lines = run("add", str(folder), "--publish")
    assert code == 0
    assert len({line["number"] for line in lines}) == 2


LIST = """external_id,title,text,file,date,language,country,relation
s1,A statement,We ask for safe pathways.,,2017-10-11,en,TG|GH,announces:r1
r1,A report,,report.pdf,2017,fr,Togo,
d1,Impossible,words,,2018-02-30,en,TG,
c1,Nowhere,words,,2018,en,Atlantis,
m1,Missing,,none.pdf,2018,en,TG,
o1,Outside,,../../secret.pdf,2018,en,TG,
,,,,2018,en,TG,
"""


def test_a_list_of_records(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "report.pdf").write_bytes(samples.pdf(samples.FRENCH * 3))
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    code, lines = run("import", str(path), "--files", str(folder), "--publish")
    assert code == 3
    assert [(line["line"], line["outcome"]) for line in lines] == [
        (2, "published"), (3, "published"), (4, "refused"), (5, "refused"), (6, "refused"), (7, "refused"), (8, "refused"),
    ]  # fmt: skip
    again = run("import", str(path), "--files", str(folder), "--publish")[1]
    assert [line["outcome"] for line in again[:2]] == ["unchanged", "unchanged"]
    path.write_text(LIST.replace("A statement", "A better statement"), encoding="utf-8")
    third = run("import", str(path), "--files", str(folder), "--publish")[1]
    assert [line["outcome"] for line in third[:2]] == ["updated", "unchanged"]
    assert third[0]["number"] == lines[0]["number"]
    assert run("check")[0] == 0


def test_statements_without_external_id_come_in_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"title": "One", "text": "first page\\fsecond page", "language": "en"}\n', encoding="utf-8")
    first = run("import", str(path), "--publish")[1][0]
    assert (first["outcome"], first["pages"], first["sha256"]) == ("published", 2, None)
    assert run("import", str(path), "--publish")[1][0]["outcome"] == "unchanged"


def test_what_waits_is_not_found_until_it_is_published(run: Run, folder: Path) -> None:
    (folder / "note.txt").write_text("the word zyzzyva stands here", encoding="utf-8")
    number = run("add", str(folder))[1][0]["number"]
    assert run("search", "zyzzyva")[1][0]["total"] == 0
    assert run("transition", str(number), "published")[0] == 0
    assert run("search", "zyzzyva")[1][0]["total"] == 1
    assert run("transition", str(number), "withdrawn", "--reason", "asked for")[0] == 0
    assert run("search", "zyzzyva")[1][0]["total"] == 0


def test_backup_and_restore(run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "report.pdf").write_bytes(samples.pdf(samples.ENGLISH * 3))
    run("add", str(folder), "--publish")
    saved = tmp_path / "saved.tar"
    assert run("backup", str(saved))[0] == 0
    assert run("backup", str(saved))[0] == 1
    assert run("restore", str(saved))[0] == 1
    monkeypatch.setenv("REPOSITORY_HOME", str(tmp_path / "other"))
    code, lines = run("restore", str(saved))
    assert code == 0
    assert lines[-1]["ok"] is True
    assert run("search", "recruitment")[1][0]["total"] == 1


@pytest.mark.parametrize("meanwhile", [False, True])
def test_nothing_is_restored_beside_a_journal_or_a_record(
    run: Run,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: bool,  # noqa: FBT001
) -> None:
    (folder / "report.pdf").write_bytes(samples.pdf(samples.ENGLISH * 3))
    run("add", str(folder), "--publish")
    assert run("backup", str(tmp_path / "saved.tar"))[0] == 0
    stale = tmp_path / "other" / "uploads" / "catalogue.sqlite3-wal"
    monkeypatch.setenv("REPOSITORY_HOME", str(tmp_path / "other"))
    if meanwhile:  # a server is started while originals are unpacked
        monkeypatch.setattr(saving, "_original", lambda *_: stale.touch())
    else:
        stale.parent.mkdir(parents=True)
        stale.touch()
    assert run("restore", str(tmp_path / "saved.tar"))[0] == 1
    assert [path.name for path in stale.parent.iterdir() if path.is_file()] == [stale.name]


def test_a_changed_original_is_found_by_check(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "report.pdf").write_bytes(samples.pdf(samples.ENGLISH * 3))
    run("add", str(folder), "--publish")
    original = next(path for path in (tmp_path / "home" / "uploads" / "originals").glob("??/*"))
    original.chmod(0o600)
    original.write_bytes(original.read_bytes()[:-1] + b"x")
    code, lines = run("check")
    assert code == 1
    assert [problem["what"] for problem in lines[0]["problems"]] == ["original_damaged"]  # type: ignore[index,attr-defined]


def test_a_deleted_index_comes_back(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "report.pdf").write_bytes(samples.pdf(samples.ENGLISH * 3))
    run("add", str(folder), "--publish")
    shutil.rmtree(tmp_path / "home" / "index")
    assert run("search", "recruitment")[1][0]["total"] == 1
    ours = Path(__file__).resolve().parents[2] / "index" / ".gitignore"  # a home in a checkout loses nothing of the code
    assert (tmp_path / "home" / "index" / ".gitignore").read_text() == ours.read_text()
    assert run("check")[0] == 0
    assert run("reindex")[0] == 0


def test_errors_of_the_user_are_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("REPOSITORY_HOME", str(tmp_path))
    long = str(tmp_path / ("n" * 300))
    for arguments in (
        ["import", str(tmp_path / "none.csv")], ["import", long], ["import", str(tmp_path)], ["restore", str(tmp_path / "none.tar")],
        ["restore", long], ["backup", long], ["transition", "99", "published"], ["transition", "1", "withdrawn"],
    ):  # fmt: skip
        assert main(arguments) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert len(told.err.strip().splitlines()) == 1
        assert "Traceback" not in told.err


def test_an_unknown_facet_is_told_before_anything_is_taken(run: Run, folder: Path) -> None:
    (folder / "a.txt").write_text("Quokkas came home from the valley.", encoding="utf-8")
    assert run("add", str(folder), "--facet", "flub=1") == (1, [])
    code, lines = run("add", str(folder), "--facet", "country=TG", "--facet", "date=2017", "--publish")
    assert (code, outcomes(lines)) == (0, {"a.txt": "published"})
    assert run("search", "quokkas", "--facet", "country=TG")[1][0]["hits"][0]["date"] == "2017"  # type: ignore[index]


def test_an_impossible_date_is_named(run: Run, folder: Path) -> None:
    (folder / "a.txt").write_text("Quokkas came home from the valley.", encoding="utf-8")
    code, (line,) = run("add", str(folder), "--facet", "date=2017-02-31")
    assert (code, line["outcome"]) == (1, "refused")
    assert "2017-02-31" in str(line["detail"])


def test_a_state_it_already_has_is_said(run: Run, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.txt").write_text("Quokkas came home from the valley.", encoding="utf-8")
    run("add", str(folder), "--publish")
    assert main(["transition", "1", "published"]) == 0
    assert "already" in capsys.readouterr().out
    assert main(["transition", "1", "withdrawn", "--reason", "wrong file"]) == 0
    assert main(["transition", "1", "withdrawn", "--reason", "court order"]) == 0
    assert "already" not in capsys.readouterr().out


def test_a_backup_is_as_private_as_the_record(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "saved.tar.part").write_bytes(b"of a backup that was killed")
    assert run("backup", str(tmp_path / "saved.tar"))[0] == 0
    assert (tmp_path / "saved.tar").stat().st_mode & 0o077 == 0


def test_a_search_of_titles_only_says_so(run: Run, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "Quokkas.txt").write_text("They came home from the valley.", encoding="utf-8")
    run("add", str(folder), "--publish")
    shutil.rmtree(tmp_path / "home" / "index")
    (tmp_path / "home" / "index").write_text("no folder can be made here", encoding="utf-8")
    assert main(["search", "quokkas"]) == 0
    told = capsys.readouterr()
    assert "1  Quokkas" in told.out
    assert told.err.splitlines()[-1] == "Search is being rebuilt. Meanwhile only titles are searched."
    assert main(["reindex"]) == 1
    assert "reindex" in capsys.readouterr().err
    (tmp_path / "home" / "index").unlink()
    assert run("reindex")[0] == 0
    assert run("check")[0] == 0


def test_an_embargo_from_the_command_line(run: Run, folder: Path) -> None:
    (folder / "a.txt").write_text("Quokkas came home from the valley.", encoding="utf-8")
    run("add", str(folder))
    assert run("transition", "1", "embargoed")[0] == 1
    assert run("transition", "1", "embargoed", "--until", "2001-01-01")[0] == 1
    assert run("transition", "1", "embargoed", "--until", "2999-01-31") == (0, [{"number": 1, "state": "embargoed"}])
    assert run("transition", "1", "withdrawn", "--reason", "was never public")[0] == 1
