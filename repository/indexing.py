"""Given the change log, an index that has caught up with it; and whether record, originals and index agree."""

from collections.abc import Callable, Iterator, Sequence

from repository.catalogue import Catalogue
from repository.index import Entry, Index
from repository.model import Problem
from repository.store import Store

BATCH = 4_000  # changes in one commit of the index
STEP = 1_000  # the same while others may wait for theirs
FEW = 200  # changes that are taken in a moment
EVERY = 10_000_000


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
    taken = looked = 0
    small = False
    while changes := catalogue.changes(index.state().last_change, BATCH):
        if len(changes) > FEW and looked != (last := catalogue.last_change()):
            looked = last
            small = hurry(catalogue=catalogue, index=index)
        changes = changes[:STEP] if small else changes
        _put([change.report for change in changes], changes[-1].id, catalogue=catalogue, index=index)
        taken += len(changes)
        progress(taken)
    return taken


def hurry(*, catalogue: Catalogue, index: Index) -> bool:
    """When many reports that are in the index changed: what readers narrow by is right at once, and the newest few whole.

    Thousands of pages take a while to be written anew; meanwhile counts and filters follow a merge or an undo, and a report
    published in between is found. Nothing of it counts as taken. False when there was no need.
    """
    state = index.state()
    if not state.ready:
        return False
    waiting = [change.report for change in catalogue.changes(state.last_change, EVERY)]
    known = index.versions().keys()
    changed = [number for number in waiting if number in known]
    if len(changed) <= FEW:
        return False
    terms = catalogue.terms_of_reports(changed)
    index.refresh(terms, [number for number in changed if number not in terms])
    _put(waiting[-FEW:], state.last_change, catalogue=catalogue, index=index)
    return True


def _put(numbers: Sequence[int], last_change: int, *, catalogue: Catalogue, index: Index) -> None:
    """Entries of those that are public; the others leave the index."""
    gone = set(numbers)
    with index.writing(last_change) as writer:
        for entry in catalogue.entries(sorted(gone)):
            gone.discard(entry.number)
            writer.put(entry)
        for number in gone:
            writer.delete(number)


def behind(*, catalogue: Catalogue, index: Index) -> bool:
    """Whether there is anything to catch up with: one cheap question to each."""
    state = index.state()
    return not state.ready or state.last_change != catalogue.last_change()


def left(most: int, *, catalogue: Catalogue, index: Index) -> int:
    """How many changes the index has still to take, counted up to `most`."""
    state = index.state()
    return len(catalogue.changes(state.last_change, most)) if state.ready else most


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
