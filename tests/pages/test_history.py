"""What happened, and the way back."""

from repository.engines import Engines
from repository.model import Actor
from tests.pages.curating import forms_that, key
from tests.people import Browser

ME = Actor("test")


def test_what_stands_in_the_way_of_going_back_is_said(curator: Browser, engines: Engines) -> None:
    one, two, three = (key(engines, name) for name in ("MFA", "Migrant Forums in Asia", "Migrant Forum in Asia"))
    with engines.catalogue.writing(ME) as writing:
        first = writing.merge_terms(one, two)
        second = writing.merge_terms(two, three)
    fields = forms_that(curator.go("/history"), change=str(first))
    refused = curator.post("/history", fields)
    assert refused.status == 409
    assert f"later changes stand on it: {second}." in refused.main
    assert curator.post("/history", fields | {"change": "x"}).status == 404
