"""A term: names, place, reports; a merged one leads on."""

from pathlib import Path

from lxml import html
from starlette.testclient import TestClient

from repository.app import create_app
from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Text
from repository.settings import Settings
from tests.collection import ME, ROWS, Library, take


def test_names_place_and_reports(site: TestClient, library: Library) -> None:
    togo = library.engines.catalogue.term_by_key("country", "TG")
    assert togo is not None
    tree = html.fromstring(site.get(f"/terms/{togo.id}").text)
    assert tree.xpath("//h1")[0].text_content() == "Togo"
    assert "Western Africa" in tree.xpath("//section[h2[@id='broader']]")[0].text_content()
    assert "توغو" in tree.xpath("//section[h2[@id='names']]")[0].text_content()
    assert f"/reports/{library.numbers['analysis']}/" in tree.xpath("//ol//@href")
    assert tree.xpath("//input[@type='hidden'][@name='country'][@value='TG']")


def test_a_merged_term_leads_to_where_it_went(engines: Engines, settings: Settings, tmp_path: Path) -> None:
    take(engines, settings, [ROWS[5] | {"topic": "Fees"}], tmp_path, publish=True)
    old = engines.catalogue.find_term("topic", "Fees")
    assert old is not None
    with engines.catalogue.writing(ME) as writing:
        new = writing.add_term("topic", (Text("en", "Recruitment costs"),), state="approved")
        writing.merge_terms(old.id, new.id)
    catch_up(catalogue=engines.catalogue, index=engines.index)
    with TestClient(create_app(settings, engines), base_url="http://127.0.0.1", follow_redirects=False) as client:
        answer = client.get(f"/terms/{old.id}")
        assert (answer.status_code, answer.headers["location"]) == (301, f"/terms/{new.id}")
        assert "Nothing but a title" in client.get(f"/terms/{new.id}").text
        moved = client.get(f"/search?topic={old.key}&q=words")
        assert (moved.status_code, moved.headers["location"]) == (301, f"/search?q=words&topic={new.key}")
        assert "Nothing but a title" in client.get(moved.headers["location"]).text
        assert client.get(f"/api/v1/search?topic={old.key}").json()["total"] == 1


def test_terms_that_are_not_there(site: TestClient) -> None:
    assert site.get("/terms/0").status_code == 404
    assert site.get("/terms/99999999999999999999").status_code == 404
