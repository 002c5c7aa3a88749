"""A partner with a published report of one file that they sent in themselves."""

from collections.abc import Callable

from repository.engines import Engines
from repository.model import Actor, Report
from tests import samples
from tests.pages.test_upload import PAGES, read, send, sender
from tests.people import Browser

CURATOR = Actor("curator@library.example")
Browse = Callable[[], Browser]


def published(browse: Browse, engines: Engines, **fields: object) -> tuple[Browser, int]:
    """Their browser, and the number."""
    browser = send(sender(browse, engines), [("fees.pdf", samples.pdf(*PAGES))], title="On fees", licence="CC BY 4.0", **fields)
    read(engines)
    number = len(engines.catalogue.numbers())
    with engines.catalogue.writing(CURATOR) as writing:
        writing.move(number, "published")
    return browser, number


def trust(engines: Engines, level: str, organisation: str = "Voices") -> None:
    """How far they are trusted."""
    term = engines.catalogue.find_term("organisation", organisation)
    assert term is not None
    with engines.catalogue.writing(CURATOR) as writing:
        writing.set_trust(term.id, level)  # type: ignore[arg-type]


def report_of(engines: Engines, number: int) -> Report:
    """It is there."""
    found = engines.catalogue.report(number)
    assert found is not None
    return found
