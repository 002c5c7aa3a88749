"""Errors are pages that say what to do, in the reader's language."""

import pytest
from starlette.testclient import TestClient

from repository import errors
from repository.failure import STATUS, TOLD, status_of
from repository.words import speak


def test_every_error_of_the_core_has_a_status() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.RepositoryError)]
    for kind in kinds:
        if kind is not errors.RepositoryError:
            assert status_of(kind("key")) in STATUS.values(), kind


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar"])
def test_every_status_has_its_sentences(language: str) -> None:
    for status in TOLD:
        assert speak(language)(f"failure.{status}.title")
        assert speak(language)(f"failure.{status}.advice")


def test_not_found_says_what_to_do(site: TestClient) -> None:
    answer = site.get("/reports/999/", headers={"accept-language": "es"})
    assert answer.status_code == 404
    assert "Busque palabras" in answer.text
    assert "999" in answer.text
    assert 'action="/search"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_unavailable_asks_to_come_back(site: TestClient) -> None:
    from repository.failure import headers_of

    assert headers_of(errors.CatalogueUnavailable("busy")) == {"Retry-After": "30"}
