"""Static files: kept for ever under their digest, packed, nothing else in reach."""

from starlette.testclient import TestClient

from repository.assets import assets


def test_kept_for_ever_under_the_digest(site: TestClient) -> None:
    style = assets()["style.css"]
    answer = site.get(style.url, headers={"accept-encoding": "gzip"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == style.body
    assert site.get(style.url, headers={"if-none-match": style.etag}).status_code == 304
    assert site.get(style.url, headers={"accept-encoding": "identity"}).headers.get("content-encoding") is None


def test_an_older_page_still_gets_its_style(site: TestClient) -> None:
    answer = site.get("/static/style.000000000000.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=300")


def test_nothing_else_is_in_reach(site: TestClient) -> None:
    for name in ("nothing.css", "..%2f..%2flayout.html", "%2e%2e/layout.html", "layout.html"):
        assert site.get(f"/static/{name}").status_code == 404


def test_the_stylesheet_asks_nobody_for_anything() -> None:
    style = assets()["style.css"].body.decode()
    assert "url(" not in style
    assert "@import" not in style
    for physical in ("margin-left", "margin-right", "padding-left", "padding-right", "align: left", "align: right", " left:", " right:"):
        assert physical not in style, physical
