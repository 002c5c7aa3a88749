"""What tests of the curators' pages look up and fill in."""

from lxml import html

from repository.engines import Engines
from tests.people import Browser


def key(engines: Engines, label: str) -> int:
    """The number of an organisation."""
    term = engines.catalogue.find_term("organisation", label)
    assert term is not None
    return term.id


def forms_that(curator: Browser, **values: str) -> dict[str, object]:
    """The fields of the form of this page that has these values."""
    for form in html.fromstring(curator.text).forms:
        have = dict(form.form_values())
        if all(have.get(name) == value for name, value in values.items()):
            return dict(have)
    raise AssertionError(values)
