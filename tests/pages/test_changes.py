"""The list of corrections that wait: for staff alone, and a place to work at."""

from repository.engines import Engines
from tests.pages.partners import Browse, published
from tests.pages.test_report_edit import save
from tests.people import Browser


def test_staff_see_what_waits_and_which_fields(browse: Browse, engines: Engines, curator: Browser) -> None:
    assert "Nothing waits" in curator.go("/changes").main
    browser, number = published(browse, engines)
    save(browser.go(f"/reports/{number}/edit"), number, licence="CC0 1.0", date_year="2017")
    assert browser.go("/changes").status == 403
    assert all(each in curator.go("/changes").main for each in ("On fees", "Licence", "Date"))
    assert f'href="/reports/{number}/changes"' in curator.text
    assert 'href="/changes"' in curator.go("/").text
