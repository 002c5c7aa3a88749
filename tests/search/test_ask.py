"""An address gives a question, whatever it says, with notes on what was left out; a question gives its address back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.search import Ask, address, changed, read_address
from repository.search_links import Links

FACETS = ("country", "topic", "organisation")


def notes(*pairs: tuple[str, str]) -> set[tuple[str, object]]:
    """Keys of the notes, each with the parameter it is about."""
    return {(note.key, note.data.get("name")) for note in read_address(pairs, FACETS).notes}


@pytest.mark.parametrize(
    "pair",
    [("sort", "x"), ("match", "y"), ("exact", "z"), ("year", "soon"), ("year", ".."), ("page", "-1"), ("page", "0"), ("page", "١"),
     ("per_page", "many"), ("from", "20x5"), ("country", "x" * 201), ("-topic", "a\x00b")],
)  # fmt: skip
def test_a_value_that_means_nothing_is_left_out_and_told(pair: tuple[str, str]) -> None:
    assert notes(pair) == {("left_out", pair[0])}
    ask = read_address([pair], FACETS)
    assert address(ask) == []


def test_what_makes_sense_is_not_told() -> None:
    pairs = [("q", "a b"), ("match", "any"), ("exact", "0"), ("sort", "title"), ("year", "2015-2018"), ("page", "2"), ("lang", "fr"),
             ("country", "TG"), ("country", "GH"), ("-topic", "x"), ("from", ""), ("to", "")]  # fmt: skip
    assert notes(*pairs) == set()


def test_unknown_and_repeated_parameters_and_too_many_values_are_told() -> None:
    (note,) = read_address([("state", "draft"), ("-external_id", "1")], FACETS).notes
    assert (note.key, note.data) == ("unknown_parameter", {"values": ("state", "-external_id"), "n": 2})
    assert notes(("q", "a"), ("q", "b")) == {("repeated", "q")}
    many = [("country", f"C{n}") for n in range(500)]
    assert notes(*many) == {("cut_values", "country")}
    assert len(read_address(many, FACETS).include["country"]) == 50
    assert notes(("q", "a\u202eb\ud800")) == {("unseen", None)}
    assert read_address([("q", "a\u202eb\ud800")], FACETS).q == "ab"


@pytest.mark.parametrize(
    ("typed", "years"),
    [("2015..2018", (2015, 2018)), ("2018..2015", (2015, 2018)), ("2015-2018", (2015, 2018)), ("2017", (2017, 2017)), ("..2018", (None, 2018)),
     ("2015..", (2015, None))],
)  # fmt: skip
def test_years(typed: str, years: tuple[int | None, int | None]) -> None:
    assert read_address([("year", typed)], FACETS).years == years


asks = st.builds(
    Ask,
    q=st.sampled_from(["", "a", "a b -c", '"a b" c', "x" * 1200]),
    match=st.sampled_from(["auto", "all", "most", "any"]),
    exact=st.booleans(),
    sort=st.sampled_from([None, "relevance", "newest", "oldest", "title"]),
    page=st.integers(1, 100),
    include=st.dictionaries(st.sampled_from(FACETS), st.lists(st.sampled_from("abcd"), min_size=1, unique=True).map(tuple)),
    exclude=st.dictionaries(st.sampled_from(FACETS), st.lists(st.sampled_from("efg"), min_size=1, unique=True).map(tuple)),
    years=st.sampled_from([None, (2015, 2018), (2017, 2017), (None, 2018), (2015, None)]),
)
CHANGES = ["sort=newest", "match=any", "exact=1", "exact=", "year=2017..2017", "year=", "page=3", "chosen=", "country=a", "-country=a",
           "country=e", "topic=x", "without=0", "without=9", "nothing=1", "sort=wrong", "", "=", "without=x"]  # fmt: skip


@given(asks)
def test_an_address_reads_back(ask: Ask) -> None:
    assert read_address(address(ask), FACETS) == ask


@given(asks, st.sampled_from(CHANGES))
def test_a_button_asks_the_same_as_its_link(ask: Ask, change: str) -> None:
    """A long question's page sends its own parameters and the change; a short one's link has the change made."""
    sent = read_address([*address(ask, page=1), ("change", change)], FACETS)
    linked = changed(ask, change, FACETS)
    assert sent.include == linked.include
    assert sent.exclude == linked.exclude
    assert (sent.q, sent.match, sent.exact, sent.sort, sent.years) == (linked.q, linked.match, linked.exact, linked.sort, linked.years)


@given(
    asks,
    st.sampled_from([sign + facet for sign in ("", "-") for facet in FACETS]),
    st.lists(st.sampled_from(["a", "e", "é & ü", "x" * 99]), min_size=2),
)
def test_the_quick_way_to_a_value_is_the_careful_one(ask: Ask, name: str, values: list[str]) -> None:
    links = Links(ask, FACETS)
    assert [links.value(name, value) for value in values] == [links.step(f"{name}={value}") for value in values]


def test_changes() -> None:
    ask = Ask(q='a -"b c" d', include={"country": ("TG",)}, page=4)
    assert changed(ask, "country=TG", FACETS).include == {}
    assert changed(ask, "country=GH", FACETS).include == {"country": ("TG", "GH")}
    left = changed(ask, "-country=TG", FACETS)
    assert (left.include, left.exclude, left.page) == ({}, {"country": ("TG",)}, 1)
    assert changed(left, "country=TG", FACETS).exclude == {}
    assert changed(ask, "without=1", FACETS).q == "a d"
    assert changed(ask, "page=2", FACETS).page == 2
    assert changed(ask, "chosen=", FACETS).include == {}
