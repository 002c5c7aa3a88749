"""A body too large is answered at once, and the connection ends: a browser shows what it was told only when it can send no more."""

import socket
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from repository import parting
from repository.engines import Engines
from repository.settings import Settings
from tests.serving import serving

PIECE = b"x" * 50_000
PIECES = 100
ANNOUNCED = {"length": f"content-length: {len(PIECE) * PIECES}\r\n", "chunks": "transfer-encoding: chunked\r\n"}


@pytest.mark.parametrize("how", ANNOUNCED)
def test_who_still_sends_is_told_and_sends_no_more(engines: Engines, settings: Settings, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(parting, "MOMENT", 0.1)
    piece = PIECE if how == "length" else b"%x\r\n%s\r\n" % (len(PIECE), PIECE)
    head = (
        "POST /account HTTP/1.1\r\nhost: 127.0.0.1\r\nsec-fetch-site: same-origin\r\n"
        f"content-type: application/x-www-form-urlencoded\r\n{ANNOUNCED[how]}\r\n"
    )
    told, sent = b"", 0
    with (
        serving(replace(settings, upload_limit=1 << 20), engines) as at,
        socket.create_connection((urlsplit(at).hostname, urlsplit(at).port)) as line,
    ):
        line.settimeout(0.02)
        line.sendall(head.encode())
        while sent < PIECES:
            try:
                line.sendall(piece)
                sent += 1
                got = line.recv(65_536)
            except TimeoutError:
                continue
            except OSError:
                break
            if not got:
                break
            told += got
    assert told.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in told.lower()
    assert told.rstrip().endswith(b"</html>")
    assert sent < PIECES


def test_the_page_says_how_much_may_be_sent_and_leads_back(site: TestClient) -> None:
    sent = {"origin": "http://127.0.0.1", "accept-language": "fr", "content-type": "multipart/form-data; boundary=b"}
    large = sent | {"content-length": str(2**40)}
    answer = site.post("/upload", content=b"", headers=large)
    assert answer.status_code == 413
    assert "210 Mo au plus" in plain(answer.text)
    assert 'href="/upload"' in answer.text
    answer = site.post("/api/v1/reports", content=b"", headers=large)
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:problem:body_large")
    assert "210 Mo au plus" in plain(answer.json()["detail"])
    assert "1 Mo au plus" in plain(site.post("/account", content=b"x" * (2 << 20), headers=sent).text)


def plain(text: str) -> str:
    """With ordinary spaces only."""
    return " ".join(text.split())
