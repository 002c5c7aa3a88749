"""The text of a page as a person typed it: found, marked, kept when the file is read again, and taken away."""

from repository.engines import Engines
from repository.index import IndexRequest
from repository.indexing import catch_up
from repository.ingest import read_all
from repository.model import Actor, NewFile, NewPage, Record, Text
from repository.query import Word
from tests.pages.curating import forms_that
from tests.people import Browser

ME = Actor("test")


def test_a_typed_page_is_found_marked_and_stays_when_the_file_is_read_again(curator: Browser, engines: Engines, unwell: dict[str, int]) -> None:
    here = f"/health-of-text/{unwell['scan']}"
    assert "Type or paste the text" in curator.go(here).send(here, text="  ").main
    assert curator.status == 400
    kept = curator.go(here).send(here, page="2", text="Ombudsperson visits the harbour <script>")
    assert "Readers find it in a moment" in kept.main
    assert "<script>" not in kept.text
    with engines.catalogue.writing(ME) as writing:
        writing.set_extraction(unwell["scan"], [NewPage(n, str(n), "", "", "no_text") for n in (1, 2)], "no_text", {}, "")
    catch_up(catalogue=engines.catalogue, index=engines.index)
    assert engines.index.search(IndexRequest(tree=Word("ombudsperson", "ombudsperson"))).total == 1
    file = engines.catalogue.file(unwell["scan"])
    assert file is not None
    assert (file.pages_with_text, file.outcome) == (1, "partly_no_text")
    seen = curator.go(f"/reports/{file.report}/{file.slug}.txt/pages/2")
    assert "Ombudsperson visits the harbour" in seen.main
    assert "typed the text of this page" in seen.main
    assert "typed the text of this page" not in curator.go(f"/reports/{file.report}/{file.slug}.txt/pages/1").main
    assert "The text of page 2 of “scan.txt” was typed" in curator.go("/history").main


def test_a_typed_text_is_taken_away_and_the_file_read_again(curator: Browser, engines: Engines) -> None:
    content = b"What the file says."
    with engines.store.receive() as incoming:
        incoming.write(content)
        sha256 = incoming.keep()
    with engines.catalogue.writing(ME) as writing:
        number = writing.add_report(Record(titles=(Text("en", "Read twice"),)), "published")
        file = writing.add_file(number, NewFile("a.txt", "txt", "text/plain", sha256, len(content)))
        writing.type_page(file, 1, "Typed instead.", "en")
    here = f"/health-of-text/{file}"
    curator.go(here + "?page=1")
    curator.post(here, forms_that(curator, do="away"))
    read_all(store=engines.store, catalogue=engines.catalogue, extract=engines.extract, worker="test", threads=1)
    page = engines.catalogue.page(number, file, 1)
    assert page is not None
    assert page.text == "What the file says."


def test_a_page_that_is_not_there_is_told(curator: Browser, unwell: dict[str, int]) -> None:
    here = f"/health-of-text/{unwell['half']}"
    assert "write a number from 1 to 2" in curator.go(here + "?page=7").main
    assert curator.go("/health-of-text/987654").status == 404
