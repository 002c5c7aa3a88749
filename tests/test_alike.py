"""Two texts are as alike as people say they are: layout, case and signs make no difference, other words do."""

import random

import numpy as np
import pytest

from repository import alike
from repository.alike import Sketch, share, sketch, sketch_each

ARABIC = "تطالب المنظمات بالغاء رسوم الاستقدام التي يدفعها العمال المهاجرون إلى الوسطاء قبل السفر وبعده وتدعو الدول إلى حماية حقوقهم "
FRENCH = "Les organisations demandent la fin des frais de recrutement que les travailleurs migrants paient aux intermédiaires avant de partir. "
ENGLISH = "The organisations ask for an end of the recruitment fees that migrant workers pay to agents at home and abroad before they leave. "


def prose(seed: int, words: int) -> str:
    """Words that no other seed puts in this order."""
    chance = random.Random(seed)
    made = ["".join(chance.choice("abcdefgilmnoprstuv") for _ in range(chance.randint(2, 9))) for _ in range(words)]
    return " ".join(made)


def whole(text: str) -> Sketch:
    """With every shingle."""
    return sketch([text], whole=alike.WHOLE)


def alikeness(one: str, other: str) -> float:
    """By shingles of the whole; what the sketches say must be near."""
    exact = share(whole(one), whole(other))
    assert share(sketch([one], whole=0), sketch([other], whole=0)) == pytest.approx(exact, abs=0.25)
    return exact


def test_layout_case_and_signs_make_no_difference() -> None:
    text = prose(1, 300)
    printed = "\n".join(text[at : at + 60] + "-" for at in range(0, len(text), 60)).upper()
    assert alikeness(text, printed) == 1.0
    assert alikeness(text, " • ".join(text.split(" "))) == 1.0


@pytest.mark.parametrize("sentence", [ARABIC, FRENCH, ENGLISH])
def test_accents_marks_and_scripts(sentence: str) -> None:
    decorated = sentence.replace("é", "e").replace("ر", "رَ").replace("ل", "ـل").replace("إ", "ا")
    assert alikeness(sentence, decorated) == 1.0


def test_translations_are_not_alike() -> None:
    assert alikeness(ENGLISH * 3, FRENCH * 3) == 0.0
    assert alikeness(ARABIC * 3, FRENCH * 3) == 0.0


def test_the_shorter_is_measured_in_the_longer() -> None:
    pages = [prose(page, 300) for page in range(3)]
    everything, cropped = " ".join(pages), " ".join(pages[:2])
    assert alikeness(cropped, everything) == 1.0
    assert alikeness(everything, cropped) == 1.0


def test_what_contains_a_short_one_is_no_copy_of_it() -> None:
    statement, report = prose(1, 200), " ".join(prose(page, 300) for page in range(1, 6))
    report = f"{prose(9, 700)} {statement} {report}"
    assert share(whole(statement), whole(report)) == 1.0
    assert share(whole(report), whole(statement)) < 0.2


def test_one_word_in_twenty_changed_is_still_told() -> None:
    words = prose(1, 400).split()
    words[::20] = prose(2, 20).split()
    assert 0.6 < alikeness(prose(1, 400), " ".join(words)) < 0.9


def test_too_little_is_like_nothing() -> None:
    assert len(sketch(["See the file attached."]).chosen) == 0
    assert len(sketch([""]).chosen) == 0
    assert share(whole("See the file attached."), whole("See the file attached.")) == 0.0


def test_a_passage_longer_than_a_window_is_in_both_sketches() -> None:
    for seed in range(20):
        passage = prose(seed, 1000)[: alike.COARSE + alike.LENGTH + 60]
        texts = [f"{prose(seed + 100, 700)} {passage} {prose(seed + 200, 700)}", f"{prose(seed + 300, 700)} {passage}"]
        one, two = (set(sketch([text]).chosen.tolist()) for text in texts)
        assert one & two


def test_many_at_once_are_the_same_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [[prose(seed, words)] for seed, words in enumerate([0, 3, 20, 25, 40, 90, 2000, 300, 5, 700, 60, 18, 30, 31, 33] * 3)]
    for one, many in zip(map(sketch, texts), sketch_each(texts), strict=True):
        assert one.letters == many.letters
        assert np.array_equal(one.chosen, many.chosen)
    before = sketch(texts[6])
    monkeypatch.setattr(alike, "BLOCK", 700)
    assert np.array_equal(sketch(texts[6]).chosen, before.chosen)


def test_nothing_that_can_be_stored_is_too_strange() -> None:
    for text in ("\U0001f600" * 200, "漢字仮名交じり文" * 50, "\ufffd" * 500, "١٢٣" * 100, "ﷺ" * 40, "a" * 10_000, "\x0c" * 300):
        assert share(whole(text), whole(text)) in (0.0, 1.0)
    assert share(whole("漢字仮名交じり文を読む人は多い" * 20), whole("漢字仮名交じり文\nを読む人は多い" * 20)) == 1.0
