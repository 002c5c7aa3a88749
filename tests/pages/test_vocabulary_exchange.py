"""What is wrong with a vocabulary of the home is told on its page, beside its files."""

from lxml import html

from repository.engines import Engines
from repository.model import Text
from tests.people import ME, Browser


def test_files_and_findings(curator: Browser, engines: Engines) -> None:
    page = html.fromstring(curator.go("/vocabulary/topic").text)
    assert page.xpath("//main//a[@href='/vocabulary/topic/exchange']")
    curator.go("/vocabulary/topic/exchange")
    assert "Nothing is wrong with it." in curator.main
    links = html.fromstring(curator.text).xpath("//main//a[@download]/@href")
    assert links == [f"/vocabulary/topic/export.{kind}" for kind in ("csv", "rdf", "ttl", "jsonld")]
    assert all(curator.client.get(link).status_code == 200 for link in links)
    with engines.catalogue.writing(ME) as writing:
        writing.add_term("topic", (Text("", "<b>Kafala</b>"),))
        first = writing.add_term("topic", (Text("fr", "Salaires volés"),), key="a")
        writing.add_term("topic", (Text("fr", "Salaires Volés"),), key="b", broader=(first.id,))
    curator.go("/vocabulary/topic/exchange")
    assert "it is not said which language “\u2068<b>Kafala</b>\u2069” is in" in curator.main
    assert "(French) is the name of 2 entries." in curator.main


def test_every_seeded_vocabulary_is_whole(curator: Browser, engines: Engines) -> None:
    for facet in engines.catalogue.facets():
        if facet.key != "organisation":  # whose names in the tests have a language or none
            assert "Nothing is wrong with it." in curator.go(f"/vocabulary/{facet.key}/exchange").main, facet.key
