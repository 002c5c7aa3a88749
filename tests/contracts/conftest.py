"""The engines every contract is held to, each on an empty home."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from repository.catalogue import Catalogue
from repository.engines.sql import SqlCatalogue
from repository.model import Actor, NewFile, Record, Text

ME = Actor("test")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A catalogue just made; copying it is quicker than making one for every test."""
    path = tmp_path_factory.mktemp("prepared") / "catalogue.sqlite3"
    opened = SqlCatalogue(f"sqlite:///{path}")
    opened.prepare()
    opened.close()
    return path.read_bytes()


@pytest.fixture(params=["sqlite"])
def catalogue(request: pytest.FixtureRequest, prepared: bytes, tmp_path: Path) -> Iterator[Catalogue]:
    """Each engine in turn, empty; whatever a test does, nothing impossible may be left behind."""
    path = tmp_path / "uploads" / "catalogue.sqlite3"
    path.parent.mkdir()
    path.write_bytes(prepared)
    opened = SqlCatalogue(f"sqlite:///{path}")
    opened.prepare()
    yield opened
    assert list(opened.check()) == []
    opened.close()


def record(title: str = "A title", **more: object) -> Record:
    """A small record."""
    return Record(titles=(Text("en", title),), **more)  # type: ignore[arg-type]


def original(name: str = "a.pdf", sha256: str = "a" * 64) -> NewFile:
    """A kept original."""
    return NewFile(name, "pdf", "application/pdf", sha256, 10)
