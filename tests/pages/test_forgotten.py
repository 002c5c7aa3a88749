"""A forgotten password: the same answer for every address, a link by mail, a second factor that stays."""

import re
from collections.abc import Callable

from repository.engines import Engines
from tests.people import PASSWORD, Browser, now_code, person

Browse = Callable[[], Browser]


def test_a_link_for_a_new_password(browse: Browse, engines: Engines) -> None:
    person(engines, "cur@library.example", "curator")
    key, _ = browse().sign_in("cur@library.example").enrol()
    known = browse().go("/account/forgotten").send(email="CUR@library.example")
    unknown = browse().go("/account/forgotten").send(email="nobody@library.example")
    assert known.main == unknown.main
    (letter,) = [each for each in engines.accounts.letters(secret=True) if each.secret]
    assert (letter.kind, letter.address, letter.secret) == ("password", "cur@library.example", True)
    (link,) = re.findall(r"^http://127\.0\.0\.1(/account/link/\S+)$", letter.body, re.MULTILINE)
    browser = browse().go(link).send(password=PASSWORD + " new", again=PASSWORD + " new")
    assert "Second step" in browser.main
    browser.send("/account/code", code=now_code(key, later=1))
    assert "The curator" in browser.text
    assert browse().go(link).status == 404


def test_few_wishes(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    browser = browse()
    statuses = [browser.go("/account/forgotten").send(email="pat@voices.example").status for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    assert len(engines.accounts.letters(secret=True)) == 5


def test_a_disabled_or_invited_person_gets_none(browse: Browse, engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader", active=False)
    browse().go("/account/forgotten").send(email="pat@voices.example")
    assert engines.accounts.letters(secret=True) == []
