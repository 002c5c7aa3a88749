"""What `serve` and `demo` say about people: a link for the first administrator, sample log-ins in the demo only; what a restore ends."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import httpx2
import pytest

from repository.accounts import keys, limits, links, sessions, sign_in
from repository.accounts.sign_in import Caller
from repository.cli import demo, main, serve
from repository.cli.talk import Talk
from repository.engines import Engines, open_engines
from repository.errors import InputError
from repository.secret import read_secret
from repository.settings import Settings, load
from repository.words import speak
from tests.people import ME, PASSWORD, person

TALK = Talk(speak("en"), as_json=False)


def free_port() -> int:
    """One nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_serve_prints_a_link_that_opens(tmp_path: Path) -> None:
    port = free_port()
    environment = {**os.environ, "REPOSITORY_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "repository", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        said = [server.stdout.readline(), server.stdout.readline()]
        (link,) = re.findall(rf"http://127\.0\.0\.1:{port}/account/link/[A-Za-z0-9_-]{{43}}", said[1])
        for _ in range(200):
            try:
                with urllib.request.urlopen(link, timeout=5) as answer:
                    assert b'name="password"' in answer.read()
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("it never answered")
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)
    assert (tmp_path / "uploads" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_an_address_somebody_makes_up_is_not_believed(tmp_path: Path) -> None:
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "repository", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env={**os.environ, "REPOSITORY_HOME": str(tmp_path)}, stdout=subprocess.PIPE, text=True)
    try:
        with httpx2.Client(base_url=here) as client:
            for _ in range(200):
                with contextlib.suppress(httpx2.TransportError):
                    page = client.get("/account")
                    break
                time.sleep(0.1)
            token = re.findall(r'name="token" value="(\w+)"', page.text)[0]
            statuses = []
            for number in range(limits.ADDRESS.free + 1):
                headers = {"origin": here, "x-forwarded-for": f"203.0.113.{number}", "forwarded": f"for=203.0.113.{number}"}
                fields = {"token": token, "email": f"p{number}@voices.example", "password": "wrong wrong wrong"}
                statuses.append(client.post("/account", data=fields, headers=headers).status_code)
        assert statuses == [400] * limits.ADDRESS.free + [429]
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)


def test_sample_log_ins_are_good_in_the_demo_only(settings: Settings, engines: Engines, capsys: pytest.CaptureFixture[str]) -> None:
    made = demo.samples(engines.accounts, settings)
    assert made == demo.samples(engines.accounts, settings), "the same at the next start"
    assert [role for role, _, _ in made] == ["partner", "curator", "admin"]

    def come_in(email: str, password: str) -> str:
        return sign_in.with_password(email, password, caller=Caller(email), accounts=engines.accounts, secret=b"x", now=time.time()).stage

    assert {come_in(email, password) for _, email, password in made} == {"full"}
    assert serve.people(engines.accounts, TALK), "somebody real is still needed"
    assert "switched off" in capsys.readouterr().err
    for _, email, password in made:
        with pytest.raises(InputError):
            come_in(email, password)
    assert all(account.state == "disabled" for account in engines.accounts.accounts())


def test_a_sample_log_in_takes_no_account_over(settings: Settings, engines: Engines) -> None:
    person(engines, "admin@sample.example", "admin")
    with pytest.raises(Exception, match="account_there"):
        demo.samples(engines.accounts, settings)


def test_two_homes_share_no_password(settings: Settings, engines: Engines, tmp_path: Path) -> None:
    other = load({"REPOSITORY_HOME": str(tmp_path / "other")})
    opened = open_engines(other)
    mine, theirs = demo.samples(engines.accounts, settings), demo.samples(opened.accounts, other)
    opened.close()
    assert not {password for _, _, password in mine} & {password for _, _, password in theirs}


def test_what_was_open_is_not_restored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPOSITORY_HOME", str(tmp_path / "old"))
    engines = open_engines(load())
    account = person(engines, "pat@voices.example", "reader")
    link = links.reset(account, actor=ME, accounts=engines.accounts, now=time.time())
    with engines.accounts.writing(ME) as writing:
        held = sessions.start(account, "full", agent="", now=time.time(), writing=writing)
    engines.close()
    assert main(["backup", str(tmp_path / "saved.tar")]) == 0
    assert b"secret.key" not in (tmp_path / "saved.tar").read_bytes()
    monkeypatch.setenv("REPOSITORY_HOME", str(tmp_path / "new"))
    assert main(["restore", str(tmp_path / "saved.tar")]) == 0
    engines = open_engines(load())
    assert engines.accounts.session(keys.digest(held)) is None
    assert engines.accounts.link(keys.digest(link)) is None
    opened = sign_in.with_password("pat@voices.example", PASSWORD, caller=Caller("x"), accounts=engines.accounts, secret=b"x", now=time.time())
    assert opened.stage == "full"
    engines.close()


def test_the_secret_is_made_once_and_checked(tmp_path: Path) -> None:
    path = tmp_path / "a" / "secret.key"
    assert read_secret(path) == read_secret(path)
    assert len(read_secret(path)) == 32
    assert [each.name for each in path.parent.iterdir()] == ["secret.key"]
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(InputError, match="secret_file"):
        read_secret(path)
