"""Given a home, a backup of its record in one file made while it serves; and the way back into an empty home.

A backup is a tar file: `manifest.json`, `catalogue.sqlite3`, `originals/<sha256>`. The index is not in it: it is rebuilt.
"""

import json
import os
import re
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from repository.catalogue import Catalogue
from repository.errors import InputError
from repository.store import Store

FORMAT = 1
_ORIGINAL = re.compile(r"^originals/([0-9a-f]{64})$")


def back_up(target: Path, *, catalogue: Catalogue, store: Store, progress: Callable[[int], None] = lambda _: None) -> int:
    """Writes the backup beside `target` and renames it when complete; the number of originals in it.

    The catalogue is copied first: originals are never changed, so every one it names is there afterwards.
    """
    if target.exists():
        raise InputError("backup_exists", name=str(target))
    if not target.parent.is_dir():
        raise InputError("no_such_folder", name=str(target.parent))
    digests = catalogue.digests()
    part = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            copy = Path(folder) / "catalogue.sqlite3"
            catalogue.backup(copy)
            part.unlink(missing_ok=True)  # of a backup that was killed
            part.touch(mode=0o600, exist_ok=False)  # as private as the record itself
            with tarfile.open(part, "w") as tar:
                tar.add(copy, "catalogue.sqlite3")
                digests = {**digests, **catalogue.digests()}
                for done, digest in enumerate(sorted(digests), start=1):
                    if store.has(digest):
                        tar.add(store.path(digest), f"originals/{digest}")
                    progress(done)
                _add_text(tar, "manifest.json", json.dumps({"format": FORMAT, "originals": len(digests)}), Path(folder))
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return len(digests)


def _add_text(tar: tarfile.TarFile, name: str, text: str, folder: Path) -> None:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    tar.add(path, name)


def is_empty(home_uploads: Path) -> bool:
    """Whether nothing was ever taken in there: only ignore files and empty folders."""
    return not any(path.is_file() and path.name != ".gitignore" for path in home_uploads.rglob("*"))


def unpack(source: Path, *, uploads: Path, store: Store) -> int:
    """Puts the record back into an empty home; every original is checked against its name. The number of originals."""
    if not is_empty(uploads):
        raise InputError("restore_not_empty", name=str(uploads))
    count = 0
    try:
        with tarfile.open(source, "r:") as tar:
            names = [member.name for member in tar if member.isreg()]
            if "manifest.json" not in names or "catalogue.sqlite3" not in names:
                raise InputError("backup_unreadable", name=source.name)
            for member in tar:
                found = _ORIGINAL.match(member.name)
                if found and member.isreg():
                    _original(tar, member, found[1], store)
                    count += 1
            _catalogue(tar, uploads)
    except FileNotFoundError:
        raise InputError("no_such_file", name=str(source)) from None
    except (tarfile.TarError, EOFError, IsADirectoryError):
        raise InputError("backup_unreadable", name=source.name) from None
    return count


def _original(tar: tarfile.TarFile, member: tarfile.TarInfo, digest: str, store: Store) -> None:
    stream = tar.extractfile(member)
    if stream is None:
        raise InputError("backup_unreadable", name=member.name)
    with stream, store.receive() as incoming:
        while chunk := stream.read(1 << 20):
            incoming.write(chunk)
        if incoming.digest() != digest:
            raise InputError("backup_tampered", name=member.name)
        incoming.keep()


def _catalogue(tar: tarfile.TarFile, uploads: Path) -> None:
    stream = tar.extractfile("catalogue.sqlite3")
    if stream is None:
        raise InputError("backup_unreadable", name="catalogue.sqlite3")
    uploads.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = uploads / "catalogue.part"
    with stream, part.open("wb") as out:
        while chunk := stream.read(1 << 20):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    part.chmod(0o600)
    # A journal of another record beside this one would damage it, as would a server that was started meanwhile.
    if any(uploads.glob("catalogue.sqlite3*")):
        part.unlink()
        raise InputError("restore_not_empty", name=str(uploads))
    part.rename(uploads / "catalogue.sqlite3")
