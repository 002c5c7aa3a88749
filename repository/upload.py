"""Given a stream of bytes and a name, a kept original: bounded, named, typed by content, hashed — or the reason why not."""

import mmap
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from repository.archive import bounded
from repository.errors import InputError, Refused
from repository.extract import KINDS, Kind
from repository.store import Store

CHUNK = 1 << 20
LONGEST_NAME = 200
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_HALF = re.compile("[\ud800-\udfff]")  # of a name that is not UTF-8
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_MAIL = re.compile(
    rb"^(?:from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|x-[\w-]+):", re.IGNORECASE | re.MULTILINE
)
_PDF_INSIDE = re.compile(rb"%PDF|\b\d+ \d+ obj\b|\btrailer\s*<<|startxref\s+\d")  # of one whose first bytes are damaged
ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")  # how archives begin (APPNOTE 4.3); a statement may begin with PK, too
_ZIP_BEGINS = {
    "docx": re.compile(rb"\[Content_Types\]\.xml|_rels/\.rels|word/"),
    "odt": re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.text(?!-)"),
}
_PICTURE_OR_PROGRAM = (b"MZ", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"#!/", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


@dataclass(frozen=True, slots=True)
class Kept:
    """An original that was kept, or that could be."""

    name: str
    sha256: str
    size: int
    kind: Kind


def read_path(path: Path) -> Iterator[bytes]:
    """The bytes of a file; never hangs on a pipe or device. Raises InputError `unreadable`, `not_a_file`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("unreadable", name=display_name(path.name), reason=reason) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InputError("not_a_file", name=display_name(path.name))
    return _chunks(descriptor)


def _chunks(descriptor: int) -> Iterator[bytes]:
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def display_name(name: str) -> str:
    """A name safe to show: last path part, no control or direction characters, at most 200 characters."""
    name = one_line(re.split(r"[\\/]", name)[-1]).strip(". ") or "file"
    if len(name) > LONGEST_NAME:
        stem, dot, extension = name.rpartition(".")
        keep = dot + extension if dot and len(extension) <= 8 else ""
        name = (stem if keep else name)[: LONGEST_NAME - len(keep)] + keep
    return name


def one_line(text: str) -> str:
    """A text safe to print: one line, no control or direction characters, no half ones."""
    whole = unicodedata.normalize("NFC", _HALF.sub("\ufffd", text))
    return " ".join(_UNSAFE.sub(" ", whole).split())


def take(chunks: Iterable[bytes], name: str, *, store: Store, limit: int, keep: bool = True) -> Kept:
    """Keeps it, durable, unless it is only to be looked at (`keep` off); raises Refused (empty, too_large, unknown_type,
    wrong_extension, …), DiskFull, ReadOnly.
    """
    with Arrival(name, store=store, limit=limit) as arrival:
        for chunk in chunks:
            arrival.write(chunk)
        return arrival.end(keep=keep)


class Arrival(ExitStack):
    """A file that comes piece by piece; what is not kept when it is left is discarded. Raises as `take` does."""

    def __init__(self, name: str, *, store: Store, limit: int) -> None:
        super().__init__()
        self.name, self.limit = display_name(name), limit
        self.incoming = self.enter_context(store.receive())

    def write(self, chunk: bytes) -> None:
        """Appends."""
        if self.incoming.size + len(chunk) > self.limit:
            raise Refused("too_large", limit=f"{self.limit / 2**20:.0f} MiB")
        self.incoming.write(chunk)

    def end(self, *, keep: bool = True) -> Kept:
        """It is whole."""
        if self.incoming.size == 0:
            raise Refused("empty")
        kind = kind_of(self.incoming.head(), self.incoming.path(), self.name)
        return Kept(self.name, self.incoming.keep() if keep else self.incoming.digest(), self.incoming.size, kind)


def kind_of(head: bytes, path: Path, name: str) -> Kind:
    """The format by content; the extension must agree. Raises Refused."""
    found = _by_content(head, path, name)
    if found is None:
        raise Refused("unknown_type", known=", ".join(kind.extension for kind in KINDS.values()))
    kind = KINDS[found]
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension and extension not in kind.extensions:
        raise Refused("wrong_extension", extension=extension, found=found)
    return kind


def _by_content(head: bytes, path: Path, name: str) -> str | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\x00\t\r\n\x0c ")
    extension = name.rpartition(".")[2].lower()
    if b"%PDF-" in head[:1024]:
        if head.startswith(b"PK") or head.startswith(_PICTURE_OR_PROGRAM) or _HTML.search(head[: head.index(b"%PDF-")]):
            raise Refused("polyglot")
        return "pdf"
    if head.startswith(ZIPS):
        return _zip_kind(path) or _cut_off(head, path, extension)
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "docx" if extension == "docx" and _locked(path) else None
    if head.startswith(_PICTURE_OR_PROGRAM):
        return None
    if extension == "pdf" and (_PDF_INSIDE.search(head) or b"%%EOF" in _tail(path)):
        return "pdf"
    return _text_kind(head, start, name)


def _zip_kind(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            bounded(file, path.name)
        with zipfile.ZipFile(path) as archive:
            names = {info.filename for info in archive.infolist()}
            if "word/document.xml" in names and "[Content_Types].xml" in names:
                if any(each.lower().endswith("vbaproject.bin") for each in names):
                    raise Refused("active")
                return "docx"
            small = "mimetype" in names and archive.getinfo("mimetype").file_size < 200
            if small and archive.read("mimetype").strip() == b"application/vnd.oasis.opendocument.text":
                return "odt"
    except Refused:
        raise
    except (InputError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return None
    return None


def _cut_off(head: bytes, path: Path, extension: str) -> str | None:
    """What a ZIP archive without its end was meant to be, by its name and by what it begins with: kept as damaged."""
    if not zipfile.is_zipfile(path) and extension in _ZIP_BEGINS and _ZIP_BEGINS[extension].search(head):
        return extension
    return None


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 1024))
        return file.read()


def _locked(path: Path) -> bool:
    """Whether it is the wrapping that word processors put around a document with a password (MS-OFFCRYPTO, 2.1)."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find("EncryptedPackage".encode("utf-16-le")) >= 0


def _text_kind(head: bytes, start: bytes, name: str) -> str | None:
    extension = name.rpartition(".")[2].lower()
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and b"\x00" in head:
        return None
    control = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    if not wide and control * 50 > len(head):
        return None
    if start[:1] == b"<":
        if _HTML.search(start[:4096]) or extension in KINDS["html"].extensions:
            return None if b"<svg" in start[:200].lower() else "html"
        return None if start.startswith((b"<?xml", b"<svg")) else "txt"
    if _MAIL.match(start) and len(_MAIL.findall(head)) >= 2 and extension in ("eml", ""):
        return "eml"
    return "md" if extension in KINDS["md"].extensions else "html" if extension in KINDS["html"].extensions else "txt"
