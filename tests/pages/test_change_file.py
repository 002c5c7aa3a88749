"""The bytes of an edition that waits: see `test_report_replace.py` for who gets them; anything else is not there."""

from repository.engines import Engines
from tests.pages.partners import Browse, published
from tests.people import Browser


def test_what_does_not_wait_is_not_there(browse: Browse, engines: Engines, curator: Browser) -> None:
    browser, number = published(browse, engines)
    for who in (browser, curator):
        assert who.go(f"/reports/{number}/changes/1").status == 404
        assert who.go(f"/reports/{number}/changes/99999999999999999999").status == 404
