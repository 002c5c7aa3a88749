"""Every public page: nothing axe finds, no sideways scrolling on a phone, right-to-left whole."""

import pytest

from tests.collection import Library
from tests.journeys.conftest import Open
from tests.journeys.everyone import LOCALES, wrong_for_anyone

pytestmark = pytest.mark.journey


def addresses(library: Library) -> list[str]:
    numbers = library.numbers
    analysis, letter, gone = numbers["analysis"], numbers["letter"], numbers["gone"]
    return [
        *("/", "/search", "/search?q=recruitment", "/search?q=recruitment&country=KE", "/search?q=nothinglikethis", "/search/organisation"),
        *(f"/reports/{analysis}/", f"/reports/{letter}/", f"/reports/{numbers['arabic']}/", f"/reports/{numbers['evil']}/", f"/reports/{gone}/"),
        *(f"/reports/{analysis}/analyse.pdf/pages/2?q=frais", f"/reports/{letter}/pages/2", "/browse", "/browse/country", "/browse/topic"),
        *("/about", "/how-to-search", "/privacy", "/contact", "/account", "/no-such-page"),
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_is_for_everyone(visit: Open, library: Library, locale: str) -> None:
    first, *others = addresses(library)
    page = visit(first, locale=locale)
    found = wrong_for_anyone(page, locale)
    for address in others:
        page.goto(address)
        found += wrong_for_anyone(page, locale)
    assert not found, "\n".join(found)
