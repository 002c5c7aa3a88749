"""Letters that wait: read, copied and marked by staff; those with a link are for administrators."""

import time
from collections.abc import Callable

from repository import letters
from repository.accounts import AccountsWriting
from repository.engines import Engines
from tests.people import ME, Browser, person

Browse = Callable[[], Browser]


def staff(browse: Browse, engines: Engines, role: str) -> Browser:
    """A signed-in curator or administrator."""
    person(engines, f"{role}@library.example", role)  # type: ignore[arg-type]
    browser = browse().sign_in(f"{role}@library.example")
    browser.enrol()
    return browser


def test_links_are_for_administrators(browse: Browse, engines: Engines) -> None:
    admin, curator = staff(browse, engines, "admin"), staff(browse, engines, "curator")
    admin.go("/accounts").send(email="pat@voices.example", name="Pat", role="reader")
    (letter,) = (each for each in engines.accounts.letters(secret=True) if each.secret)
    assert "/account/link/" in admin.go("/mail").main
    assert "pat@voices.example" not in curator.go("/mail").text
    token = curator.filled("/account/sign-out")[1]["token"]
    assert curator.post("/mail", {"token": token, "done": str(letter.id)}).status == 404
    admin.post("/mail", {"token": admin.filled("/account/sign-out")[1]["token"], "done": str(letter.id)})
    assert "/account/link/" not in admin.main
    found = engines.accounts.letter(letter.id)
    assert found
    assert (found.state, found.body) == ("done", "")


def test_other_letters_are_for_all_staff(browse: Browse, engines: Engines, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    curator = staff(browse, engines, "curator")
    account = person(engines, "pat@voices.example", "reader")
    monkeypatch.setattr(letters, "SECRET", ())

    def tell(writing: AccountsWriting) -> int:
        return letters.write("invitation", account, site="<b>", fallback="en", writing=writing, now=time.time(), link="http://x")

    with engines.accounts.writing(ME) as writing:
        number = tell(writing)
    assert "pat@voices.example" in curator.go("/mail").main
    assert "<b>" in curator.main
    curator.post("/mail", {"token": curator.filled("/account/sign-out")[1]["token"], "done": str(number)})
    found = engines.accounts.letter(number)
    assert found
    assert found.state == "done"
    assert found.body
