"""Changes of many reports are made beside: one change, there as a whole or not at all, whatever happens to the worker."""

import subprocess
import sys
from dataclasses import replace

import pytest

from repository import background, curation
from repository.accounts import Account
from repository.editing import Wish
from repository.engines import Engines
from repository.errors import InputError
from repository.indexing import catch_up, check
from repository.model import Facet, Record, Text
from repository.settings import Settings
from tests.people import ME, person

WISH = Wish(append=(("topic", "Domestic work"), ("country", "Togo")))
KILLED = """
import os, signal, sys
from repository import background
from repository.engines import open_engines
from repository.model import Actor
from repository.settings import load
engines = open_engines(load({"REPOSITORY_HOME": sys.argv[1]}))
with engines.catalogue.writing(Actor("x")) as writing:
    done = background.carry_out(engines.catalogue.tasks_waiting()[0], catalogue=engines.catalogue, writing=writing)
    assert done.reports == 250
    writing.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def cora(engines: Engines) -> Account:
    """A curator over 250 reports."""
    with engines.catalogue.writing(ME) as writing:
        for n in range(250):
            writing.add_report(Record(titles=(Text("en", f"Letter {n}"),)), "published")
    catch_up(catalogue=engines.catalogue, index=engines.index)
    return person(engines, "cora@library.example", "curator")


def asked(engines: Engines, cora: Account, wish: Wish = WISH) -> int:
    """A task of all reports."""
    return background.edit_beside(engines.catalogue.numbers(), wish, {"query": "letter"}, cora, catalogue=engines.catalogue)


def work(engines: Engines) -> int:
    return background.work(catalogue=engines.catalogue, accounts=engines.accounts)


def having(engines: Engines) -> list[int]:
    """How many reports have each topic and country that is used."""
    return [count for facet in ("topic", "country") for count in engines.catalogue.term_counts(facet).values() if count]


def problems(engines: Engines) -> list[object]:
    return list(check(store=engines.store, catalogue=engines.catalogue, index=engines.index))


def test_one_change_by_its_person_taken_back_as_a_whole(engines: Engines, cora: Account) -> None:
    task = asked(engines, cora)
    assert having(engines) == []
    assert work(engines) == 1
    made = background.task_of(task, catalogue=engines.catalogue)
    assert (made.state, made.total, made.reports, "numbers" in made.asked) == ("done", 250, 250, False)
    (line,) = engines.catalogue.history(limit=1)
    assert (line.id, line.what, line.who, line.detail["query"]) == (made.change, "reports_edited", cora.email, "letter")
    assert background.findable(made, catalogue=engines.catalogue, index=engines.index) == 0
    catch_up(catalogue=engines.catalogue, index=engines.index)
    assert background.findable(made, catalogue=engines.catalogue, index=engines.index) == 250
    assert having(engines) == [250, 250]
    assert work(engines) == 0
    back = background.undo_beside(made.change, cora, catalogue=engines.catalogue)
    assert (background.task_of(back, catalogue=engines.catalogue).total, work(engines)) == (250, 1)
    assert having(engines) == []


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_makes_it(engines: Engines, cora: Account, settings: Settings) -> None:
    task = asked(engines, cora)
    before = engines.catalogue.history(limit=1)[0].id
    died = subprocess.run([sys.executable, "-c", KILLED, str(settings.home)], capture_output=True, check=False)
    assert died.returncode == -9, died.stderr
    assert (having(engines), engines.catalogue.history(limit=1)[0].id, problems(engines)) == ([], before, [])
    assert background.task_of(task, catalogue=engines.catalogue).state == "waiting"
    assert work(engines) == 1
    catch_up(catalogue=engines.catalogue, index=engines.index)
    assert (having(engines), problems(engines)) == ([250, 250], [])


def test_what_cannot_be_is_told_at_once_or_when_it_is_found(engines: Engines, cora: Account) -> None:
    with pytest.raises(InputError):
        asked(engines, cora, Wish(append=(("country", "Atlantis"),)))
    assert work(engines) == 0
    with engines.catalogue.writing(ME) as writing:
        curation.add_facet(Facet("stage", 20, public=True, labels=(Text("en", "Stage"),), several=False), writing=writing)
    first, second = (asked(engines, cora, Wish(append=(("stage", stage),))) for stage in ("Draft", "Final"))
    assert work(engines) == 2
    ended = [background.task_of(task, catalogue=engines.catalogue) for task in (first, second)]
    assert [task.state for task in ended] == ["done", "failed"]
    assert ended[1].detail["key"] == "facet_one"
    undone = background.undo_beside(ended[0].change, cora, catalogue=engines.catalogue)
    assert background.undo_beside(ended[0].change, cora, catalogue=engines.catalogue) == undone
    assert work(engines) == 1
    again = background.undo_beside(ended[0].change, cora, catalogue=engines.catalogue)
    assert work(engines) == 1
    assert [background.task_of(task, catalogue=engines.catalogue).state for task in (undone, again)] == ["done", "failed"]


def test_who_is_no_longer_staff_changes_nothing(engines: Engines, cora: Account) -> None:
    task = asked(engines, cora)
    with engines.accounts.writing(ME) as writing:
        writing.change_account(replace(cora, role="partner"))
    assert work(engines) == 1
    assert background.task_of(task, catalogue=engines.catalogue).detail["key"] == "not_allowed"
    assert having(engines) == []


def test_what_nobody_foresaw_is_not_tried_for_ever(engines: Engines, cora: Account) -> None:
    with engines.catalogue.writing(ME) as writing:
        task = writing.add_task(background.Task(0, cora.id, "edit", 1, {"numbers": [1]}))
    assert [work(engines) for _ in range(5)] == [1, 1, 1, 1, 0]
    assert background.task_of(task, catalogue=engines.catalogue).detail == {"key": "task_failed"}


def test_one_that_takes_its_worker_along_is_given_up_and_the_next_has_its_turn(
    engines: Engines, cora: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    heavy, light = asked(engines, cora), asked(engines, cora, Wish(append=(("country", "Kenya"),)))

    class DiedError(BaseException):
        pass

    carried = background.carry_out

    def dies(task: background.Task, **how: object) -> object:
        if task.id == heavy:
            raise DiedError
        return carried(task, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(background, "carry_out", dies)
    for _ in range(background.TRIES):
        with pytest.raises(DiedError):
            work(engines)
    assert work(engines) == 2
    ended = [background.task_of(task, catalogue=engines.catalogue) for task in (heavy, light)]
    assert [(task.state, task.detail.get("key")) for task in ended] == [("failed", "task_failed"), ("done", None)]


def test_one_that_was_made_meanwhile_stays_made(engines: Engines, cora: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    task = asked(engines, cora)
    make = background._make

    def made_by_two(*how: object) -> None:
        make(*how)  # type: ignore[arg-type]
        raise InputError("facet_one")

    monkeypatch.setattr(background, "_make", made_by_two)
    work(engines)
    assert (background.task_of(task, catalogue=engines.catalogue).state, having(engines)) == ("done", [250, 250])
