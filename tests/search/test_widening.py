"""Words that name a term find its other names, unless the reader or the curator of the term says no, and never in exact mode."""

import pytest

from repository import curation
from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Actor, NewPage, Record, Text
from repository.search import Ask, address, read_address, search

ME = Actor("test")


@pytest.fixture
def term(engines: Engines) -> int:
    """A term with a name in French and in Spanish, and a report for each."""
    with engines.catalogue.writing(ME) as writing:
        made = writing.add_term("topic", (Text("fr", "Naufrage"), Text("es", "Hundimiento")), state="approved").id
        for text, language in (("Un naufrage cette nuit.", "fr"), ("Un hundimiento anoche.", "es")):
            number = writing.add_report(Record(titles=(Text(language, "Nota"),)), "published")
            writing.set_own_pages(number, [NewPage(1, "1", text, language)])
    catch_up(catalogue=engines.catalogue, index=engines.index)
    return made


def found(engines: Engines, **asked: object) -> tuple[int, tuple[str, ...]]:
    results = search(Ask(q="naufrage", **asked), catalogue=engines.catalogue, index=engines.index)  # type: ignore[arg-type]
    return results.total, results.receipt.parts[0].synonyms


def test_the_reader_decides(engines: Engines, term: int) -> None:
    assert found(engines) == (2, ("Hundimiento",))
    assert found(engines, widen=False) == (1, ())
    assert found(engines, exact=True) == (1, ())


def test_the_curator_of_the_term_decides_and_can_take_it_back(engines: Engines, term: int) -> None:
    with engines.catalogue.writing(ME) as writing:
        change = curation.widen(term, on=False, writing=writing).change
    assert found(engines) == (1, ())
    with engines.catalogue.writing(ME) as writing:
        writing.undo(change)
    assert found(engines) == (2, ("Hundimiento",))


def test_the_address_says_so() -> None:
    ask = read_address([("q", "naufrage"), ("widen", "0"), ("change", "page=2")], ())
    assert not ask.widen
    assert ("widen", "0") in address(ask)
    assert read_address([("q", "x"), ("widen", "0"), ("change", "widen=")], ()).widen
    assert read_address([("q", "x"), ("widen", "maybe")], ()).notes
