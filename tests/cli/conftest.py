"""Commands run in a home of their own."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from repository.cli import main

Run = Callable[..., tuple[int, list[dict[str, object]]]]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command with --json in a home of its own: exit code and lines."""
    monkeypatch.setenv("REPOSITORY_HOME", str(home))

    def command(*arguments: str) -> tuple[int, list[dict[str, object]]]:
        capsys.readouterr()
        code = main([arguments[0], "--json", *arguments[1:]])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return command
