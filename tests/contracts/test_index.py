"""What every index promises: it finds what is there, counts exactly, and forgets what is taken out."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repository.engines.whoosh import WhooshIndex
from repository.index import Filter, IndexRequest
from repository.query import Synonyms, Word
from tests.contracts.shelf import ask, entry, numbers, phrased, plainly, put

SHELF = (
    entry(1, "Migrant workers pay fees.", "They pay them in Lagos.", title="Fees", terms=(7, 9), direct=(7,), years=(2017,), date_key=5),
    entry(2, "Les frais des travailleurs migrants", language="fr", terms=(8, 9), direct=(8,), years=(2018, 2019), date_key=9),
    entry(3, "نطالب بإنهاء رسوم العمال المهاجرين", language="ar", terms=(8,), direct=(8,), group=3),
    entry(4, "Workers in Lagos. Fees are paid by workers.", title="Zebra", years=(2018,), date_key=7),
)


@pytest.fixture(params=["whoosh"])
def index(tmp_path: Path) -> Iterator[WhooshIndex]:
    """Each engine, with the shelf in two batches."""
    opened = WhooshIndex(f"whoosh://{tmp_path}/index")
    put(opened, *SHELF[:2])
    put(opened, *SHELF[2:], change=2)
    yield opened
    assert list(opened.check()) == []
    opened.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lagos migrant", {1}),  # on different pages of one report
        ("worker", {1, 4}),
        ("travailleur", {2}),
        ("المهاجرون", {3}),
        ('"migrant workers"', {1}),
        ('"workers migrant"', set()),
        ('"fees workers"~4', {1, 4}),
        ('"lagos paid"~2', set()),
        ("fees -zebra", {1}),
        ("zebra OR frais", {2, 4}),
        ("lag*", {1, 4}),
        ("lagso~", {1, 4}),
        ("title:fees", {1}),
        ("year:2018..2018", {2, 4}),
        ("fees (lagos OR nowhere)", {1, 4}),
        ("nowhere", set()),
        ("", {1, 2, 3, 4}),
    ],
)
def test_what_is_asked_is_found(index: WhooshIndex, typed: str, found: set[int]) -> None:
    answer = ask(index, typed)
    assert {hit.number for hit in answer.hits} == found
    assert answer.total == len(found)


def test_the_best_pages_come_with_the_report(index: WhooshIndex) -> None:
    assert ask(index, "lagos").hits[0].pages[:1] in ((4001,), (1002,))
    assert next(hit for hit in ask(index, "lagos").hits if hit.number == 1).pages[0] == 1002


def test_words_in_one_page_or_the_title_come_first(index: WhooshIndex) -> None:
    assert numbers(index, "lagos workers")[0] == 4
    assert numbers(index, "fees")[0] == 1


def test_match_most_and_any(index: WhooshIndex) -> None:
    assert set(numbers(index, "zebra lagos frais", match="any")) == {1, 2, 4}
    assert numbers(index, "zebra lagos frais") == []
    answer = ask(index, "zebra lagos frais", match="auto")
    assert answer.with_all == 0
    assert answer.hits[0].number == 4
    assert not any(hit.has_all for hit in answer.hits)


def test_counts_ignore_the_facets_own_choice(index: WhooshIndex) -> None:
    facets = {"country": (7, 8), "region": (9,)}
    answer = ask(index, facets=facets, filters=(Filter("country", include=(7,)),))
    assert [hit.number for hit in answer.hits] == [1]
    assert dict(answer.counts["country"]) == {7: 1, 8: 2}
    assert dict(answer.counts["region"]) == {9: 1}


def test_values_are_either_or_and_facets_both(index: WhooshIndex) -> None:
    assert set(numbers(index, filters=(Filter("country", include=(7, 8)),))) == {1, 2, 3}
    assert set(numbers(index, filters=(Filter("country", include=(7, 8)), Filter("region", include=(9,))))) == {1, 2}
    assert set(numbers(index, filters=(Filter("country", exclude=(8,)),))) == {1, 4}
    assert numbers(index, filters=(Filter("country", include=(-1,)),)) == []


def test_years_are_counted_and_narrow(index: WhooshIndex) -> None:
    answer = ask(index, years=(2019, None), facets={})
    assert [hit.number for hit in answer.hits] == [2]
    assert dict(answer.years) == {2017: 1, 2018: 2, 2019: 1}
    assert answer.undated == 1


def test_sorting_and_paging(index: WhooshIndex) -> None:
    assert numbers(index, sort="newest")[:3] == [2, 4, 1]
    assert numbers(index, sort="oldest")[:3] == [1, 4, 2]
    assert numbers(index, sort="title") == [1, 2, 3, 4]
    assert numbers(index, sort="title", offset=1, limit=2) == [2, 3]


def test_a_group_shares_a_row(index: WhooshIndex) -> None:
    put(index, replace(SHELF[3], group=1, version=2), change=3)
    answer = ask(index, "lagos")
    assert len(answer.hits) == 1
    assert {answer.hits[0].number, *answer.hits[0].folded} == {1, 4}


def test_replacing_and_taking_out(index: WhooshIndex) -> None:
    put(index, entry(1, "Something else", version=2), change=3)
    assert numbers(index, "fees") == [4]
    assert dict(index.versions()) == {1: 2, 2: 1, 3: 1, 4: 1}
    with index.writing(4) as writer:
        writer.delete(4)
        writer.delete(99)
    assert numbers(index, "fees") == []
    assert index.state().last_change == 4
    assert index.state().reports == 3


def test_nothing_of_a_batch_that_failed(index: WhooshIndex) -> None:
    with pytest.raises(RuntimeError), index.writing(9) as writer:
        writer.put(entry(5, "never"))
        raise RuntimeError
    assert numbers(index, "never") == []
    assert index.state().last_change == 2


def test_a_rebuild_replaces_everything(index: WhooshIndex) -> None:
    index.rebuild(iter([entry(6, "Only this")]), 12)
    assert numbers(index) == [6]
    assert index.state().last_change == 12


def test_words_that_look_alike(index: WhooshIndex) -> None:
    assert index.near_words("wokers", ("en",))[0] == ("workers", 2)
    assert index.near_words("xxxxxxxx", ("en",)) == ()


def test_how_often_words_stand(index: WhooshIndex) -> None:
    often = index.how_often(["workers", "pay", "xxxxxxxx", "two words", ""])
    assert often[0] >= index.near_words("wokers", ("en",))[0][1]
    assert often[1] >= 2
    assert often[2:] == (0, 0, 0)


def test_inside_one_report_pages_come_in_order(index: WhooshIndex) -> None:
    assert [hit.pages for hit in ask(index, "pay", report=1).hits] == [(1001,), (1002,)]


def test_unreadable_reports_are_told(index: WhooshIndex) -> None:
    put(index, entry(7, title="Scan", readable=False), change=3)
    assert ask(index).unreadable == 1


WORDS = st.sampled_from(["a", "be", "sea", "dam", "elm", "fig"])
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
STEPS = st.lists(st.tuples(st.sampled_from(["put", "put", "delete", "batch"]), st.integers(1, 6), st.lists(TEXTS, max_size=3)), max_size=25)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, asked=st.lists(WORDS, min_size=1, max_size=3))
def test_whatever_happens_the_answers_are_those_of_a_plain_search(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, list[str]]], asked: list[str]
) -> None:
    index = WhooshIndex(f"whoosh://{tmp_path_factory.mktemp('any')}/index")
    there = {}
    change = 0
    for what, number, pages in steps:
        change += 1
        with index.writing(change) as writer:
            if what == "delete":
                writer.delete(number)
                there.pop(number, None)
            else:
                for n in {number, number % 3 + 1} if what == "batch" else {number}:
                    there[n] = entry(n, *pages, version=change)
                    writer.put(there[n])
    if change:
        entries = [there[number] for number in sorted(there)]
        exact = " ".join(f'"{word}"' for word in asked)
        assert sorted(numbers(index, exact)) == plainly(entries, asked)
        if len(asked) > 1:
            assert sorted(numbers(index, '"' + " ".join(asked) + '"')) == phrased(entries, asked)
        assert dict(index.versions()) == {number: each.version for number, each in there.items()}
        assert list(index.check()) == []
    index.close()


def test_every_form_that_counts_is_told_for_marking(index: WhooshIndex) -> None:
    words = [f"quokka{number:03}" for number in range(60)]
    put(index, entry(9, " ".join(words)), change=3)
    (reading,) = ask(index, "quokka*").readings
    assert {form for run in reading.marked for (forms,) in [run.words] for form in forms} >= set(words)
    assert len(reading.forms) <= 20  # the receipt stays short


def test_a_phrase_is_marked_as_a_whole(index: WhooshIndex) -> None:
    put(index, entry(12, "Numbats eat termites. Termites eat wood."), change=3)
    (reading,) = ask(index, '"eat termites"').readings
    assert [run.words for run in reading.marked] == [(("eat",), ("termites",))]
    (near,) = ask(index, '"numbats termites"~4').readings
    assert len(near.marked) == 2
    assert all(len(run.words) == 1 for run in near.marked)


def test_what_was_typed_comes_before_what_means_the_same(index: WhooshIndex) -> None:
    put(index, entry(10, "Wombats came home."), entry(11, "Vombatus vombatus vombatus."), change=3)
    meant = Synonyms((Word("wombats", "wombats"), Word("vombatus", "vombatus")))
    answer = index.search(IndexRequest(tree=meant, match="all", languages=("en",)))
    assert [hit.number for hit in answer.hits] == [10, 11]


def test_after_many_batches_it_settles(index: WhooshIndex) -> None:
    for number in range(20, 40):
        put(index, entry(number, "wombat"), change=number)
    index.settle()
    assert set(numbers(index, "wombat")) == set(range(20, 40))
    assert list(index.check()) == []
    segments = len({path.stem for path in index.home.rglob("*.pst")})
    assert segments < 8


@pytest.mark.parametrize("gone", [(), (21, 25)])
def test_words_longer_than_a_chunk_are_joined_as_they_are(index: WhooshIndex, monkeypatch: pytest.MonkeyPatch, gone: tuple[int, ...]) -> None:
    monkeypatch.setattr("repository.engines.whoosh.merge.CHUNK", 40)
    entries = [entry(number, f"the wombat and the {'quoll ' * number} and the wombat {number}", "the " * 300) for number in range(20, 32)]
    for change, each in enumerate(entries, start=3):
        put(index, each, change=change)
    with index.writing(99) as writer:
        for number in gone:
            writer.delete(number)
    index.settle()
    left = [each for each in entries if each.number not in gone]
    assert len(index._open().parts) < 4
    assert sorted(numbers(index, '"and the wombat"')) == phrased(left, ["and", "the", "wombat"])
    assert sorted(numbers(index, '"the the"')) == [each.number for each in left]
    assert sorted(numbers(index, '"quoll and the wombat 27"')) == [27]
    assert list(index.check()) == []


def test_new_terms_count_at_once_and_the_words_stay(index: WhooshIndex) -> None:
    put(index, *(entry(n, f"word{n}", terms=(1, 2), direct=(1,)) for n in range(1, 6)), change=7)
    put(index, entry(6, "late", terms=(1,)), change=8)
    index.refresh({1: (3,), 3: (3, 4), 6: (4,), 99: (5,)}, gone=[5, 98])
    assert index.state().last_change == 8
    assert (index.state().reports, numbers(index, "word1")) == (5, [1])
    wanted = {"x": (1, 2, 3, 4, 5)}
    assert {k: n for k, n in ask(index, facets=wanted).counts["x"].items() if n} == {1: 2, 2: 2, 3: 2, 4: 2}
    assert sorted(numbers(index, filters=(Filter("x", (3,)),))) == [1, 3]
    assert numbers(index, "word5") == []
    index.refresh({1: (5,), 2: (5,)})
    assert sorted(numbers(index, filters=(Filter("x", (5,)),))) == [1, 2]
    assert sorted(numbers(index, filters=(Filter("x", (3,)),))) == [3]
    put(index, entry(3, "written anew", terms=(1,)), change=9)
    assert sorted(numbers(index, filters=(Filter("x", (3,)),))) == []
    assert sorted(numbers(index, filters=(Filter("x", (1,)),))) == [3, 4]
    assert list(index.check()) == []
    other = WhooshIndex(f"whoosh://{index.home}")
    assert sorted(numbers(other, filters=(Filter("x", (5,)),))) == [1, 2]
    other.close()
    for number in (1, 2, 6, 6):
        put(index, entry(number, "anew", terms=(1,)), change=10)
    assert list(index.home.rglob("*.fct")) == []


def test_a_damaged_file_of_new_terms_is_found(index: WhooshIndex) -> None:
    put(index, entry(1, "word", terms=(1,)))
    index.refresh({1: (2,)})
    (path,) = index.home.rglob("*.fct")
    whole = path.read_bytes()
    path.write_bytes(whole[:-5] + b"x" + whole[-4:])
    assert [problem.what for problem in index.check()] == ["index_damaged"]
    other = WhooshIndex(f"whoosh://{index.home}")
    assert sorted(numbers(other, filters=(Filter("x", (1,)),))) == [1]  # the commit before serves
    other.close()
    path.write_bytes(whole)


def test_every_commit_is_another_edition(index: WhooshIndex) -> None:
    editions = [index.edition()]
    put(index, *SHELF[:1], change=3)
    editions.append(index.edition())
    index.refresh({1: (2,)})
    editions.append(index.edition())
    ask(index, "lagos")
    assert index.edition() == editions[-1]
    assert len(set(editions)) == 3
