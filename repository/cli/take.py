"""Given things to take in, reads and indexes them and tells each receipt once it is true: shared by add, import, demo."""

import os
from collections.abc import Iterable

from repository.cli.talk import Talk
from repository.engines import Engines
from repository.errors import Unavailable
from repository.indexing import catch_up
from repository.ingest import read_all, wait_until_read
from repository.intake import Intake, Taken
from repository.worker import name as worker_name

AHEAD = 64  # taken in before reading starts, so that both cores have work


def take_all(
    taken: Iterable[Taken], *, intake: Intake, engines: Engines, talk: Talk, total: int | None = None, wait: bool = True
) -> tuple[int, int]:
    """(taken or already there, refused). Returns when everything is findable, unless `wait` is off."""
    accepted = refused = 0
    held: list[Taken] = []
    trouble: list[Unavailable] = []
    with talk.progress("cli.progress_files", total) as reached:

        def finish() -> None:
            nonlocal accepted, refused
            files = [file for one in held for file in one.files]
            if files and wait and not trouble:
                try:
                    read_all(store=engines.store, catalogue=engines.catalogue, extract=engines.extract,
                             worker=worker_name(), threads=os.cpu_count() or 1)  # fmt: skip
                    wait_until_read(files, catalogue=engines.catalogue)
                except Unavailable as error:  # what is kept is kept: every receipt is still told
                    trouble.append(error)
            for one in held:
                receipt = intake.completed(one) if wait else one.receipt
                talk.receipt(receipt)
                accepted += receipt.outcome != "refused"
                refused += receipt.outcome == "refused"
                reached(accepted + refused)
            held.clear()

        for one in taken:
            held.append(one)
            if sum(bool(each.files) for each in held) >= AHEAD or len(held) >= AHEAD * 16:
                finish()
        finish()
    if wait and not trouble:
        with talk.progress("cli.progress_index") as reached:
            catch_up(catalogue=engines.catalogue, index=engines.index, progress=reached)
    if trouble:
        raise trouble[0]
    return accepted, refused
