"""What every catalogue promises about files, what is read from them, and the work of reading."""

import os
import socket
import subprocess
import sys
import time

import pytest

from repository.catalogue import Catalogue
from repository.engines.sql import SqlCatalogue
from repository.model import NewPage
from tests.contracts.conftest import ME, original, record

DAY = 86_400.0


def submitted(catalogue: Catalogue, *names: str, publish: bool = True) -> tuple[int, list[int]]:
    """A report that waits for its files."""
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record(), "submitted", publish_when_read=publish)
        return number, [writing.add_file(number, original(name, f"{n}" * 64)) for n, name in enumerate(names)]


def read(catalogue: Catalogue, file: int, outcome: str | None = None, pages: int = 1) -> None:
    """What a worker does at the end."""
    found = [NewPage(n, f"p{n}", "text" if n == 1 else "", "en", "ok" if n == 1 else "no_text") for n in range(1, pages + 1)]
    with catalogue.writing(ME) as writing:
        writing.set_extraction(file, found, outcome, {"key": "x"}, "en")  # type: ignore[arg-type]


def state(catalogue: Catalogue, number: int) -> str:
    """Of a report."""
    return catalogue.states([number])[number]


def test_files_have_addresses_of_their_own(catalogue: Catalogue) -> None:
    number, ids = submitted(catalogue, "Rapport Final (2017).pdf", "rapport-final-2017.pdf", "تقرير.pdf", "../../etc/passwd.pdf", "….pdf")
    report = catalogue.report(number)
    assert report is not None
    assert [file.id for file in report.files] == ids
    assert [file.slug for file in report.files] == ["rapport-final-2017", "rapport-final-2017-2", "file", "passwd", "file-2"]
    assert report.files[0].name == "Rapport Final (2017).pdf"
    assert catalogue.digests() == {f"{n}" * 64: 10 for n in range(5)}
    assert [file.id for file in catalogue.files_with("1" * 64)] == [ids[1]]


def test_the_last_file_read_publishes(catalogue: Catalogue) -> None:
    number, (first, second) = submitted(catalogue, "a.pdf", "b.pdf")
    read(catalogue, first, pages=3)
    assert state(catalogue, number) == "submitted"
    assert list(catalogue.entries()) == []
    read(catalogue, second, "no_text", pages=0)
    assert state(catalogue, number) == "published"
    file = catalogue.file(first)
    assert file is not None
    assert (file.state, file.pages, file.pages_with_text, file.language, file.detail) == ("done", 3, 1, "en", {"key": "x"})
    assert [page.label for page in catalogue.pages(number, first)] == ["p1", "p2", "p3"]
    assert catalogue.unfinished() == 0


@pytest.mark.parametrize("outcome", ["encrypted", "damaged"])
def test_a_file_nobody_can_read_holds_the_report(catalogue: Catalogue, outcome: str) -> None:
    number, (first, second) = submitted(catalogue, "a.pdf", "b.pdf")
    read(catalogue, first, outcome)
    read(catalogue, second)
    report = catalogue.report(number)
    assert report is not None
    assert (report.state, report.reason) == ("on_hold", outcome)


def test_without_the_wish_or_after_a_decision_nothing_is_published(catalogue: Catalogue) -> None:
    waiting, (one,) = submitted(catalogue, "a.pdf", publish=False)
    held, (two,) = submitted(catalogue, "b.pdf")
    with catalogue.writing(ME) as writing:
        writing.move(held, "on_hold", reason="ask the author")
    read(catalogue, one)
    read(catalogue, two)
    assert (state(catalogue, waiting), state(catalogue, held)) == ("submitted", "on_hold")


def test_a_removed_file_is_gone_for_readers_and_its_original_stays_named(catalogue: Catalogue) -> None:
    number, (first, second) = submitted(catalogue, "a.pdf", "b.pdf")
    read(catalogue, first)
    page = catalogue.pages(number, first)[0]
    with catalogue.writing(ME) as writing:
        writing.remove_file(second)
    assert state(catalogue, number) == "published"
    with catalogue.writing(ME) as writing:
        writing.remove_file(first)
        again = writing.add_file(number, original("a.pdf", "9" * 64))
    report = catalogue.report(number)
    assert report is not None
    assert [(file.id, file.slug) for file in report.files] == [(again, "a")]
    assert catalogue.file(first) is None
    assert catalogue.pages_by_id([page.id]) == {}
    assert catalogue.files_with("0" * 64) == []
    assert len(catalogue.digests()) == 3
    read(catalogue, first)  # a worker that comes late
    assert catalogue.pages(number, first) == []


def test_work_is_leased_given_back_and_parked_after_three_tries(catalogue: Catalogue) -> None:
    number, (file, _) = submitted(catalogue, "a.pdf", "b.pdf")
    work = catalogue.claim("one", 1)[0]
    assert (work.file, work.tries, work.kind) == (file, 1, "extract")
    assert len(catalogue.claim("two", 5)) == 1
    assert catalogue.claim("three", 5) == []
    for tries in (2, 3):
        catalogue.give_back(work, "sandbox")
        work = catalogue.claim("two", 5)[0]
        assert (work.file, work.tries) == (file, tries)
    catalogue.give_back(work, "sandbox")
    assert catalogue.unfinished() == 1
    parked = catalogue.parked()
    assert [(found.id, found.state, found.detail["error"]) for found in parked] == [(file, "parked", "sandbox")]
    assert catalogue.history(report=number, limit=1)[0].what == "file_parked"
    assert state(catalogue, number) == "submitted"
    read(catalogue, file)  # read after all
    assert catalogue.parked() == []


def test_a_lease_that_ended_is_taken_over_and_the_late_worker_changes_nothing(catalogue: Catalogue) -> None:
    submitted(catalogue, "a.pdf")
    late = catalogue.claim("slow", 1, lease=0.01)[0]
    time.sleep(0.03)
    taken = catalogue.claim("quick", 1)
    assert taken[0].tries == 2
    catalogue.give_back(late, "late")
    assert catalogue.claim("third", 1) == []
    for _ in range(2):
        assert catalogue.claim("again", 1, lease=-1) == []
    assert catalogue.unfinished() == 1


class Clock:
    """Wall time that jumps and steady time that does not."""

    def __init__(self) -> None:
        self.wall, self.steady = 1e9, 50.0

    def pass_(self, seconds: float, jump: float = 0.0) -> None:
        """Time goes by; the wall clock is also set."""
        self.wall += seconds + jump
        self.steady += seconds


@pytest.mark.parametrize("jump", [DAY, -DAY])
def test_a_clock_that_jumps_neither_parks_nor_loses_work(catalogue: SqlCatalogue, jump: float) -> None:
    clock = Clock()
    catalogue = SqlCatalogue(f"sqlite:///{catalogue.database.path}", clock=lambda: clock.wall, steady=lambda: clock.steady)
    submitted(catalogue, "a.pdf", "b.pdf")
    assert len(catalogue.claim("one", 1)) == 1
    clock.pass_(1, jump)
    assert [work.tries for work in catalogue.claim("two", 5)] == [1]  # the other file, and not the one being read
    clock.pass_(140)
    assert catalogue.claim("two", 5) == []
    clock.pass_(20)
    assert [work.tries for work in catalogue.claim("two", 5)] == [2, 2]
    for _ in range(4):
        clock.pass_(1, jump)
        assert catalogue.claim("three", 5) == []
    assert (catalogue.parked(), catalogue.unfinished()) == ([], 2)
    catalogue.close()


def test_after_a_start_with_the_clock_set_back_a_lease_from_the_future_is_none(catalogue: SqlCatalogue) -> None:
    submitted(catalogue, "a.pdf")
    assert len(catalogue.claim("other-host:1", 1)) == 1
    clock = Clock()
    clock.wall = time.time() - DAY
    late = SqlCatalogue(f"sqlite:///{catalogue.database.path}", clock=lambda: clock.wall, steady=lambda: clock.steady)
    assert len(late.claim("two", 1)) == 1
    late.close()


def test_work_of_a_dead_process_is_free_at_once_and_its_death_is_not_the_files_fault(catalogue: Catalogue) -> None:
    submitted(catalogue, "a.pdf")
    for _ in range(5):
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        assert [work.tries for work in catalogue.claim(f"{socket.gethostname()}:{gone.pid}", 1)] == [1]
    assert [work.tries for work in catalogue.claim(f"{socket.gethostname()}:{os.getpid()}", 1)] == [1]
    assert catalogue.claim("two", 1) == []


def test_a_file_that_kills_its_worker_every_time_is_parked_in_the_end(catalogue: Catalogue) -> None:
    submitted(catalogue, "a.pdf")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    claims = 0
    while catalogue.claim(f"{socket.gethostname()}:{gone.pid}", 1):
        claims += 1
        assert claims < 20
    assert [file.name for file in catalogue.parked()] == ["a.pdf"]
