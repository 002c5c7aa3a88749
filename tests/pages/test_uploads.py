"""One's own uploads, grouped by where they stand."""

from tests.pages.test_upload import Browse, Engines, send, sender


def test_drafts_can_be_left_and_found_again(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    assert "Nothing was sent in yet" in browser.go("/uploads").main
    send(browser, [("paper.txt", b"Words of a paper")], title="Left for later")
    assert "Drafts" in browser.go("/uploads").main
    assert "Left for later" in browser.main
    assert browse().go("/uploads").address == "/account"
