"""Given store and record, originals that nothing in the record names: how many there are, and cleared away once they are old.

They stay behind when a connection breaks, when somebody whose session ended never signs in again, or when an intake is killed.
"""

from repository.catalogue import Catalogue
from repository.model import Actor
from repository.store import Store

KEPT = 14 * 86_400.0  # seconds; a form that waits for somebody to sign in may still hold one
STEP = 50  # looked at in one transaction, so that others may write
WORKER = Actor("worker")


def unnamed(*, store: Store, catalogue: Catalogue) -> int:
    """How many there are at this moment, those included whose record is just being written."""
    named = catalogue.digests()
    return sum(sha256 not in named and not catalogue.names_original(sha256) for sha256 in store.digests())


def tidy(*, store: Store, catalogue: Catalogue, now: float) -> int:
    """Clears those away that were not kept (again) for two weeks; how many. What the record names is never touched."""
    before, named, cleared = now - KEPT, catalogue.digests(), 0
    old = [sha256 for sha256 in store.aged(before) if sha256 not in named]
    for part in (old[start : start + STEP] for start in range(0, len(old), STEP)):
        with catalogue.writing(WORKER):  # nobody else writes a record meanwhile that names one
            cleared += sum(store.clear(sha256, before) for sha256 in part if not catalogue.names_original(sha256))
    return cleared
