"""What every catalogue promises of a reading: many questions, one vocabulary."""

import threading

from repository.catalogue import Catalogue
from repository.model import Text
from tests.contracts.conftest import ME


def add_topic(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        writing.add_term("topic", (Text("en", "Seen later"),))


def keys(catalogue: Catalogue) -> set[str]:
    return {term.key for term in catalogue.terms_of("topic")}


def test_a_reading_sees_one_vocabulary(catalogue: Catalogue) -> None:
    with catalogue.reading():
        before = keys(catalogue)
        thread = threading.Thread(target=add_topic, args=(catalogue,))
        thread.start()
        thread.join()
        assert keys(catalogue) == before
    assert keys(catalogue) == before | {"seen-later"}
