"""Homes for tests: real store, real catalogue, real index, real sandbox."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from repository.engines import Engines, open_engines
from repository.settings import Settings, load


@pytest.fixture(scope="session")
def data() -> Path:
    """The sample data beside the checkout, for tests marked `data`."""
    return Path(os.environ.get("REPOSITORY_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty home."""
    return load({"REPOSITORY_HOME": str(tmp_path / "home")})


@pytest.fixture
def engines(settings: Settings) -> Iterator[Engines]:
    """The embedded engines on an empty home."""
    opened = open_engines(settings)
    yield opened
    opened.close()
