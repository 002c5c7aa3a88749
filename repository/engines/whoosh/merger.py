"""Given the segments of the newest commit, fewer and larger ones, made beside searching and writing.

Segments never change, so joining them needs no lock. Only taking the result in does: under the lock of writing, what was
deleted meanwhile is deleted in the result too, and a result whose sources are gone is thrown away.
"""

import logging
import shutil
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Segment

from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.changes import delete_units
from repository.engines.whoosh.codec import open_segment
from repository.engines.whoosh.generations import MERGING, Commit, Files, Generations, segment_files
from repository.engines.whoosh.merge import LARGEST, choose, merge
from repository.engines.whoosh.segment import Segment
from repository.engines.whoosh.snapshot import Snapshot
from repository.engines.whoosh.storage import FileLock, sync_folder
from repository.errors import RepositoryError

log = logging.getLogger(__name__)


class _Stopped(Exception):
    """The index is being closed."""


class Merger:
    """Joins segments in a thread of its own, one process at a time."""

    def __init__(self, home: Path, generations: Generations, writing: FileLock) -> None:
        self._generations = generations
        self._writing = writing
        self._lock = FileLock(home / ".merge.lock")
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._stop = threading.Event()

    def wake(self) -> None:
        """Looks whether there is something to join, without waiting for it."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._stop.clear()
                self._thread = threading.Thread(target=self._run, name="index-merge", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Gives up what is under way."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def wait(self) -> None:
        """Until there is nothing left to join."""
        if self._thread is not None:
            self._thread.join()

    def _tell(self) -> None:
        if self._stop.is_set():
            raise _Stopped

    def _run(self) -> None:
        try:
            with self._lock.tried() as mine:
                while mine and self._step():
                    self._tell()
        except _Stopped:
            return
        except (OSError, RepositoryError) as error:
            log.warning("segments were not joined: %s", error)

    def _step(self) -> bool:
        """Joins some segments; False when all is well."""
        commit = self._generations.newest()
        chosen = choose([(segment.doc_count_all(), segment.deleted_count()) for segment in commit.segments])
        if not chosen:
            return False
        folder = commit.folder / MERGING
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            snapshot = Snapshot(commit, {})
            listed = [commit.segments[place] for place in chosen]
            opened = [(snapshot.parts[place].segment, _alive(snapshot, place)) for place in chosen]
            joined, files = merge(folder, opened, self._tell)
            with self._writing.held():
                self._take_in(commit, listed, opened, joined, files)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return True

    def _take_in(
        self, before: Commit, listed: Sequence[W3Segment], opened: Sequence[tuple[Segment, Array]], joined: W3Segment,
        files: Files,
    ) -> None:  # fmt: skip
        """Puts the joined segment in place of its sources, unless they are gone."""
        now = self._generations.newest()
        current = {segment.segment_id(): segment for segment in now.segments}
        sources = [current.get(segment.segment_id()) for segment in listed]
        still = [source for source in sources if source is not None]
        if now.folder != before.folder or len(still) < len(sources):
            return
        unit = 0
        for (segment, alive), source in zip(opened, still, strict=True):
            kept = alive[segment.units.report]
            number = np.cumsum(kept) - 1 + unit
            gone = np.fromiter(source.deleted_docs(), np.int64, source.deleted_count())
            delete_units(joined, number[gone[kept[gone]]].tolist())
            unit += int(kept.sum())
        for name in files:
            (now.folder / MERGING / name).rename(now.folder / name)
        sync_folder(now.folder)
        gone_files = {name for source in listed for name in segment_files(source)}
        kept_files = {name: entry for name, entry in now.manifest.files.items()
                      if name not in gone_files and not name.endswith(".toc")}  # fmt: skip
        names = {segment.segment_id() for segment in listed}
        segments = [segment for segment in now.segments if segment.segment_id() not in names]
        if joined.doc_count():
            segments.append(joined)
        manifest = now.manifest
        self._generations.publish(now.folder, now, segments, kept_files | files, (manifest.reports, manifest.pages), manifest.last_change)
        self._generations.tidy(keep_generations=True)

    def join_all(self, folder: Path, segments: Sequence[W3Segment], files: Files) -> tuple[list[W3Segment], Files]:
        """As few segments as LARGEST allows, of a generation nobody reads yet."""
        groups: list[list[W3Segment]] = []
        size = LARGEST
        for segment in segments:
            if size + segment.doc_count() > LARGEST:
                groups.append([])
                size = 0
            groups[-1].append(segment)
            size += segment.doc_count()
        result: list[W3Segment] = []
        kept: Files = {}
        for group in groups:
            if len(group) == 1 and not group[0].has_deletions():
                result.append(group[0])
                kept |= {name: files[name] for name in segment_files(group[0])}
                continue
            opened = [open_segment(folder, segment) for segment in group]
            joined, made = merge(folder, [(s, _living(s, listed)) for s, listed in zip(opened, group, strict=True)])
            result.append(joined)
            kept |= made
            for segment in group:
                for name in segment_files(segment):
                    (folder / name).unlink()
        return result, kept

    @staticmethod
    def discard(folder: Path) -> None:
        """Removes a generation that did not come to be."""
        with suppress(OSError):
            shutil.rmtree(folder)


def _living(segment: Segment, listed: W3Segment) -> Array:
    alive = np.ones(len(segment.reports.number), bool)
    alive[segment.units.report[np.fromiter(listed.deleted_docs(), np.int64, listed.deleted_count())]] = False
    return alive


def _alive(snapshot: Snapshot, place: int) -> Array:
    part = snapshot.parts[place]
    return snapshot.alive[part.report : part.report + len(part.segment.reports.number)]
