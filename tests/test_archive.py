"""ZIPs as strangers make them: what can be read is read, the rest is named with its reason, nothing leads anywhere."""

import io
import stat
import struct
import time
import zipfile
from pathlib import Path

import pytest

from repository import archive
from repository.archive import open_archive
from repository.errors import InputError, Refused
from repository.upload import kind_of
from tests import samples

TOTAL = 2**30


def packed(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    """A ZIP of members in order."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members:
            out.writestr(name, content)
    return path


def entry(name: str, *, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    """With a kind of file."""
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def reasons(path: Path) -> dict[str, str]:
    """Refused name → key."""
    with open_archive(path, total=TOTAL) as opened:
        return {name: error.key for name, error in opened.refused.items()}


def test_files_are_read_by_their_names(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("a/été.txt", b"one"), ("./b.txt", b"two"), ("empty/", b""))
    with open_archive(path, total=TOTAL) as opened:
        assert list(opened.files) == ["a/été.txt", "b.txt"]
        assert b"".join(opened.read("a\\e\u0301te\u0301.txt")) == b"one"
        assert b"".join(opened.read("./b.txt")) == b"two"
        with pytest.raises(InputError, match="archive_missing"):
            opened.read("c.txt")
        with pytest.raises(InputError, match="archive_missing"):
            opened.read("../b.txt")


@pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "/etc/passwd", "C:\\up.txt", "..\\up.txt", "\\\\host\\up.txt"])
def test_names_that_climb(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "a.zip", (entry(name), b"x"), ("fine.txt", b"y"))
    assert set(reasons(path).values()) == {"entry_outside"}
    assert name in reasons(path)
    assert not (tmp_path.parent / "up.txt").exists()


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_what_is_no_file(tmp_path: Path, kind: int) -> None:
    path = packed(tmp_path / "a.zip", (entry("link.txt", mode=kind | 0o777), b"/etc/passwd"))
    assert reasons(path) == {"link.txt": "entry_link"}
    with open_archive(path, total=TOTAL) as opened, pytest.raises(InputError, match="entry_link"):
        opened.read("link.txt")


def patched(path: Path, at_local: int, at_contents: int, value: bytes) -> Path:
    """The first entry's header changed in both places."""
    data = bytearray(path.read_bytes())
    for start, offset in ((data.index(b"PK\x03\x04"), at_local), (data.index(b"PK\x01\x02"), at_contents)):
        data[start + offset : start + offset + len(value)] = value
    path.write_bytes(data)
    return path


def test_locked_and_strangely_packed_files(tmp_path: Path) -> None:
    assert reasons(patched(packed(tmp_path / "a.zip", ("a.txt", b"x" * 50)), 6, 8, b"\x01\x00")) == {"a.txt": "entry_encrypted"}
    assert reasons(patched(packed(tmp_path / "b.zip", ("a.txt", b"x" * 50)), 8, 10, b"\x0c\x00")) == {"a.txt": "entry_method"}


def test_the_same_name_twice_is_neither(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = packed(tmp_path / "a.zip", ("a.txt", b"one"), ("a.txt", b"two"), ("b.txt", b"three"), ("./b.txt", b"four"))
    assert reasons(path) == {"a.txt": "entry_twice", "b.txt": "entry_twice"}
    with open_archive(path, total=TOTAL) as opened:
        assert not opened.files


def test_names_that_are_deep_long_or_not_shown(tmp_path: Path) -> None:
    names = {"/".join("abcdefghij") + ".txt": "entry_deep", "n" * 600 + ".txt": "entry_deep", "a\u202etxt.pdf": "entry_name",
             "a//b.txt": "entry_name", "line\nfeed.txt": "entry_name", " .txt/ ": "entry_name"}  # fmt: skip
    path = packed(tmp_path / "a.zip", *((entry(name), b"x") for name in names))
    with open_archive(path, total=TOTAL) as opened:
        assert [error.key for error in opened.refused.values()] == list(names.values())
        assert not opened.files
        assert all("\u202e" not in name and "\n" not in name and len(name) <= 500 for name in opened.refused)


def test_a_name_cut_short_by_a_zero_byte(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("good.txtX.exe", b"x" * 30))
    path.write_bytes(path.read_bytes().replace(b"good.txtX", b"good.txt\x00"))
    assert set(reasons(path).values()) == {"entry_name"}


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "cp850", "cp1252"])
def test_names_from_before_unicode(tmp_path: Path, encoding: str) -> None:
    name = "déclaração.txt" if encoding != "cp437" else "déclaré.txt"
    placeholder = "x" * len(name.encode(encoding))
    path = packed(tmp_path / "a.zip", (placeholder, b"words"))
    path.write_bytes(path.read_bytes().replace(placeholder.encode(), name.encode(encoding)))
    with open_archive(path, total=TOTAL) as opened:
        assert b"".join(opened.read(name)) == b"words"


def test_file_managers_leave_things_behind(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("__MACOSX/._a.txt", b""), (".DS_Store", b""), ("b/Thumbs.db", b""), ("a.txt", b"x"))
    with open_archive(path, total=TOTAL) as opened:
        assert (list(opened.files), opened.refused) == (["a.txt"], {})


def test_bombs(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("bomb.txt", bytes(60 * 2**20)), ("fine.txt", b"x"))
    assert path.stat().st_size < 100_000
    assert reasons(path) == {"bomb.txt": "entry_bomb"}
    with pytest.raises(InputError, match="archive_total"), open_archive(path, total=10 * 2**20):
        pass


def test_a_size_that_lies_is_found_on_the_way(tmp_path: Path) -> None:
    path = patched(packed(tmp_path / "a.zip", ("a.txt", b"x" * 5_000_000)), 22, 24, struct.pack("<I", 100))
    with open_archive(path, total=TOTAL) as opened, pytest.raises(InputError, match="archive_damaged"):
        sum(map(len, opened.read("a.txt")))


def test_entries_that_share_their_bytes(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", *((f"{n}.txt", b"kernel" * 100) for n in range(3)))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    for _ in range(3):
        data[at + 42 : at + 46] = struct.pack("<I", 0)
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(data)
    assert reasons(path) == {f"{n}.txt": "entry_overlapping" for n in range(3)}


def test_a_damaged_file_spoils_only_itself(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("a.txt", bytes(range(256)) * 20), ("b.txt", b"fine"))
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    with open_archive(path, total=TOTAL) as opened:
        with pytest.raises(InputError, match="archive_damaged"):
            b"".join(opened.read("a.txt"))
        assert b"".join(opened.read("b.txt")) == b"fine"


def test_a_table_of_contents_without_end_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "CONTENTS", 4_000)
    path = packed(tmp_path / "a.zip", *((f"{n}.txt", b"") for n in range(100)))
    started = time.perf_counter()
    with pytest.raises(InputError, match="archive_entries"), open_archive(path, total=TOTAL):
        pass
    assert time.perf_counter() - started < 5
    large = io.BytesIO()
    with zipfile.ZipFile(large, "w") as out:
        for n in range(70_000):
            out.writestr(f"{n}", b"")
    path.write_bytes(large.getvalue())
    with pytest.raises(InputError, match="archive_entries"), open_archive(path, total=TOTAL):
        pass


def test_an_office_file_is_no_way_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(samples.docx("Words."))
    assert kind_of(path.read_bytes()[:8192], path, "a.docx").extension == "docx"
    monkeypatch.setattr(archive, "CONTENTS", 100)
    with pytest.raises(Refused, match="unknown_type"):
        kind_of(path.read_bytes()[:8192], path, "a.docx")


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ENTRIES", 5)
    with (
        pytest.raises(InputError, match="archive_entries"),
        open_archive(packed(tmp_path / "a.zip", *((f"{n}", b"") for n in range(6))), total=TOTAL),
    ):
        pass


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + bytes(10), b"%PDF-1.7 no archive" * 10, b"PK\x05\x06" + b"\xff" * 18, None])
def test_what_is_no_zip(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError), open_archive(path, total=TOTAL):
        pass
