"""A page of results is made once for all who follow its link, and anew for whoever comes after a change."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from repository.app import create_app
from repository.engines import Engines
from repository.index import Index, IndexAnswer, IndexRequest
from repository.indexing import catch_up
from repository.model import Text
from repository.settings import Settings
from tests.collection import ME, take
from tests.people import Browser, person

LINK = "/search?q=wombats"


class Asked:
    """The index, counting questions."""

    def __init__(self, index: Index) -> None:
        self.index, self.times = index, 0

    def search(self, request: IndexRequest) -> IndexAnswer:
        self.times += 1
        return self.index.search(request)

    def __getattr__(self, name: str) -> object:
        return getattr(self.index, name)


@pytest.fixture
def number(engines: Engines, settings: Settings, tmp_path: Path) -> int:
    """A report about wombats."""
    rows: list[dict[str, object]] = [{"external_id": "w", "title": "Wombats", "text": "Wombats pay no fees.", "language": "en", "topic": "Fees"}]
    numbers = take(engines, settings, rows, tmp_path, publish=True)
    catch_up(catalogue=engines.catalogue, index=engines.index)
    return numbers["w"]


@pytest.fixture
def asked(engines: Engines) -> Asked:
    """What the site asks."""
    return Asked(engines.index)


@pytest.fixture
def site(number: int, engines: Engines, settings: Settings, asked: Asked) -> Iterator[TestClient]:
    """Somebody without a session."""
    app = create_app(settings, replace(engines, index=asked))
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=True) as client:
        yield client


def test_the_same_link_is_searched_for_once(number: int, asked: Asked, site: TestClient) -> None:
    first = site.get(LINK)
    times = asked.times
    again = site.get(LINK)
    assert f"/reports/{number}/" in first.text
    assert (again.text, dict(again.headers)) == (first.text, dict(first.headers))
    assert site.get(LINK, headers={"if-none-match": first.headers["etag"]}).status_code == 304
    assert (times, asked.times) == (1, 1)


def test_each_language_and_each_question_has_its_own(asked: Asked, site: TestClient) -> None:
    english, french = site.get(LINK), site.get(LINK, headers={"accept-language": "fr"})
    assert (english.headers["content-language"], french.headers["content-language"]) == ("en", "fr")
    assert site.get(LINK, headers={"accept-language": "fr"}).text == french.text != english.text
    assert "Wombats" not in site.get("/search?q=wombats+-fees").text
    assert asked.times > 2


def test_who_is_signed_in_is_shown_their_own(engines: Engines, site: TestClient) -> None:
    site.get(LINK)
    person(engines, "pat@voices.example", "reader")
    browser = Browser(site)
    assert "pat@voices.example" not in browser.go(LINK).text
    assert "The reader" in browser.sign_in("pat@voices.example").go(LINK).text
    assert browser.answer.headers["cache-control"] == "no-store, private"
    site.cookies.clear()
    assert "The reader" not in browser.go(LINK).text


def test_what_is_withdrawn_is_gone_from_the_next_answer(number: int, engines: Engines, site: TestClient) -> None:
    assert f"/reports/{number}/" in site.get(LINK).text
    with engines.catalogue.writing(ME) as writing:
        writing.move(number, "withdrawn", reason="A mistake")
    assert f"/reports/{number}/" not in site.get(LINK).text


def test_a_new_name_and_a_new_report_are_seen_at_once(engines: Engines, settings: Settings, site: TestClient, tmp_path: Path) -> None:
    assert "Fees" in site.get(LINK).text
    term = engines.catalogue.find_term("topic", "Fees")
    assert term is not None
    with engines.catalogue.writing(ME) as writing:
        writing.update_term(replace(term, labels=(Text("en", "Charges"),)))
    assert "Charges" in site.get(LINK).text
    numbers = take(engines, settings, [{"external_id": "n", "title": "More wombats"}], tmp_path, publish=True)
    site.get(LINK)
    catch_up(catalogue=engines.catalogue, index=engines.index)
    assert f"/reports/{numbers['n']}/" in site.get(LINK).text


def test_what_was_made_in_a_hurry_is_made_again(asked: Asked, site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as hurry:
        hurry.setattr("repository.search.hits.BUDGET", -1)
        site.get(LINK)
    assert "<mark>" in site.get(LINK).text
    site.get(LINK)
    assert asked.times == 2


def test_what_is_not_found_is_counted_each_time(asked: Asked, site: TestClient) -> None:
    site.get("/search?q=quokkas")
    times = asked.times
    site.get("/search?q=quokkas")
    assert asked.times == 2 * times
