"""The second step: a code is good once, a recovery code too; wrong ones are few; nothing is open before."""

from collections.abc import Callable

from repository.engines import Engines
from tests.people import Browser, now_code, person

Browse = Callable[[], Browser]
CURATOR = "cur@library.example"


def enrolled(browse: Browse, engines: Engines) -> tuple[str, list[str], str]:
    """Key, recovery codes, and the code that was used."""
    person(engines, CURATOR, "curator")
    browser = browse().sign_in(CURATOR)
    return *browser.enrol(), browser.code


def test_in_with_a_code_that_is_good_once(browse: Browse, engines: Engines) -> None:
    key, _, used = enrolled(browse, engines)
    browser = browse().sign_in(CURATOR)
    assert browser.address == "/account/code"
    assert "The curator" not in browser.go("/about").text
    before = browser.client.cookies["session"]
    assert browser.go("/account").send("/account/code", code=used).status == 400, "it was used to set the factor up"
    later = now_code(key, later=1)
    browser.send("/account/code", code=f" {later[:3]} {later[3:]} ")
    assert browser.client.cookies["session"] != before
    assert "The curator" in browser.go("/about").text
    assert browse().sign_in(CURATOR).send("/account/code", code=later).status == 400


def test_a_recovery_code_is_good_once(browse: Browse, engines: Engines) -> None:
    _, codes, _ = enrolled(browse, engines)
    browser = browse().sign_in(CURATOR).send("/account/code", code=codes[0].upper().replace("-", " "))
    assert "The curator" in browser.text
    assert browse().sign_in(CURATOR).send("/account/code", code=codes[0]).status == 400
    assert [event.what for event in engines.catalogue.history(limit=1)] == ["recovery_used"]
    assert not any(code in str(engines.catalogue.history(limit=50)) for code in codes)


def test_few_wrong_codes(browse: Browse, engines: Engines) -> None:
    enrolled(browse, engines)
    browser = browse().sign_in(CURATOR)
    statuses = [browser.send("/account/code", code=str(n) * 6).status for n in range(7)]
    assert statuses[:4] == [400] * 4
    assert statuses[-1] == 429


def test_somebody_else_may_sign_in(browse: Browse, engines: Engines) -> None:
    enrolled(browse, engines)
    browser = browse().sign_in(CURATOR).send("/account/sign-out")
    assert browser.go("/account/code").address == "/account"
