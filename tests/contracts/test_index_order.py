"""What every index promises of the order: nearness, the reader's language, what is usual where one searches; word forms of five languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from repository.engines.whoosh import WhooshIndex
from repository.index import Filter, IndexRequest
from repository.model import Text
from repository.query import Synonyms, Word
from tests.contracts.shelf import ask, entry, numbers, put

FILLING = "and then much more is told about the long road from one town to the next before"


@pytest.fixture(params=["whoosh"])
def index(tmp_path: Path) -> Iterator[WhooshIndex]:
    """Each engine, empty."""
    opened = WhooshIndex(f"whoosh://{tmp_path}/index")
    yield opened
    opened.close()


@pytest.mark.parametrize("close", [1, 2])
def test_words_side_by_side_come_before_words_far_apart(index: WhooshIndex, close: int) -> None:
    apart, together = f"labour was told of. {FILLING} the migration ended", f"labour migration was told of. {FILLING} the ended"
    put(index, *(entry(number, together if number == close else apart) for number in (1, 2)))
    assert numbers(index, "labour migration")[0] == close
    assert numbers(index, "labour migration", sort="title") == [1, 2]


@pytest.mark.parametrize("close", [1, 2])
def test_nearness_is_seen_whatever_segment_a_report_is_in(index: WhooshIndex, close: int) -> None:
    for number in (1, 2, 3):
        put(index, entry(number, f"fees {'of recruitment' if number == close else FILLING} and recruitment"), change=number)
    assert numbers(index, "recruitment fees")[0] == close


def test_of_equals_the_readers_language_comes_first(index: WhooshIndex) -> None:
    put(index, entry(1, "convention 189"), entry(2, "convention 189", language="fr"))
    assert numbers(index, "convention", languages=("fr",)) == [2, 1]
    assert numbers(index, "convention", languages=("en",)) == [1, 2]


def test_a_word_is_not_worth_more_for_being_rare_in_another_language(index: WhooshIndex) -> None:
    common = [entry(number, "frais de recrutement", language="fr") for number in range(1, 9)]
    few = [entry(number, f"{number} عمال", language="ar") for number in range(9, 12)]
    put(index, *common, *few, entry(20, "frais de recrutement", language="ar"))
    assert numbers(index, "frais recrutement", languages=("fr", "ar"))[-1] == 20


def test_other_names_in_another_language_come_after_the_typed_word_however_often_they_stand_there(index: WhooshIndex) -> None:
    spanish = [entry(number, "la trata", language="es") for number in range(1, 15)]
    english = [entry(number, "of labour") for number in range(15, 40)]
    put(index, *spanish, *english, entry(40, "trafficking trafficking"))
    meant = Synonyms((Word("trata", "trata"), Word("trafficking", "trafficking")))
    answer = index.search(IndexRequest(tree=meant, match="all", languages=("es", "en"), limit=100))
    assert [hit.number for hit in answer.hits][-1] == 40


def test_a_word_is_as_rare_as_it_is_where_one_searches(index: WhooshIndex) -> None:
    """Among the reports of 5, `bank` is on every page and `remittances` on few; in the whole house it is the other way round."""
    filling = [entry(number, "remittances told", terms=(6,)) for number in range(100, 300)]
    ours = [entry(number, "bank told", terms=(5,)) for number in range(10, 90)]
    put(index, *filling, *ours, entry(1, "bank bank told", terms=(5,)), entry(2, "remittances told", terms=(5,)))
    assert numbers(index, "bank remittances", match="any", filters=(Filter("topic", include=(5,)),))[0] == 2
    assert numbers(index, "bank remittances", match="any")[0] == 1


@pytest.mark.parametrize(
    ("language", "printed", "typed"),
    [
        ("pt", "atribuídas", "atribuida"),
        ("pt", "migrações", "migração"),
        ("pt", "níveis", "nivel"),
        ("es", "orígenes", "origen"),
        ("es", "voces", "voz"),
        ("fr", "régionaux", "regional"),
        ("ar", "لتركيا", "تركيا"),
        ("ar", "تركيا", "لتركيا"),
        ("ar", "بنسبة", "نسبة"),
        ("ar", "حاكماً", "حاكم"),
        ("ar", "والمهاجرين", "المهاجرون"),
    ],
)
def test_forms_of_one_word_find_each_other(index: WhooshIndex, language: str, printed: str, typed: str) -> None:
    put(index, entry(1, printed, title="x", language=language), entry(2, "else", title="y", language=language))
    assert numbers(index, typed) == [1]
    assert numbers(index, f'"{typed}"') == ([1] if printed == typed else [])


@pytest.mark.parametrize(
    ("language", "printed", "typed"), [("de", "Häusern", "haus"), ("it", "lavoratori", "lavoratore"), ("ru", "мигрантов", "мигрант")]
)
def test_a_language_with_pages_enough_is_read_too(index: WhooshIndex, language: str, printed: str, typed: str) -> None:
    pages = [entry(number, "else", title="y", language=language) for number in range(2, 30)]
    put(index, entry(1, printed, title="x", language=language), *pages)
    assert numbers(index, typed) == [1]


@pytest.mark.parametrize(("how", "found"), [("contratación", {1, 2, 3}), ('"a contratación"~3', {1, 2, 3})])
def test_a_form_counts_on_pages_of_the_languages_it_is_a_form_in(index: WhooshIndex, how: str, found: set[int]) -> None:
    """Spanish *contratación* has the stem `contrat`, which is another word in French."""
    spanish = entry(1, "a la contratación, los contratados", title="x", language="es")
    french = entry(2, "il y a le contrat", "a contratación cité", title="y", language="fr")
    unknown = entry(3, "a contratados", title="z", language="")
    put(index, spanish, french, unknown, entry(4, "il y a contrat et contratados", title="z", language="fr"))
    answer = ask(index, how)
    assert {hit.number for hit in answer.hits} == found
    assert next(hit.pages for hit in answer.hits if hit.number == 2) == (2002,)


@pytest.mark.parametrize(("printed", "typed"), [("كتاب", "تاب"), ("بحر", "حر")])
def test_a_first_letter_of_a_short_word_is_no_preposition(index: WhooshIndex, printed: str, typed: str) -> None:
    put(index, entry(1, typed, language="ar"))
    assert numbers(index, printed) == []


def test_some_of_the_words_will_do_when_they_are_the_telling_ones(index: WhooshIndex) -> None:
    put(index, *(entry(number, "how many people work here") for number in range(2, 40)), entry(1, "Ouagadougou", title="x"))
    answer = ask(index, "how many people work Ouagadougou", match="auto")
    assert answer.match == "most"
    assert 1 in {hit.number for hit in answer.hits}
    assert not any(hit.has_all for hit in answer.hits)


def test_a_title_counts_more_than_an_abstract(index: WhooshIndex) -> None:
    put(index, entry(1, "told", title="Report", cover="remittances"), entry(2, "told", title="Remittances"))
    assert numbers(index, "remittances") == [2, 1]
    put(index, entry(3, "told", titles=(Text("en", "Report"), Text("fr", "Les remittances"))), change=2)
    assert set(numbers(index, "remittances")[:2]) == {2, 3}
