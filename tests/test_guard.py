"""What every answer carries, and what is refused before anything else happens."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from repository.app import create_app
from repository.engines import Engines
from repository.guard import HEADERS, Guard
from repository.settings import Settings, load
from tests.addresses import everything
from tests.collection import Library


def test_every_answer_carries_every_header(site: TestClient, library: Library) -> None:
    for address in everything(library):
        answer = site.get(address)
        assert answer.status_code < 500, address
        for name, value in HEADERS.items():
            if name == "Content-Security-Policy":
                assert answer.headers[name] in {value, "sandbox"}, address
            else:
                assert answer.headers[name] == value, address
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "server" not in answer.headers
        assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_answered_with_a_page(site: TestClient, method: str) -> None:
    answer = site.request(method, "/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert HEADERS["Content-Security-Policy"] == answer.headers["content-security-policy"]
    assert "<h1>" in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "127.0.0.1:80:80", "localhost:evil"])
def test_strange_hosts_are_refused(site: TestClient, host: str) -> None:
    answer = site.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:9", "LOCALHOST:1"])
def test_loopback_names_any_port(site: TestClient, host: str) -> None:
    assert site.get("/about", headers={"host": host}).status_code == 200


def test_probes_are_asked_by_address(site: TestClient) -> None:
    assert site.get("/live", headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert site.get("/ready", headers={"host": "10.0.0.7:8000"}).status_code == 200


def test_a_public_address_is_the_only_host_and_strict(library: Library) -> None:
    settings = load({"REPOSITORY_HOME": str(library.settings.home), "REPOSITORY_URL": "https://reports.example"})
    with TestClient(create_app(settings, library.engines), base_url="https://reports.example") as client:
        page = client.get("/about")
        assert page.headers["strict-transport-security"].startswith("max-age=")
        assert 'href="https://reports.example/about"' in page.text
        chosen = client.get("/language?lang=fr&to=/about", follow_redirects=False)
        assert chosen.headers["set-cookie"].startswith("__Host-language=fr;")
        assert "Secure" in chosen.headers["set-cookie"]
        assert client.get("/about", headers={"host": "localhost"}).status_code == 400


def test_endless_addresses_and_bodies_are_refused(site: TestClient) -> None:
    assert site.get("/search?q=" + "a" * 62_000).status_code == 400
    assert site.post("/search", content=b"x" * (2 << 20)).status_code == 413
    assert site.get("/api/v1/search?q=" + "a" * 62_000).headers["content-type"] == "application/problem+json"
    assert site.get("/search", headers={"content-length": "many"}).status_code == 413


def test_a_fault_is_a_page_and_its_log_names_no_reader(settings_of_a_fault: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        page = settings_of_a_fault.get("/search?q=secretwords", headers={"accept-language": "fr"})
    assert page.status_code == 500
    assert "Quelque chose" in page.text
    assert page.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert "secretwords" not in caplog.text
    assert "fault at GET /search" in caplog.text
    document = settings_of_a_fault.get("/api/v1/search?q=secretwords").json()
    assert document["status"] == 500


@pytest.fixture
def settings_of_a_fault(engines: Engines, tmp_path: Path) -> TestClient:
    """An application over an index that is broken in a way nobody foresaw."""

    class Broken:
        def __getattr__(self, name: str) -> object:
            raise ZeroDivisionError("SECRETwords".lower())

    broken = replace(engines, index=Broken())  # type: ignore[arg-type]
    client = TestClient(create_app(load({"REPOSITORY_HOME": str(tmp_path / "home")}), broken), base_url="http://127.0.0.1",
                        raise_server_exceptions=False)  # fmt: skip
    client.__enter__()
    return client


def test_allows_is_exact() -> None:
    guard = Guard(None, settings=load({"REPOSITORY_URL": "https://a.example:8443"}), fail=lambda *_: None, limit=lambda _: 0)  # type: ignore[arg-type,return-value]
    assert guard.allows("a.example:8443")
    assert not guard.allows("a.example")
    assert not guard.allows("b.a.example:8443")


def test_who_goes_away_in_the_middle_of_a_form_is_no_fault(engines: Engines, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    app, sent = create_app(settings, engines), list[Message]()
    headers = [(b"host", b"127.0.0.1"), (b"sec-fetch-site", b"same-origin"), (b"content-type", b"application/x-www-form-urlencoded")]
    coming = [{"type": "http.request", "body": b"email=", "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    async def ask() -> None:
        async with app.router.lifespan_context(app) as state:
            scope = {"type": "http", "method": "POST", "path": "/account", "query_string": b"", "headers": headers, "state": dict(state)}
            await app(scope, receive, send)

    asyncio.run(ask())
    assert (coming, sent) == ([], [])
    assert caplog.text == ""
