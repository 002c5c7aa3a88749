"""Names that cannot be are refused by a sentence, and what nobody sees in them is taken out."""

import pytest

from repository import curation
from repository.errors import InputError
from repository.model import Text


@pytest.mark.parametrize(("label", "key"), [("", "label_empty"), (" \u00a0\u200b ", "label_empty"), ("x" * 5_000, "label_long")])
def test_names_that_cannot_be(label: str, key: str) -> None:
    with pytest.raises(InputError) as refused:
        curation.texts([("en", label)])
    assert refused.value.key == key


def test_signs_that_turn_a_line_are_taken_out_and_html_stays_text() -> None:
    turned = curation.texts([("en", "Forum \u202egro.live\u202c"), ("fr", "<b>Forum</b>")])
    assert turned == (Text("en", "Forum gro.live"), Text("fr", "<b>Forum</b>"))
    with pytest.raises(InputError):
        curation.texts([("no such language", "Forum")])
