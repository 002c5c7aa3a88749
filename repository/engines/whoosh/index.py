"""Given changes, findable, in Whoosh's frame: the promise of `repository.index` kept by `whoosh:///folder`."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from whoosh.codec.whoosh3 import W3Segment

from repository.engines.whoosh import schema
from repository.engines.whoosh.changes import Draft, delete_reports
from repository.engines.whoosh.generations import Commit, Files, Generations
from repository.engines.whoosh.merger import Merger
from repository.engines.whoosh.nearby import how_often, near_words
from repository.engines.whoosh.progress import Progress
from repository.engines.whoosh.query import answer
from repository.engines.whoosh.refresh import Refreshed
from repository.engines.whoosh.refresh import write as write_refreshed
from repository.engines.whoosh.snapshot import Snapshot, damage
from repository.engines.whoosh.storage import FileLock, told
from repository.errors import IndexUnavailable, RepositoryError
from repository.index import Entry, IndexAnswer, IndexRequest, IndexState, IndexWriter
from repository.model import Problem

log = logging.getLogger(__name__)


class WhooshIndex:
    """Finds reports; see `repository.index.Index`. Safe for many threads; one writer at a time over all processes."""

    def __init__(self, url: str) -> None:
        self.home = Path(unquote(urlsplit(url).path))
        self._generations = Generations(self.home)
        self._writing = FileLock(self.home / ".lock")
        self._rebuilding = FileLock(self.home / ".rebuild.lock")
        self._progress = Progress(self.home, self._rebuilding)
        self._merger = Merger(self.home, self._generations, self._writing)
        self._opening = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._mark: tuple[int, int] | None = None
        self._bad: tuple[tuple[int, int] | None, IndexUnavailable] | None = None

    # ---- reading

    def _open(self) -> Snapshot:
        """The newest commit, opened; raises IndexUnavailable."""
        mark = self._generations.mark()
        snapshot = self._snapshot
        if self._bad is not None and self._bad[0] == mark:
            raise self._bad[1]
        if snapshot is not None and mark == self._mark:
            return snapshot
        if mark is None:
            raise IndexUnavailable("index_missing")
        with self._opening:
            if self._snapshot is not None and mark == self._mark:
                return self._snapshot
            try:
                with told():
                    opened = self._load(self._snapshot.segments if self._snapshot is not None else {})
            except IndexUnavailable as error:
                if self._generations.mark() == mark:
                    self._bad = (mark, error)
                raise
            self._snapshot, self._mark, self._bad = opened, mark, None
            return opened

    def _load(self, opened: Mapping[str, object]) -> Snapshot:
        """The newest commit that is whole; a writer may take the place of one while it is opened, so it is tried again."""
        failure = IndexUnavailable("index_missing")
        for _ in range(3):
            names = self._generations.names()
            for place, name in enumerate(names):
                try:
                    snapshot = Snapshot(self._generations.commit(name), opened)  # type: ignore[arg-type]
                except IndexUnavailable as error:
                    log.warning("commit %s of the index cannot be used: %s", name, error)
                    failure = error
                    continue
                if place:
                    log.error("the index serves its previous commit %s", name)
                return snapshot
            if names == self._generations.names():
                break
        raise failure

    @contextmanager
    def _noticing(self) -> Iterator[Snapshot]:
        """A snapshot to ask; damage found while asking is remembered until the index changes."""
        snapshot = self._open()
        mark = self._mark
        try:
            with told():
                yield snapshot
        except IndexUnavailable as error:
            self._bad = (mark, error)
            log.error("the index is damaged: %s", error)
            raise

    def state(self) -> IndexState:
        """Never raises."""
        building = None
        with suppress(OSError, RepositoryError):
            building = self._progress.share()
        try:
            with told():
                snapshot = self._open()
        except RepositoryError as error:
            return IndexState(False, 0, 0, 0, error.key.removeprefix("index_"), building)
        manifest = snapshot.commit.manifest
        fresh = manifest.stamp == schema.stamp()
        return IndexState(fresh, manifest.last_change, manifest.reports, manifest.pages, "" if fresh else "stale", building)

    def edition(self) -> tuple[int, int] | None:
        """That of the newest commit; None without one."""
        return self._generations.mark()

    def search(self, request: IndexRequest) -> IndexAnswer:
        """The answer; raises IndexUnavailable."""
        with self._noticing() as snapshot:
            return answer(snapshot, request)

    def near_words(self, word: str, languages: tuple[str, ...], limit: int = 5) -> tuple[tuple[str, int], ...]:
        """Words of the index that look like `word`, with their numbers of reports."""
        with self._noticing() as snapshot:
            return near_words(snapshot, word, languages, limit)

    def how_often(self, words: Sequence[str]) -> tuple[int, ...]:
        """How many pages (and records) have each of these folded words; those that were taken out since may be among them."""
        with self._noticing() as snapshot:
            return how_often(snapshot, words)

    def versions(self) -> Mapping[int, int]:
        """Report number → version of every entry."""
        with self._noticing() as snapshot:
            alive = snapshot.alive
            return dict(zip(snapshot.number[alive].tolist(), snapshot.version[alive].tolist(), strict=True))

    def check(self) -> Iterable[Problem]:
        """Reads every file of the newest commit and compares it with the manifest."""
        try:
            with told():
                commit = self._generations.newest()
                found = damage(commit)
        except RepositoryError as error:
            return [Problem("index_damaged", "index", str(error))]
        return [Problem("index_damaged", f"{commit.folder.name}/{name}", "") for name in found]

    def close(self) -> None:
        """Lets go of files; a merge under way is given up."""
        self._merger.close()
        self._snapshot = self._mark = None

    # ---- writing

    @contextmanager
    def writing(self, last_change: int) -> Iterator[IndexWriter]:
        """A batch that commits on success; waits while another process or thread writes."""
        with told(), self._writing.held():
            before = self._before()
            draft = Draft(before.folder if before is not None else self._generations.start())
            try:
                yield draft
                self._publish(draft, before, last_change)
            except BaseException:
                with suppress(OSError):
                    self._generations.tidy(keep_generations=True)
                raise
        self._merger.wake()

    def _before(self) -> Commit | None:
        """The commit to write on; None when there is nothing yet. An index that vanished or is damaged is to be rebuilt."""
        if self._generations.mark() is None and self._snapshot is None:
            return None
        return self._open_fresh()

    def _open_fresh(self) -> Commit:
        """The newest whole commit with lists of its own, to be changed."""
        return self._generations.commit(self._open().commit.name)

    def refresh(self, terms: Mapping[int, tuple[int, ...]], gone: Iterable[int] = ()) -> None:
        """New terms of reports that are in the index, and reports to take out of it, in a moment; no change counts as taken."""
        with told(), self._writing.held():
            before = self._before()
            if before is None:
                return
            snapshot = self._opened(before)
            there = {number: held for number, held in terms.items() if number in snapshot.place_of}
            away = [number for number in gone if number in snapshot.place_of]
            if not there and not away:
                return
            refreshed = snapshot.refreshed.joined(Refreshed.of(there)).without(away)
            kept, counts = delete_reports(snapshot, away)
            self._commit(before.folder, before, kept, {}, refreshed, counts, before.manifest.last_change)
        self._merger.wake()

    def _opened(self, commit: Commit) -> Snapshot:
        return Snapshot(commit, self._snapshot.segments if self._snapshot is not None else {})

    def _publish(self, draft: Draft, before: Commit | None, last_change: int) -> None:
        kept: list[W3Segment] = []
        reports = pages = 0
        refreshed = Refreshed.of({})
        if before is not None:
            snapshot = self._opened(before)
            refreshed = snapshot.refreshed.without(draft.gone)
            kept, (reports, pages) = delete_reports(snapshot, draft.gone)
        added = draft.settle()
        counts = (reports + draft.counts[0], pages + draft.counts[1])
        self._commit(draft.folder, before, [*kept, *added], draft.files, refreshed, counts, last_change)

    def _commit(
        self, folder: Path, before: Commit | None, segments: list[W3Segment], added: Files, refreshed: Refreshed,
        counts: tuple[int, int], last_change: int,
    ) -> None:  # fmt: skip
        """Publishes the segments, those of the commit before with their files, and what goes before what they say."""
        files = {
            name: entry for name, entry in (before.manifest.files.items() if before is not None else ())
            if any(name.startswith(f"{segment.segment_id()}.") for segment in segments)
        }  # fmt: skip
        files |= added | write_refreshed(folder, self._generations.next_number(folder), refreshed)
        self._generations.publish(folder, before, segments, files, counts, last_change)
        self._generations.tidy(keep_generations=True)

    def settle(self) -> None:
        """Until small segments are joined: what is under way may have begun before the last batch."""
        self._merger.wait()
        self._merger.wake()
        self._merger.wait()

    def rebuild(self, entries: Iterable[Entry], last_change: int, progress: Callable[[int], None] = lambda _: None) -> None:
        """A new generation beside the live one, swapped in when complete; searching goes on meanwhile."""
        with told(), self._rebuilding.held():
            state = self.state()
            folder = self._generations.start()
            draft = Draft(folder)
            try:
                with self._progress.telling(state.reports) as tell:
                    for done, entry in enumerate(entries, start=1):
                        draft.put(entry)
                        tell(done)
                        progress(done)
                    segments, files = self._merger.join_all(folder, draft.settle(), draft.files)
                with self._writing.held():
                    self._generations.publish(folder, None, segments, files, draft.counts, last_change)
            except BaseException:
                self._merger.discard(folder)
                raise
            with self._writing.held():
                self._generations.tidy(keep_generations=False)
