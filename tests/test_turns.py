"""Turns: one computes at a time, readers first, nobody waits for ever, and what takes long lets others begin."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from repository import turns
from repository.turns import CHANGE, PROGRAM, READ, SEND, WORK, Kind, Turns


class Stage:
    """Steps that begin and end when they are told to."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gates: dict[str, threading.Event] = {}
        self.house = Turns()

    def step(self, name: str) -> str:
        self.begun.append(name)
        assert self.gates[name].wait(20)
        return name

    def ask(self, name: str, kind: Kind) -> "asyncio.Task[str]":
        self.gates[name] = threading.Event()
        return asyncio.get_running_loop().create_task(self.house.run(kind, self.step, name), name=name)

    async def until(self, *begun: str) -> None:
        while self.begun != list(begun):
            assert len(self.begun) <= len(begun), self.begun
            await asyncio.sleep(0.001)

    async def end(self, task: "asyncio.Task[str]") -> None:
        self.gates[task.get_name()].set()
        assert await task == task.get_name()


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Stage], Coroutine[Any, Any, None]]], None]:
    monkeypatch.setattr(turns, "LONGEST", 3600.0)

    def _play(scene: Callable[[Stage], Coroutine[Any, Any, None]]) -> None:
        async def whole() -> None:
            stage = Stage()
            try:
                async with asyncio.timeout(30):
                    await scene(stage)
            finally:
                for gate in stage.gates.values():
                    gate.set()

        asyncio.run(whole())

    return _play


def test_one_at_a_time_and_readers_first(play: Callable[..., None]) -> None:
    async def scene(stage: Stage) -> None:
        first = stage.ask("sent first", SEND)
        await stage.until("sent first")
        tasks = [
            stage.ask(name, kind) for name, kind in (("sent", SEND), ("program", PROGRAM), ("work", WORK), ("read", READ), ("form", CHANGE))
        ]
        await asyncio.sleep(0.02)
        assert stage.begun == ["sent first"]
        order = ["sent first", "read", "work", "form", "sent", "program"]
        await stage.end(first)
        for done, name in enumerate(order[1:], start=2):
            await stage.until(*order[:done])
            await stage.end(next(task for task in tasks if task.get_name() == name))

    play(scene)


def test_who_has_waited_long_goes_before_readers_who_come_later(play: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    hasty = Kind(0.01, 2)
    monkeypatch.setattr(turns, "KINDS", (*turns.KINDS, hasty))

    async def scene(stage: Stage) -> None:
        stage.house = Turns()
        first = stage.ask("first", READ)
        await stage.until("first")
        sent = stage.ask("sent", hasty)
        await asyncio.sleep(0.05)
        read = stage.ask("read", READ)
        await stage.end(first)
        await stage.until("first", "sent")
        await stage.end(sent)
        await stage.end(read)

    play(scene)


def test_what_takes_long_lets_others_begin_but_not_too_many_of_its_kind(play: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0.01)

    async def scene(stage: Stage) -> None:
        tasks = [stage.ask(str(n), SEND) for n in range(SEND.most + 1)]
        await stage.until(*map(str, range(SEND.most)))
        read = stage.ask("read", READ)
        await stage.until(*map(str, range(SEND.most)), "read")
        await stage.end(tasks[0])
        await stage.until(*map(str, range(SEND.most)), "read", str(SEND.most))
        for task in (*tasks[1:], read):
            await stage.end(task)
        assert not any(stage.house._under_way.values())

    play(scene)


def test_who_goes_away_leaves_the_turn_to_the_next(play: Callable[..., None]) -> None:
    async def scene(stage: Stage) -> None:
        first, gone, last = stage.ask("first", READ), stage.ask("gone", READ), stage.ask("last", READ)
        await stage.until("first")
        gone.cancel()
        await stage.end(first)
        await stage.until("first", "last")
        stage.gates["last"].set()
        assert await last == "last"
        again = stage.ask("again", SEND)
        await stage.until("first", "last", "again")
        await stage.end(again)
        assert gone.cancelled()

    play(scene)


def test_who_goes_away_at_the_moment_of_its_turn_leaves_it_to_the_next(play: Callable[..., None]) -> None:
    async def scene(stage: Stage) -> None:
        first, gone, last = stage.ask("first", READ), stage.ask("gone", READ), stage.ask("last", READ)
        await stage.until("first")
        first.add_done_callback(lambda _: gone.cancel())
        await stage.end(first)
        await stage.until(*stage.begun[:1], *(["gone"] if "gone" in stage.begun else []), "last")
        await stage.end(last)

    play(scene)


def test_what_a_step_raises_ends_its_turn(play: Callable[..., None]) -> None:
    async def scene(stage: Stage) -> None:
        def wrong() -> None:
            raise ValueError("wrong")

        with pytest.raises(ValueError, match="wrong"):
            await stage.house.run(READ, wrong)
        assert await stage.house.run(READ, lambda: "right") == "right"

    play(scene)
