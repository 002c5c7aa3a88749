"""Processes beside `serve`: what died is not started again once all of them are told to end."""

import subprocess
import threading
import time

import pytest

from repository.cli import beside


def test_none_is_started_again_while_all_end(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def counted(*command: object, **how: object) -> "subprocess.Popen[bytes]":
        started.append(popen(*command, **how))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(beside.subprocess, "Popen", counted)
    monkeypatch.setattr(beside, "PAUSE", 60.0)
    said, until = "", time.monotonic() + 60
    with beside.beside((["--version"], [])):
        watching = next(each for each in threading.enumerate() if each.name == "beside --version")
        while "started again" not in said and time.monotonic() < until:
            said += capsys.readouterr().err
            time.sleep(0.01)
        assert "started again" in said
    watching.join(30)
    assert not watching.is_alive()
    assert len(started) == 1


def test_one_that_cannot_be_started_is_tried_again(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    tries: list[object] = []
    popen, enough = subprocess.Popen, threading.Event()

    def scarce(*command: object, **how: object) -> "subprocess.Popen[bytes]":
        tries.append(command)
        if len(tries) == 2:
            raise OSError("no more processes")
        if len(tries) == 3:
            enough.set()
        return popen(*command, **how)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(beside.subprocess, "Popen", scarce)
    monkeypatch.setattr(beside, "PAUSE", 0.01)
    with beside.beside((["--version"], [])):
        assert enough.wait(60)
    assert "cannot be started: no more processes" in capsys.readouterr().err
