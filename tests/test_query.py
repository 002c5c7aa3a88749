"""What was typed is always understood somehow."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repository.query import All, AnyOf, Everything, Named, Not, Phrase, Word, Years, parse


def test_words_mean_all() -> None:
    tree = parse("migrant workers").tree
    assert isinstance(tree, All)
    assert [part.form for part in tree.parts if isinstance(part, Word)] == ["migrant", "workers"]


@pytest.mark.parametrize(
    "quoted", ['"droits humains"', "«droits humains»", "“droits humains”", "« droits humains »", "„droits humains“", "＂droits humains＂"]
)
def test_quotes_of_all_kinds_are_phrases(quoted: str) -> None:
    tree = parse(quoted).tree
    assert isinstance(tree, Phrase)
    assert tree.forms == ("droits", "humains")
    assert tree.how == "exact"


def test_operators() -> None:
    assert isinstance(parse("a OR b").tree, AnyOf)
    excluded = parse("–word").tree
    assert isinstance(excluded, Not)
    near = parse('"a b"~5').tree
    assert isinstance(near, Phrase)
    assert near.distance == 5
    years = parse("year:2015..2018").tree
    assert isinstance(years, Years)
    assert (years.first, years.last) == (2015, 2018)
    named = parse('organisation:"Visions Solidaires"').tree
    assert isinstance(named, Named)
    prefix, fuzzy = parse("migr*").tree, parse("wrok~").tree
    assert isinstance(prefix, Word)
    assert isinstance(fuzzy, Word)
    assert (prefix.how, fuzzy.how) == ("prefix", "fuzzy")


def test_elisions_ask_for_the_word() -> None:
    tree = parse("l’exploitation").tree
    assert isinstance(tree, Word)
    assert tree.form == "exploitation"


@pytest.mark.parametrize("typed", ["state:draft", "title:", "year:soon", "fulltext:x"])
def test_what_is_no_field_is_text(typed: str) -> None:
    assert not isinstance(parse(typed).tree, (Years, Named))


@pytest.mark.parametrize("typed", ['"', "(((", ")", "- -", "OR", "AND OR", '""', "()", "«"])
def test_stray_signs_are_dropped(typed: str) -> None:
    assert isinstance(parse(typed).tree, Everything)


def test_long_and_deep_queries_are_cut_and_say_so() -> None:
    started = time.monotonic()
    for typed, key in (("word " * 10_000, "cut_long"), ("(" * 1000 + "a", "cut_deep"), ("a b " * 900, "cut_words")):
        assert key in {note.key for note in parse(typed).notes}
    parse('"' * 5000)
    assert time.monotonic() - started < 2


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list('ab "«»()-*~:|ORéة٣＂\u202e\x00\ud800')), max_size=80) | st.text(max_size=200))
def test_nothing_typed_is_an_error(typed: str) -> None:
    parsed = parse(typed)
    assert parsed.words <= 256
