"""Results: receipt, passages with marks, facets, chips, years, order, pages, nothing found."""

import gzip
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from starlette.testclient import TestClient

from repository.assets import assets
from repository.engines import Engines
from tests.collection import CANARY, Library
from tests.questions import asked


def page(site: TestClient, address: str, **headers: str) -> html.HtmlElement:
    """A page as a tree."""
    answer = site.get(address, headers=headers)
    assert answer.status_code == 200, answer.text[:500]
    return html.fromstring(answer.text)


def titles(tree: html.HtmlElement) -> list[str]:
    """The titles of the rows."""
    return [row.text_content() for row in tree.xpath("//li[@class='hit']/h3")]


def test_a_row_leads_to_the_page_with_the_words_marked(site: TestClient, library: Library) -> None:
    tree = page(site, "/search?q=recrutement+frais")
    (row,) = [row for row in tree.xpath("//li[@class='hit']") if "togolais" in row.text_content()]
    (link,) = row.xpath(".//ul[@class='passages']//a[contains(., 'commence')]")
    assert link.get("href") == f"/reports/{library.numbers['analysis']}/analyse.pdf/pages/2?q=recrutement+frais#hit-1"
    assert [mark.text for mark in link.xpath(".//mark")] == ["recrutement", "frais"]
    assert link.xpath(".//span[@class='where']")[0].text == "p. 2"
    assert link.xpath(".//span[@lang='fr' and @dir='ltr']")


def test_the_receipt_says_how_each_word_was_read(site: TestClient) -> None:
    tree = page(site, "/search?q=recruitment+qqqqzz")
    receipt = tree.xpath("//details[@class='receipt']")[0].text_content()
    assert "recruitment" in receipt
    assert "No report has this." in receipt
    assert "most words" in receipt
    assert "No report has all the words" in tree.text_content()


def test_facets_narrow_widen_and_leave_out(site: TestClient) -> None:
    tree = page(site, "/search?q=recruitment")
    (topic,) = tree.xpath("//section[h2[@id='box-country']]//a[contains(@class,'pick')][contains(., 'Kenya')]/@href")
    assert topic == "/search?q=recruitment&country=KE"
    assert len(titles(page(site, topic))) == 1
    (leave,) = tree.xpath("//section[h2[@id='box-country']]//a[contains(@aria-label, 'Kenya')]/@href")
    assert leave == "/search?q=recruitment&-country=KE"
    assert "Open letter on recruitment fees" not in titles(page(site, leave))
    both = page(site, "/search?country=TG&country=KE")
    assert len(titles(both)) == 2
    assert both.xpath("//ul[@class='chips']//a")[0].text_content().split() == ["Take", "off", "Country:", "Togo", "×"]
    assert set(both.xpath("//ul[@class='chips']//a/@href")) >= {"/search?country=KE", "/search?country=TG", "/search"}
    assert all(rel == "nofollow" for rel in both.xpath("//details//a/@rel"))


def test_a_region_finds_its_countries(site: TestClient) -> None:
    tree = page(site, "/search")
    (africa,) = tree.xpath("//section[h2[@id='box-region']]//a[contains(@class,'pick')][normalize-space()='Africa']/@href")
    assert len(titles(page(site, africa))) == 2
    levels = {row.xpath(".//bdi")[0].text: row.get("data-level") for row in tree.xpath("//section[h2[@id='box-region']]//li")}
    assert levels["Africa"] is None
    assert levels["Sub-Saharan Africa"] == "1"


def test_years_are_bars_with_a_range(site: TestClient) -> None:
    tree = page(site, "/search")
    bars = tree.xpath("//*[local-name()='svg' and @class='years']//a")
    assert bars[0].get("aria-label") == "2016: 1 report"
    assert len(titles(page(site, bars[0].get("href")))) == 1
    form = page(site, "/search?q=recruitment&from=2018&to=2018")
    assert titles(form) == ["Open letter on recruitment fees"]
    assert "2018" in form.xpath("//ul[@class='chips']")[0].text_content()


def test_order_and_pages(site: TestClient) -> None:
    newest, oldest = titles(page(site, "/search?sort=newest")), titles(page(site, "/search?sort=oldest"))
    assert newest[0] == "Open letter on recruitment fees"
    assert oldest.index("Open letter on recruitment fees") > 2
    first, second = page(site, "/search?per_page=3"), page(site, "/search?per_page=3&page=2")
    assert not set(titles(first)) & set(titles(second))
    assert first.xpath("//a[contains(@rel, 'next')]/@href") == ["/search?per_page=3&page=2"]
    assert second.xpath("//a[contains(@rel, 'prev')]/@href") == ["/search?per_page=3"]


def test_nothing_found_offers_a_way_on(site: TestClient) -> None:
    tree = page(site, "/search?q=qqqqzz&country=TG")
    assert "Nothing found" in tree.xpath("//h2[@id='results']")[0].text_content()
    assert "/search?q=qqqqzz" in tree.xpath("//div[@class='empty']//@href")
    meant = page(site, "/search?q=recruitmant+fees")
    assert meant.xpath("//p[@class='meant']/a")[0].text == "recruitment fees"


def test_unreadable_reports_are_counted(site: TestClient) -> None:
    assert "1 report of this list cannot be searched inside" in page(site, "/search").text_content()


@pytest.mark.parametrize("query", ['"', "((", "a*", "word~9", "-", "*", "year:..", "title:", "\u202eabc", "%00", "“" * 500, "x " * 3000])
def test_nothing_typed_is_an_error(site: TestClient, query: str) -> None:
    assert site.get("/search", params={"q": query}).status_code == 200


def test_absurd_parameters_are_left_out(site: TestClient) -> None:
    for parameters in ("page=1000000000", "page=-1", "page=0", "page=١", "sort=x&match=y&exact=z", "country=" + "x" * 5000):
        assert site.get(f"/search?{parameters}").status_code == 200
    many = "&".join(f"country=C{n}" for n in range(500))
    assert site.get(f"/search?{many}").status_code == 200


def test_the_first_page_with_everything_is_small(site: TestClient) -> None:
    answer = site.get("/search", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    style = assets()["style.css"]
    assert style.packed is not None
    packed = len(gzip.compress(answer.content, 6)) + len(style.packed) + len(assets()["icon.svg"].body)
    assert packed < 30_000
    assert set(re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text)) == {style.url, assets()["icon.svg"].url}


def test_arabic_is_right_to_left_and_keeps_the_direction_of_texts(site: TestClient) -> None:
    tree = page(site, "/search?q=الاستقدام", **{"accept-language": "ar"})
    assert tree.get("dir") == "rtl"
    assert tree.xpath("//li[@class='hit']//mark")
    latin = page(site, "/search?q=fees", **{"accept-language": "ar"})
    assert latin.xpath("//li[@class='hit']//h3[@dir='ltr'][@lang='en']")


def test_without_an_index_titles_are_searched_and_the_page_says_so(library: Library, site: TestClient, engines: Engines) -> None:
    from repository.app import create_app

    away = replace(library.engines, index=engines.index)
    with TestClient(create_app(library.settings, away), base_url="http://127.0.0.1") as client:
        tree = page(client, "/search?q=open+letter")
        assert "Search is being rebuilt" in tree.text_content()
        assert "Open letter on recruitment fees" in titles(tree)
        assert client.get("/ready").status_code == 503


def test_what_cannot_be_searched_lists_everything_newest_first_and_says_so(site: TestClient) -> None:
    answer = site.get("/api/v1/search", params={"q": "😀"}).json()
    everything = site.get("/api/v1/search").json()
    assert [hit["number"] for hit in answer["hits"]] == [hit["number"] for hit in everything["hits"]]
    assert answer["receipt"]["notes"]
    assert not everything["receipt"]["notes"]


def test_a_page_beyond_the_last_is_empty(site: TestClient) -> None:
    for number in ("90", "1000000000", "9" * 30):
        answer = site.get("/api/v1/search", params={"page": number}).json()
        assert answer["hits"] == []
        assert answer["page"] > 1


LONG = " ".join(f"recruitment fees word{number}" for number in range(150))[:3990]


@pytest.mark.parametrize(
    "parameters",
    [
        [("q", LONG)], [("q", "الاستقدام رسوم " * 280)], [("q", '"' * 5000)], [("q", '"a" ' * 1000)], [("q", "(" * 1000 + "fees" + ")" * 1000)],
        [("q", "*")], [("q", "?*?*")], [("q", "fees~9")], [("q", "state:draft")], [("q", "fees"), *((f"p{n}", "x") for n in range(500))],
        [("q", "fees"), *(("-country" if n % 2 else "topic", f"{n}" + "x" * 190) for n in range(250))],
        [("q", LONG), *(("country", f"C{n}") for n in range(500))], [("q", " ".join(f"w{n}*" for n in range(900)))],
        [("q", " ".join(f'organisation:"o{n} p"' for n in range(180)))], [("q", "fees"), ("q", "x"), ("page", "1"), ("page", "-1")],
    ],
)  # fmt: skip
def test_a_page_stays_small_whatever_is_asked(site: TestClient, parameters: list[tuple[str, str]]) -> None:
    for path in ("/search", "/search/country", "/api/v1/search"):
        answer = site.get(path, params=parameters)
        assert answer.status_code == 200
        assert len(answer.content) < 200_000, path
    receipt = site.get("/api/v1/search", params=parameters).json()["receipt"]
    assert receipt["notes"] or receipt["parts"]


def test_what_an_address_too_long_for_us_says(site: TestClient) -> None:
    answer = site.get("/search", params={"q": "word " * 13_000})
    assert answer.status_code == 400
    assert "too long" in answer.text
    assert len(answer.content) < 20_000


def test_a_long_question_goes_on_by_buttons_that_ask_the_same(site: TestClient) -> None:
    asked = {"q": LONG, "match": "any"}
    answer = site.get("/search", params=asked)
    assert answer.text.count("word149") <= 3  # the box, the years, the switch of language
    tree = html.fromstring(answer.text)
    form = tree.get_element_by_id("ask")
    fields = [(field.get("name"), field.get("value")) for field in form.xpath(".//input")]
    (kenya,) = tree.xpath("//button[@form='ask'][contains(@class, 'pick')][contains(., 'Kenya')]")
    narrowed = html.fromstring(site.get(kenya.get("formaction"), params=[*fields, (kenya.get("name"), kenya.get("value"))]).text)
    assert titles(narrowed) == ["Open letter on recruitment fees"]
    (off,) = narrowed.xpath("//ul[@class='chips']//button")
    assert (off.get("name"), off.get("value")) == ("change", "country=KE")
    (table,) = tree.xpath("//p[@class='take']//button[.='CSV']")
    assert "Open letter" in site.get(table.get("formaction"), params=fields).text
    (all_values,) = tree.xpath("//section[@aria-labelledby='box-country']//button[contains(@class, 'all')]") or [None]
    assert all_values is None or site.get(all_values.get("formaction"), params=fields).status_code == 200
    french = tree.xpath("//form[@id='tongues']//input")
    switched = site.get("/search", params=[*((field.get("name"), field.get("value")) for field in french), ("lang", "fr")])
    assert html.fromstring(switched.text).get("lang") == "fr"
    (passage,) = tree.xpath("//ul[@class='passages']//a[contains(., 'trap')]/@href")
    assert "word1" not in passage
    assert "mark" in site.get(passage).text


def test_what_was_left_out_of_an_address_is_told(site: TestClient) -> None:
    tree = page(site, "/search?q=fees&sort=best&page=-1&country=XX&state=draft")
    told = " ".join(note.text_content() for note in tree.xpath("//details[@class='receipt']//p[@class='note']"))
    for words in (
        "“best”\u2069 means nothing for \u2068“sort”",
        "“-1”\u2069 means nothing for \u2068“page”",
        "Country: the catalogue has no \u2068“XX”",
        "“state”",
    ):
        assert words in told


def test_a_page_past_the_last_says_so_and_leads_back(site: TestClient) -> None:
    tree = page(site, "/search?q=fees&page=90")
    assert "There is no page 90; the last one is page 1." in tree.text_content()
    assert tree.xpath("//a[contains(@rel, 'prev')]/@href") == ["/search?q=fees"]


def test_a_word_of_no_report_is_named_beside_the_results(site: TestClient) -> None:
    assert page(site, "/search?q=recruitment+qqqqzz").xpath("//p[@class='nowhere']")[0].text_content() == "No report has \u2068“qqqqzz”\u2069."


def test_synonyms_of_several_words_are_told_for_all_of_them(site: TestClient) -> None:
    tree = page(site, "/search?q=human+trafficking")
    assert "“human trafficking”\u2069 is also looked for as:" in tree.xpath("//div[@class='read']")[0].text_content()
    (first, second) = site.get("/api/v1/search?q=human+trafficking").json()["receipt"]["parts"]
    assert first["concept"] == "human trafficking"
    assert first["synonyms"]
    assert not second["synonyms"]
    assert "traite" not in first["read_as"]


def test_a_report_found_by_its_terms_says_by_which(site: TestClient) -> None:
    tree = page(site, "/search?q=Kenya", **{"accept-language": "fr"})
    (row,) = tree.xpath("//li[@class='hit'][contains(., 'Open letter')]")
    assert row.xpath(".//p[contains(@class, 'because')]//mark")[0].text == "Kenya"
    abstract = page(site, "/search?q=study").xpath("//li[@class='hit']//p[@class='gist']//mark")
    assert [mark.text for mark in abstract] == ["study"]


def test_what_was_read_is_written_out_when_something_was_left_out(site: TestClient) -> None:
    tree = page(site, "/search?q=fees+OR+(recruitment")
    assert tree.xpath("//div[@class='read']//code")[0].text == "fees OR recruitment"


@pytest.mark.parametrize("query", ["", "%22", "...", "-recruitment", "%D9%91", "()&sort=relevance"])
def test_what_cannot_be_ranked_is_listed_newest_first_and_says_so(site: TestClient, query: str) -> None:
    tree = page(site, f"/search?q={query}")
    orders = tree.xpath("//*[@aria-current='true' and contains('Newest Oldest Title Best first', normalize-space(.))]")
    assert [order.text_content().strip() for order in orders] == ["Newest"]
    assert "Best first" not in tree.text_content()
    if query != "-recruitment":
        assert titles(tree) == titles(page(site, "/search"))


def test_what_can_be_ranked_is_listed_best_first(site: TestClient) -> None:
    tree = page(site, "/search?q=recruitment+-fees")
    assert [order.text_content().strip() for order in tree.xpath("//*[@aria-current='true'][contains(., 'Best first')]")] == ["Best first"]


WORDS = st.sampled_from(
    ["fees", "recruitment", '"', "«", "(", ")", "-", "OR", "*", "fee*", "fess~", "~9", "title:", "year:2018", "country:TG", "رسوم",
     "\u202e", "\x00", "'", "C-189", "\ud800", "%", "&", "<b>", "state:draft"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["q", "page", "per_page", "sort", "match", "exact", "year", "from", "to", "country", "-country", "topic", "change", "lang", "find",
     "zz", "-"]
)  # fmt: skip
VALUES = st.lists(WORDS, max_size=6).map(" ".join) | st.sampled_from(["1", "-1", "1000000000", "newest", "any", "TG", "KE", "2015..2018", "fr"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parameters=st.lists(st.tuples(NAMES, VALUES), max_size=8))
def test_every_address_has_an_answer(site: TestClient, parameters: list[tuple[str, str]]) -> None:
    query = urlencode(parameters, errors="surrogatepass")
    for path in ("/search", "/search/country", "/search.csv", "/api/v1/search", "/api/v1/terms"):
        answer = site.get(f"{path}?{query}")
        other = {"/search": 301, "/api/v1/terms": 400}.get(path)  # a key written otherwise leads to the one it means
        assert answer.status_code in {200, other}, (path, query)


def test_a_name_is_told_by_the_terms_it_means(site: TestClient) -> None:
    (part,) = site.get("/api/v1/search?q=country:tog", headers={"accept-language": "ar"}).json()["receipt"]["parts"]
    assert (part["typed"], part["read_as"], part["reports"]) == ("country:tog", ["توغو"], 1)
    hidden = site.get(f"/api/v1/search?q=organisation:{CANARY}").json()["receipt"]["parts"][0]
    assert (hidden["read_as"], hidden["reports"]) == ([], 0)


def test_hundreds_of_names_are_looked_up_a_few_times_only(site: TestClient) -> None:
    query = " ".join(f"organisation:o{number}" for number in range(200))
    parts = site.get("/api/v1/search", params={"q": query}).json()["receipt"]["parts"]
    assert len(parts) == 200


@pytest.mark.parametrize("address", ["/search", "/search?q=recruitment+fees&country=KE", "/search/country?q=fees", "/api/v1/search?q=fees"])
def test_the_database_is_asked_a_few_times_for_a_page(site: TestClient, library: Library, address: str) -> None:
    site.get(address)
    with asked(library.engines) as statements:
        site.get(address)
    assert len(statements) < 20, statements


def test_any_of_the_words_parts_no_list(site: TestClient) -> None:
    divider = "//li[@class='divider']"
    assert page(site, "/search?q=recruitment+quokka&match=most").xpath(divider)
    assert not page(site, "/search?q=recruitment+quokka&match=any").xpath(divider)
