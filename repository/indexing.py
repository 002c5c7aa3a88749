"""Given the change log, an index that has caught up with it; and whether record, originals and index agree."""

from collections.abc import Callable, Iterator

from repository.catalogue import Catalogue
from repository.index import Entry, Index
from repository.model import Problem
from repository.store import Store

BATCH = 4_000  # changes in one commit of the index


def nothing(_: int) -> None:
    """Progress nobody watches."""


def rebuild(*, catalogue: Catalogue, index: Index, progress: Callable[[int], None] = nothing) -> int:
    """A new index from the record beside the live one; the number of reports in it."""
    last = catalogue.last_change()
    count = 0

    def counted() -> Iterator[Entry]:
        nonlocal count
        for entry in catalogue.entries():
            count += 1
            yield entry

    index.rebuild(counted(), last, progress)
    return count


def catch_up(*, catalogue: Catalogue, index: Index, progress: Callable[[int], None] = nothing) -> int:
    """Brings the index up to the record, rebuilding it when it is missing, damaged, stale or ahead; changes taken."""
    state = index.state()
    if not state.ready or state.last_change > catalogue.last_change():
        return rebuild(catalogue=catalogue, index=index, progress=progress)
    taken = 0
    while changes := catalogue.changes(index.state().last_change, BATCH):
        numbers = sorted({change.report for change in changes})
        gone = set(numbers)
        with index.writing(changes[-1].id) as writer:
            for entry in catalogue.entries(numbers):
                gone.discard(entry.number)
                writer.put(entry)
            for number in gone:
                writer.delete(number)
        taken += len(changes)
        progress(taken)
    return taken


def behind(*, catalogue: Catalogue, index: Index) -> bool:
    """Whether there is anything to catch up with: one cheap question to each."""
    state = index.state()
    return not state.ready or state.last_change != catalogue.last_change()


def check(*, store: Store, catalogue: Catalogue, index: Index, progress: Callable[[int], None] = nothing) -> Iterator[Problem]:
    """Every difference between the record, the originals (by digest) and the index."""
    yield from catalogue.check()
    for done, (digest, _) in enumerate(sorted(catalogue.digests().items()), start=1):
        if not store.has(digest):
            yield Problem("original_missing", digest, "")
        elif not store.verify(digest):
            yield Problem("original_damaged", digest, "")
        progress(done)
    state = index.state()
    if not state.ready:
        yield Problem("index_unready", "index", state.reason)
        return
    yield from index.check()
    held, wanted = index.versions(), catalogue.versions()
    for number in sorted(held.keys() | wanted.keys()):
        if number not in held:
            yield Problem("not_in_index", str(number), "")
        elif number not in wanted:
            yield Problem("only_in_index", str(number), "")
        elif held[number] != wanted[number]:
            yield Problem("index_outdated", str(number), f"{held[number]} / {wanted[number]}")
