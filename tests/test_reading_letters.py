"""What became of each file is told by letter once everything is read: once, in the person's language, also when one failed."""

from repository.engines import Engines
from repository.model import Actor
from repository.reading_letters import tell_read
from repository.review import Desk
from tests import samples
from tests.pages.test_upload import PAGES, Browse, read, send, sender

DESK = Desk("Library", "https://library.example", "fr")


def tell(engines: Engines) -> list[str]:
    """The letters there are afterwards."""
    tell_read(catalogue=engines.catalogue, receipts=engines.receipts, accounts=engines.accounts, desk=DESK, now=0.0)
    return [letter.body for letter in reversed(engines.accounts.letters(secret=False)) if letter.kind == "upload_read"]


def test_each_file_has_its_line_in_one_letter(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    send(browser, [("fees.pdf", samples.pdf(*PAGES)), ("x.exe", b"MZ\x90\x00"), ("slow.pdf", samples.pdf("Some words of it. " * 20))])
    assert tell(engines) == []
    with engines.catalogue.writing(Actor("worker")) as writing:
        writing.park_file(2, "error")  # type: ignore[attr-defined]
    read(engines)
    (letter,) = tell(engines)
    assert letter.startswith("Bonjour The partner")
    assert "fees.pdf: " in letter
    assert "x.exe: refusé" in letter
    assert "slow.pdf: " in letter
    assert "https://library.example/uploads/1" in letter
    assert len(tell(engines)) == 1
    send(browser, [("more.txt", b"Words of an annex that came later")], "/uploads/1", action="save")
    read(engines)
    assert "more.txt" in tell(engines)[-1]
    assert len(tell(engines)) == 2


def test_what_was_thrown_away_is_not_told(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    send(browser, [("a.txt", b"Words of a draft")])
    token = browser.go("/upload").filled("/upload")[1]["token"]
    browser.post("/uploads/1", {"token": token, "action": "discard"})
    read(engines)
    assert tell(engines) == []
