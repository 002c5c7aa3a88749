"""Given a ZIP from a stranger, its files by name, read where they lie and never unpacked; and the others, each with the reason.

Nothing is believed of what an archive says about itself before it is bounded: its table of contents, each file's size, what
all of them come to. As no path on our side is ever made of a name in it, there is nowhere to climb to; names that try to are
refused all the same, since the person should know.
"""

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from repository.errors import InputError

CHUNK = 1 << 20
ENTRIES = 20_000
CONTENTS = 8 * 2**20  # bytes of the table of contents: 400 for each entry
DEPTH = 8  # folders
LONGEST = 500  # characters of a name with its folders
SPREAD = 1_000  # times a file may be larger than it is packed; a page of one letter is 1,000 times
FREE = 50 * 2**20  # bytes up to which spreading does not matter
_END = b"PK\x05\x06"
_END_LARGE, _PLACE_LARGE = b"PK\x06\x06", b"PK\x06\x07"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)", re.IGNORECASE)  # of file managers
_STRANGE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Archive:
    """`files` can be read. `refused` cannot; what file managers add by themselves is in neither."""

    files: Mapping[str, zipfile.ZipInfo]
    refused: Mapping[str, InputError]
    _zip: zipfile.ZipFile
    _also: Mapping[str, str] = field(default_factory=dict)  # other readings of a name in an old encoding → the name

    def named(self, name: str) -> str:
        """The file meant by a name somebody wrote; raises InputError: the reason it is refused, or `archive_missing`."""
        wanted = plain(name)
        found = self._also.get(wanted, wanted)
        if found in self.refused:
            raise self.refused[found]
        if found not in self.files:
            raise InputError("archive_missing", name=name[:LONGEST])
        return found

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes of a file; raises InputError as `named` does, at once, and `archive_damaged` on the way."""
        return self._chunks(self.named(name))

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(self.files[name]) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            raise InputError("archive_damaged", name=name) from None


def plain(name: str) -> str:
    """A name as it is compared: one way of writing accents and separators."""
    return unicodedata.normalize("NFC", name.replace("\\", "/")).strip().removeprefix("./")


def is_archive(path: Path) -> bool:
    """Whether the name says so; what it holds is looked at when it is opened."""
    return path.suffix.lower() == ".zip"


@contextmanager
def open_archive(path: Path, *, total: int, name: str = "") -> Iterator[Archive]:
    """Its files may come to `total` bytes; `name` is what to call it. Raises InputError when it cannot be used as a whole."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise InputError("no_such_file", name=name or str(path)) from None
    except OSError as error:
        raise InputError("unreadable", name=name or str(path), reason=error.strerror or "") from None
    with file:
        bounded(file, name or path.name)
        try:
            packed = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise InputError("archive_kind", name=name or path.name) from None
        with packed:
            yield _sorted(packed, name or path.name, total)


def bounded(file: BinaryIO, name: str) -> None:
    """Raises InputError when the table of contents is too large: a library reads it whole into memory. The layout is in
    APPNOTE.TXT 4.3.14 to 4.3.16.
    """
    file.seek(0, 2)
    size = file.tell()
    tail = 2**16 + 22
    file.seek(max(0, size - tail))
    end = file.read(tail)
    at = end.rfind(_END)
    if at < 0 or len(end) - at < 22:
        raise InputError("archive_kind", name=name)
    contents = struct.unpack_from("<I", end, at + 12)[0]
    if at >= 20 and end[at - 20 : at - 16] == _PLACE_LARGE:
        file.seek(min(struct.unpack_from("<Q", end, at - 12)[0], size))
        large = file.read(56)
        if not large.startswith(_END_LARGE) or len(large) < 56:
            raise InputError("archive_kind", name=name)
        contents = max(contents if contents != 2**32 - 1 else 0, struct.unpack_from("<Q", large, 40)[0])
    if contents > CONTENTS:
        raise InputError("archive_entries", name=name, limit=ENTRIES)
    file.seek(0)


def _sorted(packed: zipfile.ZipFile, name: str, total: int) -> Archive:
    """What can be read, and what cannot."""
    entries = [info for info in packed.infolist() if not info.is_dir()]
    if len(entries) > ENTRIES:
        raise InputError("archive_entries", name=name, limit=ENTRIES)
    if sum(info.file_size for info in entries) > total:
        raise InputError("archive_total", name=name, limit=f"{total / 2**30:.0f} GiB")
    overlapping = _overlapping(packed)
    files: dict[str, zipfile.ZipInfo] = {}
    refused: dict[str, InputError] = {}
    also: dict[str, str] = {}
    seen: set[str] = set()
    for info in entries:
        shown, others = _names(info)
        if _JUNK.search(shown):
            continue
        told = _STRANGE.sub("\ufffd", shown)[:LONGEST]
        key = _reason(info, shown) or ("overlapping" if info.header_offset in overlapping else "")
        if plain(shown) in seen:  # which of the two is meant, nobody can say
            files.pop(plain(shown), None)
            refused[told] = InputError("entry_twice", name=told)
        elif key:
            refused[told] = InputError(f"entry_{key}", name=told, depth=DEPTH, limit=LONGEST)
        else:
            files[plain(shown)] = info
            also |= {plain(other): plain(shown) for other in others}
        seen.add(plain(shown))
    return Archive(files, refused, packed, {other: shown for other, shown in also.items() if other not in files})


def _names(info: zipfile.ZipInfo) -> tuple[str, tuple[str, ...]]:
    """A name as its writer meant it, and how else it may be read: without the mark for UTF-8 it is in some code page of DOS."""
    name = info.orig_filename.removeprefix("./")
    if info.flag_bits & 0x800 or name.isascii():
        return name, ()
    raw = name.encode("cp437")
    try:
        return raw.decode("utf-8"), (name,)
    except UnicodeDecodeError:
        return name, (raw.decode("cp850"), raw.decode("cp1252", "replace"))


def _reason(info: zipfile.ZipInfo, name: str) -> str:
    """Why a file is not read, or nothing."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    parts = name.replace("\\", "/").split("/")
    if info.flag_bits & 0x41:
        return "encrypted"
    if kind and kind != stat.S_IFREG:
        return "link"
    if name.startswith(("/", "\\")) or ".." in parts or re.match(r"^[A-Za-z]:", name):
        return "outside"
    if _STRANGE.search(name) or any(not part.strip(" .") for part in parts):
        return "name"
    if len(parts) - 1 > DEPTH or len(name) > LONGEST:
        return "deep"
    if info.compress_type not in _METHODS:
        return "method"
    if info.file_size > FREE and info.file_size > SPREAD * max(1, info.compress_size):
        return "bomb"
    return ""


def _overlapping(packed: zipfile.ZipFile) -> set[int]:
    """Where entries start that share their bytes with another: a small file that unpacks to a mountain."""
    places = sorted((info.header_offset, info.header_offset + 30 + len(info.orig_filename) + info.compress_size) for info in packed.infolist())
    found: set[int] = set()
    reach, owner = 0, -1
    for start, end in places:
        if start < reach:
            found |= {start, owner}
        if end > reach:
            reach, owner = end, start
    return found
