"""A vocabulary taken in by its page: seen before, made as one change, taken back; what is wrong with a file is told."""

import base64
import zlib

import pytest
from lxml import html

from repository.engines import Engines
from tests.people import ORIGIN, Browser

THEIRS = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <https://their.example/> .
x:work a skos:Concept ; skos:prefLabel "Toil"@en, "Labeur"@fr ; skos:altLabel "Toil"@en .
x:care a skos:Concept ; skos:prefLabel "Care <i>work</i>"@en ; skos:broader x:work .
x:one a skos:Concept ; skos:prefLabel "First"@en ; skos:broader x:two . x:two a skos:Concept ; skos:prefLabel "Second"@en ; skos:broader x:one .
"""


def token_of(browser: Browser) -> str:
    """That of the forms of the page."""
    return str(html.fromstring(browser.go("/vocabulary/import").text).xpath("string(//main//input[@name='token']/@value)"))


def sent(browser: Browser, name: str, data: bytes, facet: str = "topic") -> Browser:
    """Chooses a file on the page and sends it."""
    fields = {"token": token_of(browser), "facet": facet}
    headers = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    answer = browser.client.post("/vocabulary/import", data=fields, files={"file": (name, data)}, headers=headers, follow_redirects=True)
    return browser._take(answer)


def test_seen_before_it_counts_and_taken_back_as_one(curator: Browser, engines: Engines) -> None:
    before = len(engines.catalogue.all_terms("topic"))
    sent(curator, "theirs.ttl", THEIRS.encode())
    assert "Facet topic: new 3, changed 0, as they are 0, refused 1." in curator.main
    assert "has “\u2068Toil\u2069” as two kinds of name" in curator.main
    assert "stands above itself" in curator.main
    assert "Care <i>work</i>" in curator.main
    assert len(engines.catalogue.all_terms("topic")) == before
    curator.apply("/vocabulary/import")
    assert (curator.status, curator.address) == (200, "/vocabulary/topic")
    work, care = (engines.catalogue.find_term("topic", name) for name in ("Toil", "Care <i>work</i>"))
    assert work is not None
    assert care is not None
    assert care.broader == (work.id,)
    curator.send("/history")
    curator.apply("/history")
    assert {term.state for term in engines.catalogue.all_terms("topic") if term.id in (work.id, care.id)} == {"retired"}


def test_what_went_out_comes_in_unchanged(curator: Browser) -> None:
    for kind in ("csv", "rdf", "ttl", "jsonld"):
        data = curator.client.get(f"/vocabulary/country/export.{kind}").content
        sent(curator, f"country.{kind}", data, "")
        assert "new 0, changed 0" in curator.main, kind
        assert "refused 0" in curator.main
        assert "Nothing is wrong with it." in curator.main
        assert not html.fromstring(curator.text).xpath("//main//input[@name='content']")


def test_what_comes_along_is_taken_in_by_its_button(curator: Browser, engines: Engines) -> None:
    curator.go("/vocabulary/import")
    form = next(each for each in html.fromstring(curator.text).forms if ("more", "sdg") in each.form_values())
    curator.post("/vocabulary/import", dict(form.form_values()))
    assert "Facet sdg: new 17" in curator.main
    assert "Nothing is wrong with it." in curator.main
    assert curator.apply("/vocabulary/import").address == "/vocabulary/sdg"
    assert len(engines.catalogue.terms_of("sdg")) == 17


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("big.ttl", b"#" * (11 * 2**20), "larger than 10 MiB"),
        ("bomb.rdf", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', "entities"),
        ("away.json", b'{"@context": "http://127.0.0.1:9/c.json"}', "another site"),
        ("none.csv", b"one,two\n1,2\n", "one, two"),
        ("broken.rdf", b"<rdf:RDF", "no vocabulary we can read"),
    ],
)
def test_a_file_that_is_no_vocabulary_is_a_sentence(curator: Browser, name: str, data: bytes, said: str) -> None:
    sent(curator, name, data)
    assert curator.status == 400
    assert said in html.fromstring(curator.text).xpath("string(//p[@role='alert'])")


def test_what_comes_back_is_read_again_with_the_same_care(curator: Browser, engines: Engines) -> None:
    start = {"token": token_of(curator), "step": "apply", "facet": "topic", "name": "x.ttl"}
    bomb = base64.b64encode(zlib.compress(b"#" * (200 * 2**20), 9)).decode()
    for content in ("", "no base64", base64.b64encode(b"no zlib").decode(), bomb):
        assert curator.post("/vocabulary/import", start | {"content": content}).status == 400
    assert [event.what for event in engines.catalogue.history(limit=1)] != ["terms_imported"]
