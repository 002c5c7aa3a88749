"""The whole list to take along."""

import csv
import io
import json

from lxml import etree
from starlette.testclient import TestClient


def test_a_table_safe_for_spreadsheets(site: TestClient) -> None:
    answer = site.get("/search.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="reports.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == int(answer.headers["x-total-count"]) == 8
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_formats_of_reference_managers(site: TestClient) -> None:
    assert site.get("/search.ris?q=recruitment").text.count("ER  - ") >= 3
    assert site.get("/search.bib?q=recruitment").text.count("@") >= 3
    items = json.loads(site.get("/search.json?q=recruitment").text)
    assert {"id", "title", "URL"} <= items[0].keys()


def test_a_feed(site: TestClient) -> None:
    answer = site.get("/search.atom?q=recruitment&country=KE")
    feed = etree.fromstring(answer.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert [entry.text for entry in feed.xpath("//a:entry/a:title", namespaces=space)] == ["Open letter on recruitment fees"]
    assert feed.xpath("/a:feed/a:link[@rel='alternate']/@href", namespaces=space)[0].startswith("http://127.0.0.1/search?q=recruitment")


def test_other_formats_are_not_there(site: TestClient) -> None:
    assert site.get("/search.exe").status_code == 404
