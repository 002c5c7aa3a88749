"""What people could not find: seen by staff once asked on three days, without who asked; made a synonym, or put aside."""

import pytest
from lxml import html

from repository.asked import countable
from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Actor, Text
from repository.settings import Settings
from tests.pages.curating import forms_that
from tests.people import Browser

ME = Actor("test")
KEY = "a" * 64


def ask(engines: Engines, *days: str, key: str = KEY, words: str = "sea rescue") -> None:
    """The same words, nothing found, on these days."""
    for day in days:
        with engines.catalogue.writing(ME) as writing:
            writing.add_missed({key: (words, 2)}, day)


def listed(browser: Browser, address: str = "/not-found") -> list[str]:
    return [each.text_content() for each in html.fromstring(browser.go(address).text).xpath("//ul[@class='proposals']//strong")]


def test_words_are_seen_from_the_third_day_on_and_kept_no_earlier(curator: Browser, engines: Engines, settings: Settings) -> None:
    ask(engines, "2026-11-01", "2026-11-01", "2026-11-02", "2026-11-02")
    assert listed(curator) == []
    kept = b"".join(path.read_bytes() for path in settings.uploads.glob("catalogue.sqlite3*"))
    assert KEY.encode() in kept
    assert b"sea rescue" not in kept
    ask(engines, "2026-11-05")
    assert listed(curator) == ["sea rescue"]
    assert "asked on 3 days, 10 times" in curator.main
    ask(engines, "2027-03-01", key="b" * 64, words="other")
    assert listed(curator) == []


def test_words_are_put_aside_and_listed_again(curator: Browser, engines: Engines) -> None:
    ask(engines, "2026-11-01", "2026-11-02", "2026-11-03")
    curator.go("/not-found")
    curator.post("/not-found", forms_that(curator, do="aside"))
    assert listed(curator) == []
    assert listed(curator, "/not-found?aside=1") == ["sea rescue"]
    curator.post("/not-found?aside=1", forms_that(curator, do="back"))
    assert listed(curator) == ["sea rescue"]
    assert curator.post("/not-found", forms_that(curator, do="aside") | {"key": "c" * 64}).status == 404


def test_words_become_a_synonym_and_then_find(curator: Browser, engines: Engines) -> None:
    with engines.catalogue.writing(ME) as writing:
        writing.add_term("topic", (Text("en", "Search at sea"),), state="approved")
    ask(engines, "2026-11-01", "2026-11-02", "2026-11-03")
    form = forms_that(curator.go("/not-found"), do="synonym")
    assert curator.post("/not-found", form | {"term": "nothing so called"}).status == 400
    assert "nothing so called" in curator.main
    led = curator.post("/not-found", form | {"term": "search at SEA"})
    assert led.address.startswith("/vocabulary/topic/")
    assert forms_that(led, do="describe")["synonyms"].strip() == "sea rescue"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("Réfugiés de la mer", "refugies de la mer"),
        ("الاتجار", "الاتجار"),
        ("someone@example.org", ""),
        ("https://example.org/x", ""),
        ("call 0033612345678", ""),
        ("agenda 2030", "agenda 2030"),
        ("a very long question that many words make so long", ""),
        ("ab", ""),
        ("x" * 5000, ""),
    ],
)
def test_what_is_counted(question: str, counted: str) -> None:
    assert countable(question) == counted


def test_only_questions_without_an_answer_are_counted(curator: Browser, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    catch_up(catalogue=engines.catalogue, index=engines.index)
    told: list[str] = []
    monkeypatch.setattr("repository.counting.Counts.not_found", lambda _self, question, _agent: told.append(question))
    curator.go("/search?q=zeppelins")
    curator.client.cookies.clear()
    for address in ("/search?q=zeppelins", "/search?q=fees", "/search?q=zeppelins&country=TG", "/search?q=", "/search?q=-fees+-report"):
        curator.go(address)
    assert told == ["zeppelins"]
