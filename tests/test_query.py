"""What was typed is always understood somehow."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repository.query import All, AnyOf, Everything, Named, Node, Not, Phrase, Word, Years, parse, written


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


PIECES = st.lists(
    st.sampled_from(
        ["a", "migr*", "x~", "x~9", "ab*", "*", "~", "OR", "AND", "|", "-", "--", "–", "(", ")", '"', "«", "»", "“", "'", "l’homme", "C-189",
         "title:", "title:b", "year:2015..2018", "year:2018-2015", "year:", "organisation:", "country:TG", "state:draft", '"a b"', '"a b"~5',
         '"OR"', "-OR", "３", "（", "）", "：", "العمال", "و", "٢٠١٥", "中文", "é", "\u202e", "\x00", "\ud800", ":", "~5", "Côte d'Ivoire", "ﬁ"]
    )
    | st.text(max_size=4),
    max_size=40,
)  # fmt: skip
TYPED = st.builds(lambda gap, pieces: gap.join(pieces), st.sampled_from(["", " ", " ", "\u00a0"]), PIECES)


def meaning(node: Node) -> object:
    """A tree without how it was typed and numbered."""
    if isinstance(node, (All, AnyOf)):
        return type(node).__name__, tuple(meaning(part) for part in node.parts)
    if isinstance(node, Not):
        return "Not", meaning(node.part)
    if isinstance(node, Everything):
        return "Everything"
    return replace(node, part=0, **({} if isinstance(node, Named) else {"typed": ""}))


@settings(max_examples=600, deadline=None)
@given(TYPED, st.booleans())
def test_nothing_typed_is_an_error_and_the_receipt_reads_again_to_the_same(typed: str, exact: bool) -> None:  # noqa: FBT001
    parsed = parse(typed, exact=exact)
    assert parsed.words <= 256
    again = parse(written(parsed), exact=exact)
    assert meaning(again.tree) == meaning(parsed.tree)
    assert not {note.key for note in again.notes} & {"unseen", "cut_long", "cut_deep"}
    assert written(again) == written(parsed)


@settings(max_examples=200, deadline=None)
@given(TYPED)
def test_every_part_stands_where_it_was_typed(typed: str) -> None:
    parsed = parse(typed)
    for number, part in enumerate(parsed.parts):
        assert part.part == number
        assert 0 <= part.start < part.end <= len(parsed.text)


@pytest.mark.parametrize(("typed", "note"), [
    ("word~9", "one_typo"), ("a*", "short_prefix"), ("mi*gr", "stray"), ("*", "stray"), ("?*?*", "stray"), ("\u202eabc", "unseen"),
    ("a\x00b", "unseen"),
    ("\ud800a", "unseen"), ('""', "stray"), ("a OR", "stray"), ("x --", "stray"), ('"' + "a " * 300 + '"', "cut_words"),
])  # fmt: skip
def test_what_is_left_out_is_told(typed: str, note: str) -> None:
    assert note in {each.key for each in parse(typed).notes}


@pytest.mark.parametrize(
    "typed", ["a b", '"a b"~3', "l'homme", "« x »", "a-b", "-b", "year:2015...2018", "U.N.", "العمال، المهاجرين", "a, b. c?", "(a)"]
)
def test_what_is_read_whole_says_nothing(typed: str) -> None:
    assert not parse(typed).notes


@pytest.mark.parametrize(
    "typed",
    ["year:2015..2018", "year:2018..2015", "year:2015-2018", "year:2015–2018", "year:2015…2018", "YEAR:2015..2018", "year：2015..2018",
     "year:٢٠١٥..٢٠١٨"],
)  # fmt: skip
def test_years_in_every_way_people_write_them(typed: str) -> None:
    tree = parse(typed).tree
    assert isinstance(tree, Years)
    assert (tree.first, tree.last) == (2015, 2018)


def test_what_stands_in_a_bracket_left_out_is_left_out() -> None:
    parsed = parse("a -(b c)")
    assert [part.excluded for part in parsed.parts] == [False, True, True]
    assert written(parsed) == "a -(b c)"
