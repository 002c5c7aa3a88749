"""A report: its full record, honest dates, relations, own text, search inside, tombstone."""

import json
from dataclasses import replace
from pathlib import Path

from lxml import html
from starlette.testclient import TestClient

from repository.app import create_app
from repository.engines import Engines
from repository.indexing import catch_up
from repository.settings import Settings
from tests.collection import REASON, Library, take


def tree_of(site: TestClient, library: Library, name: str, query: str = "", **headers: str) -> html.HtmlElement:
    """The page of a report as a tree."""
    answer = site.get(f"/reports/{library.numbers[name]}/{query}", headers=headers)
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def test_the_record_is_whole(site: TestClient, library: Library) -> None:
    tree = tree_of(site, library, "analysis")
    text = " ".join(tree.text_content().split())
    for word in ("Analysis of trafficking in Togolese", "Une enquête menée", "A study made", "Togo", "Gabon", "Western Africa", "Recruitment",
                 "September 2017", "CC-BY-4.0", "https://voies.example/analyse", "3 pages", "French", "Afi Mensah"):  # fmt: skip
        assert word in text, word
    assert tree.xpath("//h1[@lang='fr']")
    assert "By" in text
    assert "Published by" in text
    assert [link for link in tree.xpath("//dl//a/@href") if link == f"/reports/{library.numbers['letter']}/"]  # it announces this one
    assert "Announced by" in text


def test_the_original_is_linked_before_any_other_file_of_its_kind(site: TestClient, library: Library) -> None:
    links = [link for link in tree_of(site, library, "analysis").xpath("//a/@href") if ".pdf" in link]
    assert links[0] == f"/reports/{library.numbers['analysis']}/analyse.pdf"


def test_metadata_for_machines(site: TestClient, library: Library) -> None:
    tree = tree_of(site, library, "analysis")
    here = f"http://127.0.0.1/reports/{library.numbers['analysis']}/"
    meta = {(node.get("name"), node.get("content")) for node in tree.xpath("//meta[starts-with(@name, 'citation_')]")}
    assert {("citation_author", "Afi Mensah"), ("citation_publication_date", "2017/09"), ("citation_pdf_url", here + "analyse.pdf")} <= meta
    assert ("citation_author", "Harbour Coalition,") in {
        (node.get("name"), node.get("content")) for node in tree_of(site, library, "letter").xpath("//meta")
    }
    described = json.loads(tree.xpath("//script[@type='application/ld+json']")[0].text)
    assert described["@id"] == here
    assert json.loads(tree_of(site, library, "evil").xpath("//script[@type='application/ld+json']")[0].text)["name"].startswith("Evil")
    assert tree.xpath("//link[@rel='canonical']/@href") == [here]
    assert len(tree.xpath("//link[@rel='alternate'][@hreflang]")) == 5


def test_dates_say_what_is_known(site: TestClient, library: Library) -> None:
    def when(name: str) -> str:
        return " ".join(tree_of(site, library, name).xpath("//*[contains(@class, 'when')]")[0].text_content().split())

    assert when("letter").replace("\u2009", "") == "2–4 Mar 2018"
    assert when("annexes") == "10 July (year not stated) the week before the forum"
    assert when("plain") == "No date is known"


def test_a_statement_reads_like_an_article(site: TestClient, library: Library) -> None:
    tree = tree_of(site, library, "letter")
    assert [part.text_content().strip() for part in tree.xpath("//div[@class='prose']//p")] == [
        "p. 1", "Recruitment fees trap migrant workers.", "We ask every State to end them.", "p. 2",
        "Second page: signatures of quokka friends.",
    ]  # fmt: skip


def test_files_tell_their_health(site: TestClient, library: Library) -> None:
    assert "no text that can be searched" in tree_of(site, library, "scan").text_content()
    assert not tree_of(site, library, "scan").xpath("//a[contains(., 'page by page')]")
    assert len(tree_of(site, library, "annexes").xpath("//div[@class='file']")) == 3


def test_search_inside(site: TestClient, library: Library) -> None:
    tree = tree_of(site, library, "analysis", "?q=frais")
    assert [where.text for where in tree.xpath("//ul[@class='passages']//span[@class='where']")] == ["p. 2", "p. 3"]
    assert "2 pages have" in tree.xpath("//h2[@id='found']")[0].text_content()
    assert tree.xpath("//ul[@class='passages']//mark")
    often = tree_of(site, library, "letter", "?q=recruitment+migrant+workers+fees")
    assert often.xpath("//ul[@class='passages']//span[@class='which']")[0].text == "4 times"
    assert not often.xpath("//span[@class='which every']"), "the only page has all"


def test_pages_with_all_the_words_are_told_from_those_with_some(site: TestClient, library: Library) -> None:
    tree = tree_of(site, library, "analysis", "?q=frais+recrutement")
    section = tree.xpath("//section[@aria-labelledby='found']")[0]
    assert [(row.xpath("string(.//span[@class='where']/text())").strip(), bool(row.xpath(".//span[@class='which every']")))
            for row in section.xpath(".//ul[@class='passages']/li")] == [("p. 2", True), ("p. 3", False)]  # fmt: skip
    assert "1 of them has all the words." in section.text_content()


def test_the_address_ends_in_a_slash(site: TestClient, library: Library) -> None:
    answer = site.get(f"/reports/{library.numbers['analysis']}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/reports/{library.numbers['analysis']}/")


def test_withdrawn_is_a_tombstone_in_the_readers_language(site: TestClient, library: Library) -> None:
    gone, letter = library.numbers["gone"], library.numbers["letter"]
    for address in (f"/reports/{gone}/", f"/reports/{gone}/pages/1", f"/reports/{gone}/cite.ris", f"/reports/{gone}/x.pdf"):
        answer = site.get(address, headers={"accept-language": "fr"})
        assert answer.status_code == 410, address
        assert REASON in answer.text
        assert f'href="/reports/{letter}/"' in answer.text
        assert "something that is gone" not in answer.text
        assert "a été retiré" in answer.text


def test_a_reader_who_has_it_is_not_sent_it_again(site: TestClient, library: Library) -> None:
    address = f"/reports/{library.numbers['letter']}/"
    first = site.get(address)
    assert first.headers["cache-control"] == "no-cache"
    again = site.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert site.get(address, headers={"if-none-match": first.headers["etag"], "accept-language": "es"}).status_code == 200


def test_many_pages_inside_are_listed_in_parts(engines: Engines, settings: Settings, tmp_path: Path) -> None:
    text = "\f".join(f"Page {number} has wombats." if number % 2 else f"Page {number}." for number in range(1, 201))
    number = take(engines, settings, [{"external_id": "long", "title": "Long", "text": text, "language": "en"}], tmp_path, publish=True)["long"]
    catch_up(catalogue=engines.catalogue, index=engines.index)
    with TestClient(create_app(settings, engines), base_url="http://127.0.0.1") as client:
        seen: list[str] = []
        address = f"/reports/{number}/?q=wombats"
        for first, last in ((1, 40), (41, 80), (81, 100)):
            tree = html.fromstring(client.get(address).text)
            assert f"Pages {first} to {last} of 100" in tree.text_content()
            seen += [where.text for where in tree.xpath("//section[@aria-labelledby='found']//span[@class='where']")]
            address = ([*tree.xpath("//section[@aria-labelledby='found']//a[contains(@rel, 'next')]/@href"), ""])[0].partition("#")[0]
        assert not address
        assert seen == [f"p. {page}" for page in range(1, 201, 2)]


def test_without_an_index_nothing_is_said_to_be_nowhere(library: Library, engines: Engines) -> None:
    away = replace(library.engines, index=engines.index)
    number = library.numbers["analysis"]
    with TestClient(create_app(library.settings, away), base_url="http://127.0.0.1") as client:
        for address in (f"/reports/{number}/?q=frais", f"/reports/{number}/analyse.pdf/pages/2?q=frais"):
            text = client.get(address).text
            assert "Search is being rebuilt" in text
            assert "0 pages" not in text
            assert "match on this page" not in text
