"""The receipt as a table."""

from tests.pages.test_upload import Browse, Engines, send, sender


def test_it_is_a_file_that_no_cache_keeps(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    send(browser, [("@sum.txt", b"Words of a paper")])
    browser.go("/uploads/1.csv")
    assert browser.answer.headers["content-disposition"] == 'attachment; filename="receipt-1.csv"'
    assert "no-store" in browser.answer.headers["cache-control"]
    assert "'@sum.txt,," in browser.text
