"""Serving as an operator starts it: the place is taken before anything is promised, and every answer has our headers."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from repository.cli import main
from repository.drafts import Sender
from repository.engines import Engines, desk_of
from repository.guard import HEADERS
from repository.settings import Settings
from repository.typed import read
from repository.upload import take
from tests.people import person


@contextmanager
def serving(home: Path, *arguments: str) -> Iterator[int]:
    """A server at work on any free port; its port."""
    command = [sys.executable, "-m", "repository", *arguments, "--port", "0"]
    with subprocess.Popen(command, env={**os.environ, "REPOSITORY_HOME": str(home)}, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = next(line for line in process.stdout if "http://" in line)
            yield int(re.findall(r":(\d+)/", told)[0])
        finally:
            process.terminate()
            process.wait(timeout=20)


def asked(port: int, request: bytes) -> bytes:
    """The whole answer to some bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


@pytest.mark.parametrize("workers", ["1", "2"])
def test_any_free_port_is_held_from_the_first_word(home: Path, workers: str) -> None:
    with serving(home, "serve", "--workers", workers) as port:
        with socket.socket() as other, pytest.raises(OSError, match=r".*"):
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", port))
            other.listen()
        for _ in range(4):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/live", timeout=30) as answer:
                assert answer.status == 200


def beside(process: int) -> dict[str, int]:
    """Command → process, of those it started that run."""
    found = {}
    children = [each.read_text(encoding="ascii") for each in Path(f"/proc/{process}/task").glob("*/children")]
    for number in " ".join(children).split():
        with suppress(OSError):
            words = Path(f"/proc/{number}/cmdline").read_text(encoding="utf-8").split("\0")
            if "repository" in words:
                found[words[words.index("repository") + 1]] = int(number)
    return found


def test_a_process_that_dies_is_started_again_and_all_end_together(home: Path) -> None:
    command = [sys.executable, "-m", "repository", "serve", "--port", "0", "--workers", "2"]
    pipe, environment = subprocess.PIPE, {**os.environ, "REPOSITORY_HOME": str(home)}
    process = subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True)
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        port = int(re.findall(r":(\d+)/", process.stdout.readline())[0])
        first = wait_for(lambda: beside(process.pid), "answer", "work")
        os.kill(first["answer"], signal.SIGKILL)
        assert "answer stopped (-9)" in process.stderr.readline()
        second = wait_for(lambda: {name: n for name, n in beside(process.pid).items() if n != first["answer"]}, "answer", "work")
        assert second["work"] == first["work"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/live", timeout=30) as answer:
            assert answer.status == 200
        process.terminate()
        process.communicate(timeout=40)
    except BaseException:
        process.kill()
        raise
    assert not any(Path(f"/proc/{number}/cmdline").exists() for number in second.values())


def wait_for(found: Callable[[], dict[str, int]], *names: str) -> dict[str, int]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        seen = found()
        if set(names) <= set(seen):
            return seen
        time.sleep(0.05)
    raise AssertionError(found())


def test_letters_of_the_background_work_lead_to_where_it_is_served(home: Path, engines: Engines) -> None:
    sender = Sender(engines.catalogue, engines.receipts, engines.accounts, person(engines, "pat@voices.example", "partner", "Voices"))
    said = read((), catalogue=engines.catalogue, sees=sender.sees)
    sender.begin([take([b"Words of a statement"], "words.txt", store=engines.store, limit=100)], (), said)
    with serving(home, "serve") as port:
        until = time.monotonic() + 60
        while time.monotonic() < until and not (
            found := [each.body for each in engines.accounts.letters(secret=False) if "words.txt" in each.body]
        ):
            time.sleep(0.1)
    assert f"http://127.0.0.1:{port}/uploads/1" in found[0]


def test_letters_of_commands_lead_to_the_usual_place(settings: Settings) -> None:
    assert desk_of(settings).base == "http://127.0.0.1:8000"
    assert desk_of(replace(settings, url="https://library.example/")).base == "https://library.example"


def test_what_is_no_request_gets_our_headers_too(home: Path) -> None:
    with serving(home, "serve") as port:
        host = f"Host: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
        for request, status in (
            (b"FOO / HTTP/1.1\r\n" + host, b"400"),
            (b"what is this\r\n\r\n", b"400"),
            (b"PROPFIND / HTTP/1.1\r\n" + host, b"405"),
            (b"GET / HTTP/1.1\r\n" + host, b"200"),
        ):
            head, _, body = asked(port, request).partition(b"\r\n\r\n")
            first, *lines = head.decode().split("\r\n")
            assert first.split()[1].encode() == status, request
            told = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            for name, value in HEADERS.items():
                assert told[name.lower()] == value, (request, name)
            assert "server" not in told
            assert body


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_without_a_word_when_all_of_it_is_told_to(home: Path, number: int) -> None:
    command = [sys.executable, "-m", "repository", "serve", "--port", "0"]
    pipe, environment = subprocess.PIPE, {**os.environ, "REPOSITORY_HOME": str(home)}
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        port = int(re.findall(r":(\d+)/", process.stdout.readline())[0])
        with socket.create_connection(("127.0.0.1", port), timeout=30) as reader:  # keeps the server from ending at once
            reader.sendall(b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert reader.recv(12) == b"HTTP/1.1 200"
            os.killpg(process.pid, number)
            _, said = process.communicate(timeout=30)
    assert said == ""


def test_a_secret_that_is_none_is_told_before_anything_is_promised(tmp_path: Path) -> None:
    (tmp_path / "short.key").write_bytes(b"short")
    home = {**os.environ, "REPOSITORY_HOME": str(tmp_path / "home"), "REPOSITORY_SECRET_FILE": str(tmp_path / "short.key")}
    command = [sys.executable, "-m", "repository", "serve", "--port", "0", "--workers", "2"]
    told = subprocess.run(command, env=home, capture_output=True, text=True, timeout=60, check=False)
    assert (told.returncode, told.stdout) == (1, "")
    assert len(told.stderr.splitlines()) == 1
    assert "short.key" in told.stderr


def test_a_port_in_use_is_told_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("REPOSITORY_HOME", str(tmp_path / "home"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for command in ("serve", "demo"):
            assert main([command, "--port", str(taken.getsockname()[1])]) == 1
            told = capsys.readouterr()
            assert told.out == ""
            assert len(told.err.splitlines()) == 1
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("host", ["300.1.1.1", "192.0.2.1", "no.such.host.invalid", "a" * 70 + ".invalid"])
def test_a_host_that_is_not_ours_is_one_sentence(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REPOSITORY_HOME", str(tmp_path / "home"))
    assert main(["serve", "--host", host]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert host in told.err


def test_a_name_is_served_at_every_address_it_has(home: Path) -> None:
    places = {str(place[4][0]) for place in socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)}
    with serving(home, "serve", "--host", "localhost") as port:
        for place in places:
            with socket.create_connection((place, port), timeout=30) as connection:
                connection.sendall(b"GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                assert connection.recv(12) == b"HTTP/1.1 200"
