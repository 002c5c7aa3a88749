"""The table of addresses: every one has its module, its page or resource has its template, context and test."""

import re
from dataclasses import is_dataclass
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

import repository
from repository.routes import TABLE, name_of, routes
from repository.words import templates_folder
from tests.addresses import everything
from tests.collection import CANARY, EVIL, Library

TESTS = Path(__file__).parent
CODE = Path(repository.__file__).parent


def test_every_module_of_the_table_has_a_test() -> None:
    for _, module in TABLE:
        name = name_of(module)
        folder, _, file = name.rpartition(".")
        assert (TESTS / (folder or "pages") / f"test_{file}.py").is_file(), name


def test_every_template_has_a_module_with_a_frozen_context() -> None:
    for path in sorted((templates_folder() / "pages").glob("*.html")):
        module = __import__(f"repository.pages.{path.stem}", fromlist=["x"])
        contexts = [value for value in vars(module).values() if isinstance(value, type) and is_dataclass(value)]
        assert any(f"`pages/{path.name}`" in (value.__doc__ or "") for value in contexts), path
        assert all(value.__dataclass_params__.frozen for value in contexts)  # type: ignore[attr-defined]


def test_every_page_module_is_in_the_table() -> None:
    listed = {module.__name__ for _, module in TABLE}
    parts = {"__init__", "again", "agent", "change", "carried", "changing", "entering", "error", "found", "histogram", "problem", "sheet"}
    parts |= {"compared", "counted", "facet_form", "review_record", "seen", "term_sheet"}
    for folder in ("pages", "api"):
        for path in (CODE / folder).glob("*.py"):
            assert path.stem in parts or f"repository.{folder}.{path.stem}" in listed, path


def test_every_address_of_the_library_is_of_the_table_and_all_of_the_table_is_asked(site: TestClient, library: Library) -> None:
    asked = set()
    for address in everything(library):
        scope = {"type": "http", "path": address.partition("?")[0], "method": "GET", "headers": [], "root_path": ""}
        asked.update(route.path for route in routes() if route.matches(scope)[0].value)
    assert asked >= {address for address, _ in TABLE}


def test_nothing_unpublished_is_anywhere(site: TestClient, library: Library) -> None:
    """The canary: a unique word in an unpublished report is in no answer but where the question itself is repeated."""
    for address in everything(library):
        for headers in ({}, {"range": "bytes=0-50"}, {"if-none-match": "*x*"}):
            answer = site.get(address, headers=headers)
            text = answer.content.decode("utf-8", "replace")
            if CANARY in address:
                assert f"Hidden {CANARY}" not in text, address
                for word in ("organisation", "topic", "abstract", "text"):
                    assert f"{CANARY} {word}" not in text, address
            else:
                assert CANARY not in text, address
            assert CANARY not in str(answer.headers) or CANARY in address
    hidden = library.numbers["hidden"]
    for address in (f"/reports/{hidden}/", f"/reports/{hidden}/hidden.pdf", f"/reports/{hidden}/hidden.pdf/pages/1",
                    f"/reports/{hidden}/hidden.pdf/pages/1.png", f"/reports/{hidden}/hidden.pdf/pages/1.txt", f"/reports/{hidden}/pages/1",
                    f"/reports/{hidden}/pages/1.txt", f"/reports/{hidden}/cite.ris", f"/api/v1/reports/{hidden}"):  # fmt: skip
        for method in ("GET", "HEAD"):
            assert site.request(method, address).status_code == 404, address


def test_hostile_text_stays_text_everywhere(site: TestClient, library: Library) -> None:
    seen = 0
    for address in everything(library):
        answer = site.get(address)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        page = html.fromstring(answer.content)
        for script in page.iter("script"):
            assert script.get("type") == "application/ld+json", address
        assert not page.xpath("//iframe|//object|//embed|//style|//*[@style]"), address
        for picture in page.xpath("//img"):
            assert re.fullmatch(r"/reports/\d+/[a-z0-9-]+\.pdf/pages/\d+\.png", picture.get("src")), address
        assert not page.xpath("//@*[starts-with(name(), 'on')]"), address
        for link in page.xpath("//@href|//@src|//@action"):
            assert link.startswith(("/", "#", "http://127.0.0.1", "https://voies.example", "mailto:", "http")), (address, link)
            assert not link.lower().startswith(("javascript:", "data:")), address
        seen += EVIL in page.text_content()
        assert len(page.xpath("//title")) - len(page.xpath("//svg//title")) == 1, address
    assert seen > 15


def test_head_is_get_without_a_body(site: TestClient, library: Library) -> None:
    for address in everything(library):
        got, head = site.get(address), site.head(address)
        assert head.status_code == got.status_code, address
        assert head.headers.get("content-type") == got.headers.get("content-type"), address


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar"])
def test_every_page_speaks_every_language(site: TestClient, library: Library, language: str) -> None:
    for address in everything(library)[:60]:
        site.cookies.clear()
        answer = site.get(address, headers={"accept-language": language})
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in answer.text, address
            assert answer.headers["content-language"] == language
            assert "Accept-Language" in answer.headers["vary"]
