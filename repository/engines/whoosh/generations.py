"""Given the index folder, which commit of which generation serves, proved by its manifest; and how a new one takes over.

    index/
      CURRENT            the commits that may serve, newest first, with a checksum of itself
      gen-0003/          one generation: a rebuild starts a new one
        _MAIN_12.toc     Whoosh's table of contents of commit 12: schema, segments, deletions
        MANIFEST-12      size and SHA-256 of every file of commit 12, its stamp and last change
        MAIN_….trm .pst .rep
        merging/         segments being merged, not yet part of anything

A commit counts from the moment CURRENT names it. The one before is kept beside it: should the newest prove damaged when
it is opened, the one before serves and the change log brings it up to date again.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Segment
from whoosh.index import TOC

from repository.engines.whoosh import schema
from repository.engines.whoosh.segment import POSTINGS, REPORTS, TERMS
from repository.engines.whoosh.storage import DurableStorage, digest_of, replace_file, sync_folder, write_file
from repository.errors import IndexUnavailable

CURRENT = "CURRENT"
MERGING = "merging"
IGNORED = "*\n!.gitignore\n"  # a home in a checkout of the code: the folder is part of it, the index is not
Files = dict[str, tuple[int, str]]  # name → size, SHA-256


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one commit is made of."""

    last_change: int
    reports: int
    pages: int
    stamp: dict[str, object]
    files: Files


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of one generation, opened as far as its lists go."""

    folder: Path
    number: int
    manifest: Manifest
    segments: tuple[W3Segment, ...] = field(default=())

    @property
    def name(self) -> str:
        """As CURRENT names it."""
        return f"{self.folder.name} {self.number}"


def seal(content: bytes) -> bytes:
    """The content with a line that proves it."""
    return content + b"\n" + hashlib.sha256(content).hexdigest().encode() + b"\n"


def unseal(sealed: bytes, what: str) -> bytes:
    """The content; raises IndexUnavailable `index_damaged` when it is not what was sealed."""
    content, _, line = sealed.rstrip(b"\n").rpartition(b"\n")
    if not content or hashlib.sha256(content).hexdigest().encode() != line:
        raise IndexUnavailable("index_damaged", what=what)
    return content


class Generations:
    """The index folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.current = home / CURRENT

    def mark(self) -> tuple[int, int] | None:
        """Changes with every commit; None when there is no index. One `stat`."""
        try:
            found = os.stat(self.current)  # noqa: PTH116 - once a search, and Path.stat is slower
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def names(self) -> list[str]:
        """Commits that may serve, newest first; a damaged CURRENT is made up for from the folder itself."""
        try:
            return unseal(self.current.read_bytes(), CURRENT).decode().splitlines()
        except FileNotFoundError:
            return []
        except (IndexUnavailable, UnicodeDecodeError):
            found = [
                (path.parent.name, int(path.name.rpartition("-")[2]))
                for path in self.home.glob("gen-*/MANIFEST-*")
                if path.name.rpartition("-")[2].isdigit()
            ]
            return [f"{generation} {number}" for generation, number in sorted(found, reverse=True)]

    def newest(self) -> Commit:
        """The newest commit whose lists are whole; raises IndexUnavailable `index_missing`, `index_damaged`."""
        names = self.names()
        if not names:
            raise IndexUnavailable("index_missing")
        for place, name in enumerate(names):
            try:
                return self.commit(name)
            except IndexUnavailable:
                if place + 1 == len(names):
                    raise
        raise IndexUnavailable("index_missing")

    def commit(self, name: str) -> Commit:
        """Opens the lists of a commit and compares the sizes of its files; raises IndexUnavailable."""
        generation, _, number = name.partition(" ")
        folder = self.home / generation
        manifest = read_manifest(folder / f"MANIFEST-{number}")
        for file, (size, digest) in manifest.files.items():
            path = folder / file
            if not path.is_file() or path.stat().st_size != size:
                raise IndexUnavailable("index_damaged", what=f"{generation}/{file}")
            if file.endswith(".toc") and digest_of(path) != digest:
                raise IndexUnavailable("index_damaged", what=f"{generation}/{file}")
        if manifest.stamp.get("format") != schema.FORMAT or manifest.stamp.get("whoosh") != schema.stamp()["whoosh"]:
            raise IndexUnavailable("index_stale")
        toc = TOC.read(DurableStorage(folder), schema.NAME, gen=int(number))
        return Commit(folder, int(number), manifest, tuple(toc.segments))

    def start(self) -> Path:
        """A folder for a new generation."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home.chmod(0o700)
        if not (ignored := self.home / ".gitignore").exists():
            ignored.write_text(IGNORED, encoding="ascii")
        numbers = [int(path.name[4:]) for path in self.home.glob("gen-*") if path.name[4:].isdigit()]
        folder = self.home / f"gen-{max(numbers, default=0) + 1:04d}"
        folder.mkdir(mode=0o700)
        sync_folder(self.home)
        return folder

    def publish(
        self,
        folder: Path,
        before: Commit | None,
        segments: Iterable[W3Segment],
        files: Files,
        counts: tuple[int, int],
        last_change: int,
    ) -> Commit:
        """Writes the lists of a new commit and lets CURRENT name it, the one before second."""  # fmt: skip
        number = self.next_number(folder)
        segments = tuple(segments)
        storage = DurableStorage(folder)
        TOC(schema.schema(), list(segments), number).write(storage, schema.NAME)
        toc = folder / f"_{schema.NAME}_{number}.toc"
        files = files | {toc.name: (toc.stat().st_size, digest_of(toc))}
        manifest = Manifest(last_change, *counts, stamp=schema.stamp(), files=files)
        write_manifest(folder / f"MANIFEST-{number}", manifest)
        sync_folder(folder)
        names = [f"{folder.name} {number}"]
        if before is not None and before.folder == folder:
            names.append(before.name)
        replace_file(self.current, seal("\n".join(names).encode()))
        return Commit(folder, number, manifest, segments)

    def next_number(self, folder: Path) -> int:
        """Of the commit that would be published now."""
        numbers = [path.name.rpartition("-")[2] for path in folder.glob("MANIFEST-*")]
        numbers += [path.stem.rpartition("_")[2] for path in folder.glob("*.toc")]
        return max((int(number) for number in numbers if number.isdigit()), default=0) + 1

    def tidy(self, *, keep_generations: bool) -> None:
        """Removes what no commit in CURRENT names; other generations too unless one is being built."""
        kept: dict[str, set[str]] = {}
        for name in self.names():
            generation, _, number = name.partition(" ")
            try:
                manifest = read_manifest(self.home / generation / f"MANIFEST-{number}")
            except IndexUnavailable:
                return
            kept.setdefault(generation, {MERGING}).update({f"MANIFEST-{number}", *manifest.files})
        for folder in self.home.glob("gen-*"):
            if folder.name not in kept:
                if not keep_generations:
                    shutil.rmtree(folder, ignore_errors=True)
                continue
            for path in folder.iterdir():
                if path.name not in kept[folder.name] and path.is_file():
                    path.unlink(missing_ok=True)


def segment_files(segment: W3Segment) -> tuple[str, str, str]:
    """Names of its words, postings and facts."""
    name = segment.segment_id()
    return name + TERMS, name + POSTINGS, name + REPORTS


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Writes it, sealed and synced."""
    content: dict[str, Any] = {
        "last_change": manifest.last_change, "reports": manifest.reports, "pages": manifest.pages,
        "stamp": manifest.stamp, "files": manifest.files,
    }  # fmt: skip
    write_file(path, [seal(json.dumps(content, sort_keys=True).encode())])


def read_manifest(path: Path) -> Manifest:
    """Reads it; raises IndexUnavailable `index_damaged`."""
    try:
        content = json.loads(unseal(path.read_bytes(), path.name))
        files = {str(name): (int(size), str(digest)) for name, (size, digest) in content.pop("files").items()}
        return Manifest(**content, files=files)
    except (OSError, ValueError, TypeError) as error:
        raise IndexUnavailable("index_damaged", what=path.name) from error
