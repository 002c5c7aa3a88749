"""The index follows the record: what readers narrow by at once, the words when they are written anew."""

import pytest

from repository import indexing
from repository.engines import Engines
from repository.indexing import catch_up, check, hurry
from repository.model import Actor, NewTag, Record, Text
from repository.search import Ask, search

ME = Actor("test")


def found(engines: Engines, q: str = "", **narrow: str) -> list[int]:
    """Numbers of what a reader finds."""
    ask = Ask(q=q, include={facet: (value,) for facet, value in narrow.items()}, per_page=100)
    return sorted(hit.report.number for hit in search(ask, catalogue=engines.catalogue, index=engines.index).hits)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three changes are many."""
    monkeypatch.setattr(indexing, "FEW", 2)
    monkeypatch.setattr(indexing, "STEP", 3)


def test_a_merge_of_many_reports_is_counted_before_their_words_are_written(engines: Engines, few: None) -> None:
    catalogue, index = engines.catalogue, engines.index
    with catalogue.writing(ME) as writing:
        old, new = (writing.add_term("topic", (Text("en", name),), state="approved").id for name in ("Olden", "Newer"))
        numbers = [writing.add_report(Record(titles=(Text("en", f"Report {n}"),), tags=(NewTag((old, new)[n % 2]),)), "published")
                   for n in range(10)]  # fmt: skip
    assert hurry(catalogue=catalogue, index=index) is False  # nothing of it is in the index yet
    catch_up(catalogue=catalogue, index=index)
    with catalogue.writing(ME) as writing:
        writing.merge_terms(old, new)
        writing.move(numbers[0], "withdrawn", reason="wrong")
        late = writing.add_report(Record(titles=(Text("en", "Late"),), tags=(NewTag(new),)), "published")
    before = index.state().last_change
    assert hurry(catalogue=catalogue, index=index) is True
    assert index.state().last_change == before
    assert found(engines, topic="newer") == found(engines, topic="olden") == [*numbers[1:], late]
    assert found(engines, "olden") == [*numbers[1:], late]  # the old name is a synonym of the new one at once
    assert {each.what for each in check(store=engines.store, catalogue=catalogue, index=index)} == {"index_outdated"}
    with catalogue.writing(ME) as writing:
        writing.undo(catalogue.history(term=new, limit=1)[0].id)
    hurry(catalogue=catalogue, index=index)
    assert found(engines, topic="olden") == numbers[2::2]
    assert catch_up(catalogue=catalogue, index=index) == 11
    assert found(engines, topic="newer") == [*numbers[1::2], late]
    assert list(check(store=engines.store, catalogue=catalogue, index=index)) == []
