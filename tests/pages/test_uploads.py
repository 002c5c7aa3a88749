"""One's own uploads, grouped by where they stand."""

from tests.pages.partners import published
from tests.pages.test_upload import Browse, Engines, send, sender


def test_drafts_can_be_left_and_found_again(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    assert "Nothing was sent in yet" in browser.go("/uploads").main
    send(browser, [("paper.txt", b"Words of a paper")], title="Left for later")
    assert "Drafts" in browser.go("/uploads").main
    assert "Left for later" in browser.main
    assert browse().go("/uploads").address == "/account"


def test_what_is_public_can_be_corrected_replaced_and_taken_back(browse: Browse, engines: Engines) -> None:
    browser, number = published(browse, engines)
    page = browser.go("/uploads").text
    assert browser.status == 200
    assert all(f"/reports/{number}/{what}" in page for what in ("edit", "replace", "edit#withdraw"))
    assert "A correction waits" not in page
