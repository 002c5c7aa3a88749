"""A folder as it lies on somebody's disk: what is no file of theirs is told too, and no link leads out of it."""

from pathlib import Path

import pytest

from repository.cli import main

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the files to add are, beside a home and a secret."""
    monkeypatch.setenv("REPOSITORY_HOME", str(home))
    (tmp_path / "secret.txt").write_text("Nobody may read the word zyzzyva here.", encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    path = tmp_path / "in"
    (path / "sub").mkdir(parents=True)
    (path / "note.txt").write_text("Words about migration and rights.", encoding="utf-8")
    return path


def lines(captured: Captured) -> tuple[list[str], list[str]]:
    """Of standard output and of standard error."""
    told = captured.readouterr()
    return told.out.splitlines(), told.err.splitlines()


def test_hidden_files_are_told_once_with_their_number(folder: Path, capsys: Captured) -> None:
    (folder / "sub" / "more.txt").write_text("More words about migration.", encoding="utf-8")
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "~$note.docx", "sub/.hidden"):
        (folder / name).write_bytes(b"x")
    (folder / ".git").mkdir()
    assert main(["add", str(folder), "--publish"]) == 0
    out, err = lines(capsys)
    assert [line.partition(" — ")[0] for line in out[:-1]] == ["note.txt", "more.txt"]
    assert err == ["6 hidden files and folders were left out."]


def test_what_is_named_is_taken_though_hidden(folder: Path, capsys: Captured) -> None:
    (folder / ".note.txt").write_text("Words about migration and rights, hidden.", encoding="utf-8")
    assert main(["add", str(folder / ".note.txt"), "--publish"]) == 0
    assert lines(capsys)[1] == []


def test_an_empty_folder_is_told(folder: Path, capsys: Captured) -> None:
    assert main(["add", str(folder)]) == 0
    assert lines(capsys)[1] == [f"The folder {folder / 'sub'} is empty."]
    assert main(["add", str(folder / "sub")]) == 1
    out, err = lines(capsys)
    assert out == []
    assert err == [f"The folder {folder / 'sub'} is empty.", "There is no file there."]


def test_a_link_is_not_followed_out_of_the_folder(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    (folder / "sub" / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "sub" / "away").symlink_to(tmp_path / "elsewhere")
    (folder / "sub" / "gone.txt").symlink_to(tmp_path / "none.txt")
    (folder / "same.txt").symlink_to(folder / "note.txt")
    (folder / "round").symlink_to(folder)
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    assert main(["add", str(folder), "--publish"]) == 3
    out, _ = lines(capsys)
    told = {line.partition(" — ")[0]: line for line in out}
    assert "published" in told["note.txt"]
    assert "same file" in told["same.txt"]
    for name in ("out.txt", "away", "gone.txt"):
        assert "link to something outside" in told[name]
    assert "refused" in told["loop.txt"]
    assert main(["search", "zyzzyva"]) == 0
    assert lines(capsys)[0][0].startswith("0 reports")


def test_a_link_that_is_named_is_taken(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "link.txt").symlink_to(folder / "note.txt")
    assert main(["add", str(tmp_path / "link.txt"), "--publish"]) == 0
    assert "published" in lines(capsys)[0][0]


def test_a_linked_folder_that_is_named_is_gone_through(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "link").symlink_to(folder)
    assert main(["add", str(tmp_path / "link"), "--publish"]) == 0
    assert "note.txt — published" in lines(capsys)[0][0]


def test_numbers_agree_with_their_nouns(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["add", str(folder), "--publish"]) == 0
    assert lines(capsys)[0] == ["note.txt — published as report 1, one page with text.", "1 file taken or already there, 0 refused."]
    monkeypatch.setenv("REPOSITORY_LANGUAGES", "fr")
    (folder / "two.txt").write_text("Les mots de la migration.\fLes droits de chacun.", encoding="utf-8")
    assert main(["add", str(folder), "--publish"]) == 0
    out = lines(capsys)[0]
    assert out[1] == "two.txt — publié comme rapport 2, pages avec texte : 2 sur 2."
    assert out[2] == "2 fichiers pris ou déjà présents, refusés : 0."
    assert main(["check"]) == 0
    assert lines(capsys)[0] == ["Tout est en ordre : 2 rapports, 2 fichiers, 3 pages."]


@pytest.mark.parametrize("name", ["two\nlines.pdf", "evil\u202efdp.exe", "caf\udce9.pdf"])
def test_a_refused_file_is_named_on_one_line(folder: Path, capsys: Captured, name: str) -> None:
    (folder / name).write_bytes(b"")
    assert main(["add", str(folder / name)]) == 1
    (line, _), err = lines(capsys)
    assert "It is empty" in line
    assert "\u202e" not in line
    assert err == []
