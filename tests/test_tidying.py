"""Originals that nothing in the record names go once they are old; whatever anything names stays, however old it is."""

import os
import time
from dataclasses import replace

from repository.batches import Batch
from repository.engines import Engines
from repository.model import Actor, NewFile, Record, Text
from repository.receipts import Item, Upload
from repository.tidying import KEPT, tidy, unnamed
from tests.people import person

ME = Actor("test")


def keep(engines: Engines, content: bytes) -> str:
    """An original, two weeks and a minute old."""
    with engines.store.receive() as incoming:
        incoming.write(content)
        digest = incoming.keep()
    old = time.time() - KEPT - 60
    os.utime(engines.store.path(digest), (old, old))
    return digest


def test_only_what_nothing_names_goes(engines: Engines) -> None:
    lost, fresh = keep(engines, b"of a broken connection"), keep(engines, b"of one that broke just now")
    os.utime(engines.store.path(fresh))
    draft, taken_off, aside, zipped, told = (keep(engines, each) for each in (b"draft", b"taken off", b"aside", b"zip", b"told"))

    def file(digest: str) -> NewFile:
        return NewFile("a.txt", "txt", "text/plain", digest, 5)

    who = person(engines, "pat@voices.example", "partner", "Voices").id
    with engines.catalogue.writing(ME) as writing:
        number = writing.add_report(Record(titles=(Text("en", "A draft"),)), "draft")
        writing.add_file(number, file(draft))
        writing.remove_file(writing.add_file(number, file(taken_off)))
        writing.set_aside(number, file(aside))
        batch = writing.add_batch(Batch(0, who, "many.zip", zipped, 3))
        writing.add_upload(Upload(0, who, items=(Item("b.txt", "same_file", told, 4),)))
    named = {draft, taken_off, aside, zipped, told}
    assert unnamed(store=engines.store, catalogue=engines.catalogue) == 2
    assert tidy(store=engines.store, catalogue=engines.catalogue, now=time.time()) == 1
    assert set(engines.store.digests()) == named | {fresh}
    assert not engines.store.has(lost)

    with engines.catalogue.writing(ME) as writing:
        found = engines.batches.batch(batch)
        assert found is not None
        writing.change_batch(replace(found, sha256="", state="done"))
    assert tidy(store=engines.store, catalogue=engines.catalogue, now=time.time() + KEPT + 60) == 2
    assert set(engines.store.digests()) == named - {zipped}
