"""The facets, and one of one's own."""

from repository.engines import Engines
from repository.model import Facet, Text
from tests.pages.curating import forms_that
from tests.people import Browser


def test_a_facet_of_ones_own_is_made_and_taken_back(curator: Browser, engines: Engines) -> None:
    curator.go("/vocabulary")
    refused = curator.send("/vocabulary", key="page", label_en="Page")
    assert refused.status == 400
    assert "cannot name a facet" in refused.main
    assert 'value="Page"' in refused.text
    curator.send("/vocabulary", key="campaign", label_en="Campaign", label_fr="Campagne", label_ar="حملة", staff="1")
    assert "The facet Campaign was made" in curator.main
    assert engines.catalogue.facets()[-1] == Facet("campaign", 20, public=False, labels=(
        Text("en", "Campaign"), Text("fr", "Campagne"), Text("ar", "حملة")))  # fmt: skip
    assert "for staff only" in curator.main
    assert curator.go("/browse/campaign").status == 404
    curator.go("/history")
    curator.post("/history", forms_that(curator, change=str(engines.catalogue.history(limit=1)[0].id)))
    curator.post("/history", forms_that(curator, step="apply"))
    assert "campaign" not in {facet.key for facet in engines.catalogue.facets()}


def test_what_there_is_to_look_at_is_counted(curator: Browser) -> None:
    assert "Organisation 3 entries 3 proposed" in curator.go("/vocabulary").main
