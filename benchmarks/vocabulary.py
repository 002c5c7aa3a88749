"""Vocabulary work on many reports: a merge of two terms with a quarter of all reports each, its undo, and one change of half of them.

usage: python benchmarks/vocabulary.py [--reports N]
"""

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from material.commands import run

from repository.catalogue import Done, Writing
from repository.editing import Wish, edit
from repository.engines import Engines, open_engines
from repository.indexing import catch_up, hurry
from repository.model import Actor
from repository.search import Ask, search
from repository.settings import load

ME = Actor("benchmark")
NAMES = ("Migrant Forum in Asia", "MFA", "Two Shores", "Rivages")


def manifest(folder: Path, reports: int) -> Path:
    """Statements of four organisations in turn."""
    rows = (
        {"external_id": f"r{n}", "title": f"Statement {n} on recruitment fees", "text": f"Fees of valley {n % 997} are charged to workers. " * 6,
         "language": "en", "organisation": NAMES[n % len(NAMES)], "topic": "Recruitment", "date": str(2000 + n % 20)}
        for n in range(reports)
    )  # fmt: skip
    path = folder / "list.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@contextmanager
def said(name: str):  # type: ignore[no-untyped-def]
    """Prints how long what is inside took."""
    started = time.perf_counter()
    yield
    print(f"  {name:60} {time.perf_counter() - started:6.2f} s")


def made(engines: Engines, change: Callable[[Writing], Done]) -> int:
    """A change that is kept; its line of history."""
    with engines.catalogue.writing(ME) as writing:
        return change(writing).change


def shown(engines: Engines, key: str) -> int:
    """What the search page says a term has."""
    found = search(Ask(include={"topic": ("recruitment",)}), catalogue=engines.catalogue, index=engines.index).facets["organisation"]
    return next((value.count for value in found if value.value == key), 0)


def merges(engines: Engines, reports: int) -> None:
    """Preview, merge, the counts, and all of it back."""
    into, source = (engines.catalogue.find_term("organisation", name) for name in NAMES[:2])
    assert into is not None
    assert source is not None

    def merge(writing: Writing) -> Done:
        from repository.curation import merge as merged

        return merged(source.id, into.id, writing=writing)

    with said("preview of the merge"), engines.catalogue.trying(ME) as writing:
        assert merge(writing).reports == reports // 4
    with said("merge"):
        change = made(engines, merge)
    with said("counts of the search page right after it"):
        if not hurry(catalogue=engines.catalogue, index=engines.index):
            catch_up(catalogue=engines.catalogue, index=engines.index)
        assert shown(engines, into.key) == reports // 2
    with said("all its reports found by their new names"):
        catch_up(catalogue=engines.catalogue, index=engines.index)
    with said("preview of its undo"), engines.catalogue.trying(ME) as writing:
        writing.undo(change)
    with said("undo"):
        made(engines, lambda writing: writing.undo(change))
    with said("counts right after it"):
        if not hurry(catalogue=engines.catalogue, index=engines.index):
            catch_up(catalogue=engines.catalogue, index=engines.index)
        assert (shown(engines, into.key), shown(engines, source.key)) == (reports // 4, reports // 4)


def bulk(engines: Engines, reports: int) -> None:
    """One change of half of the reports, while somebody searches."""
    numbers = engines.catalogue.numbers("published")[: reports // 2]
    waits: list[float] = []
    done = threading.Event()

    def reader() -> None:
        while not done.is_set():
            started = time.perf_counter()
            search(Ask(q="recruitment fees"), catalogue=engines.catalogue, index=engines.index)
            waits.append(time.perf_counter() - started)
            done.wait(0.1)

    thread = threading.Thread(target=reader)
    thread.start()
    wish = Wish(append=(("topic", "Domestic work"), ("country", "Togo")), remove=(("topic", "Recruitment"),))
    with said(f"one change of {len(numbers)} reports"):
        change = made(engines, lambda writing: edit(numbers, wish, {}, catalogue=engines.catalogue, writing=writing))
        catch_up(catalogue=engines.catalogue, index=engines.index)
    with said("taken back"):
        made(engines, lambda writing: writing.undo(change))
        catch_up(catalogue=engines.catalogue, index=engines.index)
    done.set()
    thread.join()
    print(f"  searches meanwhile: {len(waits)}, the longest {1e3 * max(waits):.0f} ms, {sum(each > 1 for each in waits)} above a second")


def main(reports: int) -> None:
    """Everything, in a home of its own."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        code, seconds, _, _ = run("import", str(manifest(Path(folder), reports)), "--publish", home=home)
        print(f"{reports} reports, taken in by import in {seconds:.0f} s ({'all of them' if code == 0 else 'with refusals'})")
        engines = open_engines(load({"REPOSITORY_HOME": str(home)}))
        try:
            catch_up(catalogue=engines.catalogue, index=engines.index)
            merges(engines, reports)
            bulk(engines, reports)
        finally:
            engines.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    main(parser.parse_args().reports)
