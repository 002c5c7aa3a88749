"""Homes for tests: real store, real catalogue, real index, real sandbox."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck
from hypothesis import settings as examples
from starlette.testclient import TestClient

from repository.accounts import passwords
from repository.app import create_app
from repository.engines import Engines, open_engines
from repository.engines.sql import open as opening
from repository.extractors import sandbox
from repository.settings import Settings, load
from tests.collection import Library, fill
from tests.people import Browser

examples.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("busy")  # a machine with much to do is no mistake of the code


@pytest.fixture(scope="session")
def data() -> Path:
    """The sample data beside the checkout, for tests marked `data`."""
    return Path(os.environ.get("REPOSITORY_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


DEAR = passwords.HASHER
STEADY = opening.PRAGMAS
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hashes of the kind the product makes, in a hundredth of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_sandbox() -> Iterator[None]:
    """Every home of a run reads with one parent of readers, as all files of a server do: starting one takes longer than most tests."""
    shared = sandbox.Sandbox()
    end = shared.close
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "Sandbox", lambda **_: shared)
        patch.setattr(shared, "close", lambda: None)
        yield
    end()


@pytest.fixture(scope="session", autouse=True)
def hasty_disk() -> Iterator[None]:
    """Nothing waits until it lies on the disk: what a power cut leaves is asked by the tests of faults, in processes of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "PRAGMAS", tuple(each.replace("synchronous=FULL", "synchronous=OFF") for each in STEADY))
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture
def steady_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The record is opened as the product opens it."""
    monkeypatch.setattr(opening, "PRAGMAS", STEADY)


@pytest.fixture
def dear_passwords(monkeypatch: pytest.MonkeyPatch) -> PasswordHasher:
    """Hashes as the product makes them."""
    monkeypatch.setattr(passwords, "HASHER", DEAR)
    return DEAR


@pytest.fixture(scope="session")
def first_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as the first start leaves it: copied, for making one takes longer than most tests."""
    home = tmp_path_factory.mktemp("first") / "home"
    open_engines(load({"REPOSITORY_HOME": str(home)})).close()
    return home


@pytest.fixture
def home(tmp_path: Path, first_home: Path) -> Path:
    """An empty home."""
    return Path(shutil.copytree(first_home, tmp_path / "home"))


@pytest.fixture
def settings(home: Path) -> Settings:
    """Those of an empty home."""
    return load({"REPOSITORY_HOME": str(home)})


@pytest.fixture
def engines(settings: Settings) -> Iterator[Engines]:
    """The embedded engines on an empty home."""
    opened = open_engines(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A small library of every kind of report; tests only read it."""
    folder = tmp_path_factory.mktemp("library")
    chosen = load({"REPOSITORY_HOME": str(folder / "home"), "REPOSITORY_CONTACT": "desk@library.example"})
    opened = open_engines(chosen)
    yield fill(opened, chosen, folder / "in")
    opened.close()


@pytest.fixture
def site(served: TestClient) -> TestClient:
    """The application over the library, asked without a network by somebody without cookies."""
    served.cookies.clear()
    return served


@pytest.fixture(scope="session")
def served(library: Library) -> Iterator[TestClient]:
    """The application over the library."""
    app = create_app(library.settings, library.engines)
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def browse(settings: Settings, engines: Engines) -> Iterator[Callable[[], Browser]]:
    """Browsers, each with cookies of its own, over an empty home."""
    app = create_app(settings, engines)
    opened: list[TestClient] = []

    def another() -> Browser:
        client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
        client.__enter__()
        opened.append(client)
        return Browser(client)

    yield another
    for client in opened:
        client.__exit__(None, None, None)
