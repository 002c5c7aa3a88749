"""Words: the fast way and the careful way give the same, and `cut`, `printed` and `spans` agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.analysis import words

LETTERS = st.text(st.sampled_from("abZ éßİıςΣœﬁ ’'.-_/،؟ء ةﻻ لاًـ٠٣1²中ไทย🙂\u200d\u00ad\u0301\n\t\x00"), max_size=60)


@given(LETTERS | st.text(max_size=60) | st.text("aB1²_.é ", max_size=20))
def test_the_fast_way_gives_what_the_careful_one_gives(text: str) -> None:
    tokens = words._TOKEN.findall(text)
    assert words.cut(text) == [one for one in (words._folded(token)[: words.LONGEST] for token in tokens) if one]
    assert words.printed(text.lower()) == [one for one in map(words._LOWER.__getitem__, words._TOKEN.findall(text.lower())) if one]


@given(LETTERS | st.text(max_size=60))
def test_three_ways_to_the_same_words(text: str) -> None:
    assert [word for _, _, word in words.spans(text)] == words.cut(text)
    assert len(words.printed(text)) == len(words.cut(text))


@given(LETTERS | st.text(max_size=60) | st.text("ab²é.- ", max_size=60))
def test_places_are_those_of_the_words_looked_for(text: str) -> None:
    forms = set(words.cut(text)[::2])
    assert words.places(text, forms) == [span for span in words.spans(text) if span[2] in forms]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'homme d’État", ["l", "homme", "d", "etat"]),
        ("the U.N. and the U.N", ["the", "un", "and", "the", "un"]),
        ("A/RES/73/195, C-189", ["a", "res", "73", "195", "c", "189"]),
        ("10/2017 ٢٠١٧", ["10", "2017", "2017"]),
        ("#MigrantsRights café_au_lait", ["migrantsrights", "cafe", "au", "lait"]),
        ("ﻻجئون لاجئــون", ["لاجيون", "لاجيون"]),
        ("w" * 100, ["w" * 64]),
        ("", []),
        ("...", []),
    ],
)
def test_what_a_word_is(text: str, expected: list[str]) -> None:
    assert words.cut(text) == expected
