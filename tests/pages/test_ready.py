"""Record and index are usable, or why not."""

from starlette.testclient import TestClient

from repository.app import create_app
from repository.engines import Engines
from repository.pages.ready import record_state
from repository.settings import Settings
from tests.collection import Library


def test_both_are_usable(site: TestClient, library: Library) -> None:
    answer = site.get("/ready").json()
    assert (answer["ready"], answer["record"]["ready"], answer["index"]["ready"]) == (True, True, True)
    assert answer["index"]["last_change"] == library.engines.catalogue.last_change()


def test_an_index_that_is_not_there_yet(engines: Engines, settings: Settings) -> None:
    with TestClient(create_app(settings, engines), base_url="http://127.0.0.1") as client:
        answer = client.get("/ready")
        assert answer.status_code == 503
        assert answer.json()["index"]["reason"]


def test_a_record_that_cannot_be_read(engines: Engines, settings: Settings) -> None:
    engines.catalogue.close()
    path = settings.uploads / "catalogue.sqlite3"
    path.write_bytes(b"not a database" * 1000)
    state = record_state(engines.catalogue)
    assert state["ready"] is False
    assert state["reason"]
