"""A term with a rule is given to what comes in and clearly names it: from then on, told, never against a person."""

import pytest

from repository.engines import Engines
from repository.model import Actor, NewPage, Record, Text
from repository.ruling import apply_rules

ME = Actor("test")


def come(engines: Engines, text: str, title: str = "Note") -> int:
    with engines.catalogue.writing(ME) as writing:
        number = writing.add_report(Record(titles=(Text("en", title),)), "submitted")
        writing.set_own_pages(number, [NewPage(1, "1", text, "en")])
    return number


def countries(engines: Engines, number: int) -> list[str]:
    report = engines.catalogue.report(number)
    assert report is not None
    return [tag.term.key for tag in report.of("country")]


@pytest.fixture
def togo(engines: Engines) -> int:
    term = engines.catalogue.find_term("country", "TG")
    assert term is not None
    return term.id


def test_nothing_is_given_without_a_rule_or_to_what_was_here_before(engines: Engines, togo: int) -> None:
    before = come(engines, "Togo and Togo")
    assert apply_rules(catalogue=engines.catalogue) == 0
    with engines.catalogue.writing(ME) as writing:
        assert writing.set_rule(togo, on=True)
        assert not writing.set_rule(togo, on=True)
    assert apply_rules(catalogue=engines.catalogue) == 0
    assert countries(engines, before) == []


def test_what_comes_in_and_clearly_names_it_gets_it_once(engines: Engines, togo: int) -> None:
    with engines.catalogue.writing(ME) as writing:
        writing.set_rule(togo, on=True)
    twice, title, once, refused = (
        come(engines, "Togo, the Togolese"),
        come(engines, "x", "In Togo"),
        come(engines, "Togo"),
        come(engines, "Togo Togo"),
    )
    with engines.catalogue.writing(ME) as writing:
        writing.decline(togo, [refused])
    assert apply_rules(catalogue=engines.catalogue) == 2
    assert [countries(engines, each) for each in (twice, title, once, refused)] == [["TG"], ["TG"], [], []]
    event = engines.catalogue.history(limit=1)[0]
    assert (event.who, event.what) == ("rule", "reports_edited")
    with engines.catalogue.writing(ME) as writing:
        writing.undo(event.id)
    assert apply_rules(catalogue=engines.catalogue) == 0
    assert countries(engines, twice) == []
    with engines.catalogue.writing(ME) as writing:
        writing.set_rule(togo, on=False)
    assert countries(engines, come(engines, "Togo Togo")) == []
    assert apply_rules(catalogue=engines.catalogue) == 0
