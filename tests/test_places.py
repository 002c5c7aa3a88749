"""Where word forms stand in a text: the quick way finds what the plain way finds."""

from hypothesis import given
from hypothesis import strategies as st

from repository.analysis.words import places, spans

PIECES = [
    *("migrants", "Migrants", "MIGRANT", "l'homme", "droits", "U.N.", "re-entry", "المهاجرين", "وال", "é", "e\u0301", "移民"),
    *("  ", "\n", "\u00a0", ".", "-", "«", "x" * 230, "1", "١", "\u0640", "a.b"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["", " "]), st.sets(st.integers(0, 60), max_size=6))
def test_places_are_the_spans_that_count(pieces: list[str], between: str, chosen: set[int]) -> None:
    text = between.join(pieces)
    whole = spans(text)
    forms = {whole[number][2] for number in chosen if number < len(whole)}
    assert places(text, forms) == [each for each in whole if each[2] in forms]
