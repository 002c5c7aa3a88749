"""Staff signed in: an administrator, and a curator over five reports of three spellings of one organisation."""

from collections.abc import Callable

import pytest

from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Actor, NewTag, Record, Text
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
