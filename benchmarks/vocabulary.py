"""Vocabulary work on many reports: a merge of two terms with a quarter of all reports each, its undo, and one change of half of them.

usage: python benchmarks/vocabulary.py [--reports N]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from material.commands import environment, run

from repository.accounts import Account
from repository.background import edit_beside, findable, task_of, undo_beside
from repository.catalogue import Done, Writing
from repository.editing import Wish
from repository.engines import Engines, open_engines
from repository.indexing import catch_up, hurry
from repository.model import Actor, Record, Text
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


@dataclass
class Beside:
    """Somebody who searches, and somebody who adds a report twice a second, until told to stop; how long each had to wait."""

    engines: Engines
    searches: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def search(self) -> None:
        """A search after the other."""
        while not self.done.wait(0.1):
            started = time.perf_counter()
            search(Ask(q="recruitment fees"), catalogue=self.engines.catalogue, index=self.engines.index)
            self.searches.append(time.perf_counter() - started)

    def write(self) -> None:
        """A report after the other."""
        while not self.done.wait(0.5):
            started = time.perf_counter()
            with self.engines.catalogue.writing(ME) as writing:
                writing.add_report(Record(titles=(Text("en", "In between"),)), "published")
            self.writes.append(time.perf_counter() - started)

    def told(self) -> str:
        """Median, 95th percentile and the longest, in milliseconds."""
        said = []
        for name, waits in (("searches", self.searches), ("reports added", self.writes)):
            ordered = sorted(1e3 * wait for wait in waits)
            p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
            said.append(f"{len(ordered)} {name}: median {ordered[len(ordered) // 2]:.0f} ms, p95 {p95:.0f} ms, longest {ordered[-1]:.0f} ms")
        return "; ".join(said)


def bulk(engines: Engines, reports: int, home: Path) -> None:
    """One change of half of the reports made beside, as by `serve`, while people search and add reports; and taken back."""
    numbers = engines.catalogue.numbers("published")[: reports // 2]
    with engines.accounts.writing(ME) as writing:
        id_ = writing.add_account(Account(0, "curator@library.example", "", "curator", "active"))
    curator = engines.accounts.account(id_)
    assert curator is not None
    wish = Wish(append=(("topic", "Domestic work"), ("country", "Togo")), remove=(("topic", "Recruitment"),))
    worker = subprocess.Popen([sys.executable, "-m", "repository", "work"], stdin=subprocess.PIPE, env=environment(home))
    beside = Beside(engines)
    threads = [threading.Thread(target=each) for each in (beside.search, beside.write)]
    for thread in threads:
        thread.start()
    try:
        name, catalogue = f"one change of {len(numbers)} reports", engines.catalogue
        change = waited(name, engines, lambda: edit_beside(numbers, wish, {}, curator, catalogue=catalogue), len(numbers))
        waited("taken back", engines, lambda: undo_beside(change, curator, catalogue=catalogue), 0)
    finally:
        beside.done.set()
        for thread in threads:
            thread.join()
        worker.communicate()
    print(f"  meanwhile {beside.told()}")


def waited(name: str, engines: Engines, ask: Callable[[], int], having: int) -> int:
    """Asks for a change and waits until it is in the record, until `having` reports are found by the filter, and until the words of
    all of them are taken up; its line of history."""
    started = time.perf_counter()
    number = ask()
    while (task := task_of(number, catalogue=engines.catalogue)).state == "waiting":
        time.sleep(0.1)
    assert task.state == "done", task.detail
    print(f"  {name + ': in the record':60} {time.perf_counter() - started:6.2f} s")
    narrowed = Ask(include={"topic": ("domestic-work",)})
    while search(narrowed, catalogue=engines.catalogue, index=engines.index).total != having:
        time.sleep(0.1)
    print(f"  {name + ': filters and counts':60} {time.perf_counter() - started:6.2f} s")
    while findable(task, catalogue=engines.catalogue, index=engines.index) < task.reports:
        time.sleep(0.1)
    print(f"  {name + ': in the words of every report':60} {time.perf_counter() - started:6.2f} s")
    return task.change


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
            bulk(engines, reports, home)
        finally:
            engines.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    main(parser.parse_args().reports)
