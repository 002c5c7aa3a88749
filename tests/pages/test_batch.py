"""Many at once: a ZIP or many files are kept, and looked at before anything is taken in."""

import csv
import io
import zipfile

import pytest
from lxml import html

from repository.engines import Engines
from repository.engines.filesystem import FileStore
from tests import samples
from tests.pages.test_upload import PAGES, Browse, sender
from tests.people import ORIGIN, Browser

SENT = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}


def listed(*rows: dict[str, str]) -> bytes:
    """A list as a spreadsheet writes it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def packed(**files: bytes) -> bytes:
    """A ZIP; `__` in a name is a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def send_many(browser: Browser, *files: tuple[str, bytes], **fields: object) -> Browser:
    """The form, with files."""
    page = html.fromstring(browser.go("/upload/batch").text)
    held = dict(page.xpath("//main//form[@enctype]")[0].form_values())
    parts = [("file", each) for each in files]
    return browser._take(browser.client.post("/upload/batch", data=held | fields, files=parts or None, headers=SENT, follow_redirects=True))


def test_a_zip_is_kept_and_nothing_taken_in(browse: Browse, engines: Engines) -> None:
    browser = send_many(sender(browse, engines), ("ours.zip", packed(list__csv=listed({"title": "One"}))))
    assert browser.address == "/uploads/batches/1"
    assert "being checked" in browser.main
    assert 'http-equiv="refresh"' in browser.text
    assert engines.catalogue.highest_number() == 0
    assert set(engines.catalogue.digests()) == set(engines.store.digests())
    assert "ours.zip" in browser.go("/uploads").main


def test_many_files_become_one_zip_with_the_list_among_them(browse: Browse, engines: Engines) -> None:
    rows = listed({"title": "On fees", "file": "fees.pdf"})
    browser = send_many(sender(browse, engines), ("fees.pdf", samples.pdf(*PAGES)), ("list.csv", rows))
    assert browser.address == "/uploads/batches/1"
    batch = engines.batches.batch(1)
    assert batch is not None
    with zipfile.ZipFile(engines.store.path(batch.sha256)) as archive:
        assert archive.namelist() == ["fees.pdf", "list.csv"]
        assert archive.read("list.csv") == rows


def test_what_cannot_be_used_is_told_at_once(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    assert "Choose a ZIP or files first" in send_many(browser).main
    assert browser.status == 400
    assert "is not a ZIP" in send_many(browser, ("x.zip", b"no zip at all")).main
    for name in ("x.zip", "x.docx.zip", "x.pdf.zip"):
        assert "is one document" in send_many(browser, (name, samples.docx("A word"))).main
    assert "comes alone" in send_many(browser, ("x.zip", packed(a__txt=b"words")), ("b.txt", b"words")).main
    assert not list(engines.store.digests())
    assert not list((engines.store.root / "quarantine").iterdir())  # type: ignore[attr-defined]


def test_a_nearly_full_disk_takes_nothing(browse: Browse, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = sender(browse, engines)
    monkeypatch.setattr(FileStore, "room", lambda _: 0.05)
    assert "nearly full" in send_many(browser, ("x.zip", packed(a__txt=b"words"))).main
    assert browser.status == 503


def test_of_several_organisations_one_is_chosen(browse: Browse, engines: Engines) -> None:
    from tests.people import person

    person(engines, "two@voices.example", "partner", "Voices", "Second Voices")
    browser = browse().sign_in("two@voices.example").go("/upload/batch")
    options = html.fromstring(browser.text).xpath("//select[@name='organisation']/option")
    assert [each.text for each in options] == ["Voices", "Second Voices"]
    send_many(browser, ("x.zip", packed(a__txt=b"words")), organisation=options[1].get("value"))
    assert engines.batches.batch(1).organisation == int(options[1].get("value"))  # type: ignore[union-attr]
    send_many(browser, ("y.zip", packed(b__txt=b"words")), organisation="1")
    assert engines.batches.batch(2).organisation == int(options[0].get("value"))  # type: ignore[union-attr]
