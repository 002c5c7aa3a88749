"""Single words are marked wherever they stand, a phrase only as a whole."""

from repository.index import Reading, Run
from repository.search.marks import Marks, marks, marks_of
from repository.search.passages import mark, passage


def marked(text: str, *runs: tuple[tuple[str, ...], ...]) -> list[str]:
    """What is marked in a text."""
    return [piece.text for piece in mark(text, marks(map(Run, runs))) if piece.match]


def test_a_phrase_is_marked_as_a_whole() -> None:
    phrase = (("recruitment",), ("agency", "agencies"))
    assert marked("An agency. Recruitment agencies; recruitment of an agency.", phrase) == ["Recruitment agencies"]
    assert marked("Recruitment\nagency", phrase) == ["Recruitment", "agency"]
    assert marked("recruitment", phrase) == []


def test_a_word_that_also_stands_in_a_phrase_is_marked_anywhere() -> None:
    assert marked("agency, recruitment agency", (("agency",),), (("recruitment",), ("agency",))) == ["agency", "recruitment agency"]


def test_phrases_that_share_words() -> None:
    runs = ((("a1",), ("b1",)), (("b1",), ("c1",)), (("a1",), ("b1",), ("d1",)))
    assert marked("a1 b1 c1 x b1 c1 a1 d1", *runs) == ["a1 b1 c1", "b1 c1"]
    assert marked("traite des êtres humains", (("traite",), ("des",), ("etres",), ("humains",))) == ["traite des êtres humains"]


def test_of_a_pasted_text_the_rarer_half_is_marked() -> None:
    readings = [Reading(part, (f"word{part}",), part, (Run(((f"word{part}",),)),)) for part in range(1, 21)]
    assert marks_of(readings).words == {f"word{part}" for part in range(1, 11)}
    assert marks_of(readings[10:]).words == {f"word{part}" for part in range(11, 21)}


def test_a_form_is_not_marked_on_pages_where_it_is_another_word() -> None:
    made = marks([Run((("contratacion", "contrat"),), (("contrat", frozenset({"fr"})),)), Run((("contrat",), ("social",)))])
    assert made.on("fr").forms == {"contratacion", "contrat", "social"}
    assert [piece.text for piece in mark("contrat, contrat social", made.on("fr")) if piece.match] == ["contrat social"]
    assert [piece.text for piece in mark("contrat, contrat social", made.on("es")) if piece.match] == ["contrat", "contrat social"]


def test_nothing_to_mark() -> None:
    assert not Marks()
    assert marked("words") == []
    assert "".join(piece.text for piece in passage("words here", Marks())) == "words here"
