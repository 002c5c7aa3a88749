"""Any question over any little collection, however it came to be, has the answer of a slow and obvious evaluation."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repository.analysis.words import cut
from repository.engines.whoosh import WhooshIndex
from repository.index import Entry, Filter, IndexRequest
from repository.query import All, AnyOf, Node, Not, Phrase, Terms, Word, Years
from tests.contracts.shelf import entry

WORDS = ("ape", "bee", "cod", "dam")
COUNTRIES = (7, 8, 9)
YEARS = (2016, 2017, 2018)

word = st.sampled_from(WORDS)
text = st.lists(word, max_size=9).map(" ".join)
leaf = st.one_of(
    word.map(lambda form: Word(form, form, "exact")),
    st.builds(lambda a, b, distance: Phrase(f"{a} {b}", (a, b), "exact", distance), word, word, st.sampled_from((0, 0, 2, 4))),
    st.lists(st.sampled_from(COUNTRIES), max_size=2).map(lambda ids: Terms("", tuple(ids))),
    st.sampled_from(YEARS).map(lambda year: Years("", year, None)),
)
tree = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)
report = st.builds(
    lambda number, pages, title, terms, years: entry(number, *pages, title=title, terms=tuple(sorted(terms)), years=tuple(sorted(years))),
    st.integers(1, 7), st.lists(text, max_size=3), text.filter(bool), st.sets(st.sampled_from(COUNTRIES)), st.sets(st.sampled_from(YEARS)),
)  # fmt: skip
batch = st.tuples(st.lists(report, max_size=4), st.sets(st.integers(1, 7), max_size=2))  # what is put, what is taken out


def texts(one: Entry) -> Iterator[list[str]]:
    """Its texts as words, each a unit no phrase leaves."""
    for each in (*one.titles, *one.cover, *one.pages):
        yield cut(each.text)


def has(one: Entry, node: Node) -> bool:
    """Whether a report has it, read off its texts."""
    match node:
        case Word():
            return any(node.form in words for words in texts(one))
        case Phrase():
            return any(stands(words, node) for words in texts(one))
        case Terms():
            return bool(set(node.ids) & set(one.terms))
        case Years():
            return any((node.first or 0) <= year for year in one.years)
        case All():
            return all(has(one, part) for part in node.parts)
        case AnyOf():
            return any(has(one, part) for part in node.parts)
        case Not():
            return not has(one, node.part)
    raise AssertionError(node)


def stands(words: list[str], node: Phrase) -> bool:
    """Whether the words have the phrase: side by side in order, or all within the distance."""
    if not node.distance:
        return any(tuple(words[at : at + len(node.forms)]) == node.forms for at in range(len(words)))
    places = [[at for at, one in enumerate(words) if one == form] for form in node.forms]
    return any(max(chosen) - min(chosen) <= node.distance for chosen in product(*places))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    batches=st.lists(batch, min_size=1, max_size=5),
    questions=st.lists(tree, min_size=4, max_size=4),
    country=st.sampled_from((None, *COUNTRIES)),
)
def test_answers_are_those_of_an_obvious_evaluation(
    tmp_path_factory: pytest.TempPathFactory, batches: list[tuple[list[Entry], set[int]]], questions: list[Node], country: int | None
) -> None:
    index = WhooshIndex(f"whoosh://{tmp_path_factory.mktemp('any')}/index")
    there: dict[int, Entry] = {}
    for change, (added, gone) in enumerate(batches, start=1):
        with index.writing(change) as writer:
            for number in gone:
                writer.delete(number)
                there.pop(number, None)
            for each in added:
                writer.put(each)
                there[each.number] = each
    filters = (Filter("country", include=(country,)),) if country else ()
    kept = [one for one in there.values() if not country or country in one.terms]
    for question in questions:
        answer = index.search(IndexRequest(tree=question, match="all", filters=filters, facets={"country": COUNTRIES}, limit=100, deadline=60))
        having = [one for one in there.values() if has(one, question)]
        assert sorted(hit.number for hit in answer.hits) == sorted(one.number for one in kept if has(one, question)), question
        counted = {term: sum(term in one.terms for one in having) for term in COUNTRIES}
        assert answer.counts["country"] == {term: count for term, count in counted.items() if count}
        assert answer.years == {year: n for year in YEARS if (n := sum(year in one.years and one in kept for one in having))}
    index.close()
