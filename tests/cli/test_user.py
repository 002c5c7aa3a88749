"""People from the command line: links and keys are printed once, passwords never."""

import json
import re
import time
from pathlib import Path

import pytest

from repository.accounts import links, tokens
from repository.cli import main
from repository.engines import Engines, open_engines
from repository.settings import load

KEY = re.compile(r"^[A-Za-z0-9_-]{32,}$", re.MULTILINE)


@pytest.fixture
def home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REPOSITORY_HOME", str(home))
    return home


def opened(home: Path) -> Engines:
    return open_engines(load({"REPOSITORY_HOME": str(home)}))


def test_add_list_disable_reset(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "add", "pat@voices.example", "--role", "partner", "--organisation", "Voices", "--organisation", "Réseau"]) == 0
    (link,) = re.findall(r"^http://127\.0\.0\.1:8000(/account/link/\S+)$", capsys.readouterr().out, re.MULTILINE)
    assert main(["user", "list"]) == 0
    assert "pat@voices.example\tpartner\tinvited\tVoices, Réseau" in capsys.readouterr().out
    engines = opened(home)
    assert links.opened(link.rpartition("/")[2], accounts=engines.accounts, now=time.time())[0].kind == "invitation"
    engines.close()
    assert main(["user", "add", "PAT@voices.example", "--role", "reader"]) == 1
    assert "already" in capsys.readouterr().err
    assert main(["user", "disable", "pat@voices.example"]) == 0
    assert main(["user", "reset", "nobody@voices.example"]) == 1
    assert main(["user", "--json", "list"]) == 0
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert (line["email"], line["state"], line["organisations"]) == ("pat@voices.example", "disabled", ["Voices", "Réseau"])
    assert main(["check"]) == 0


def test_a_key_works_at_once_until_its_owner_is_disabled(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "add", "pat@voices.example", "--role", "partner", "--organisation", "Voices"]) == 0
    capsys.readouterr()
    assert main(["user", "token", "pat@voices.example", "--name", "exporter"]) == 0
    (key,) = KEY.findall(capsys.readouterr().out)
    engines = opened(home)
    owner = tokens.owner_of(key, accounts=engines.accounts, now=time.time())
    assert owner is not None
    assert (owner[0].email, owner[1]) == ("pat@voices.example", "write")
    assert key not in str(engines.catalogue.history(limit=50))
    assert main(["user", "disable", "pat@voices.example"]) == 0
    assert tokens.owner_of(key, accounts=engines.accounts, now=time.time()) is None
    engines.close()
    assert main(["user", "token", "pat@voices.example", "--name", "again"]) == 1


@pytest.mark.parametrize("email", ["nobody", "a@b\r\nBcc: c@d", "", "a b@c", "a@b@c", "<a@b>", "x" * 300 + "@y"])
def test_what_is_no_address_is_refused(home: Path, capsys: pytest.CaptureFixture[str], email: str) -> None:
    assert main(["user", "add", email, "--role", "reader"]) == 1
    assert "is not an e-mail address" in capsys.readouterr().err


def test_a_partner_belongs_somewhere(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "add", "pat@voices.example", "--role", "partner"]) == 1
    assert "organisation" in capsys.readouterr().err
