"""Staff signed in: an administrator, and a curator over five reports of three spellings of one organisation."""

from collections.abc import Callable

import pytest

from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Actor, NewFile, NewPage, NewTag, Record, Text
from tests.people import Browser, person

ME = Actor("test")


@pytest.fixture
def curator(browse: Callable[[], Browser], engines: Engines) -> Browser:
    """Signed in, over five reports of three spellings of one organisation."""
    person(engines, "curator@library.example", "curator")
    browser = browse().sign_in("curator@library.example")
    browser.enrol()
    catalogue = engines.catalogue
    with catalogue.writing(ME) as writing:
        names = ("Migrant Forum in Asia", "MFA", "Migrant Forums in Asia")
        ids = [writing.add_term("organisation", (Text("en", name),)).id for name in names]
        for n in range(5):
            tags = (NewTag(ids[n % 3], "author"),)
            writing.add_report(Record(titles=(Text("en", f"Report about fees {n}"),), tags=tags), "published")
    catch_up(catalogue=catalogue, index=engines.index)
    return browser


@pytest.fixture
def admin(browse: Callable[[], Browser], engines: Engines) -> Browser:
    """An administrator's browser."""
    person(engines, "ada@library.example", "admin")
    browser = browse().sign_in("ada@library.example")
    browser.enrol()
    return browser


@pytest.fixture
def unwell(engines: Engines) -> dict[str, int]:
    """Published reports with a file each: nothing readable, one page of two, garbled, another language, and one that is well."""
    english = engines.catalogue.find_term("language", "en")
    assert english is not None
    ids: dict[str, int] = {}
    pages = {
        "scan": ["no_text", "no_text"], "half": ["ok", "no_text"], "noise": ["garbled", "ok"], "french": ["ok"], "fine": ["ok"],
    }  # fmt: skip
    with engines.catalogue.writing(ME) as writing:
        for name, healths in pages.items():
            tags = (NewTag(english.id),)
            number = writing.add_report(Record(titles=(Text("en", f"Report {name}"),), tags=tags), "published")
            file = writing.add_file(number, NewFile(f"{name}.txt", "txt", "text/plain", "0" * 64, 10))
            kept = [NewPage(n, str(n), "some words" if health == "ok" else "", "en", health) for n, health in enumerate(healths, 1)]  # type: ignore[arg-type]
            outcome = "no_text" if name == "scan" else "partly_no_text" if name == "half" else None
            writing.set_extraction(file, kept, outcome, {}, "fr" if name == "french" else "en")
            ids[name] = file
    return ids
