"""Pictures of pages: for whoever may see the report, at the next request no longer when it was withdrawn, and never too many at once."""

import threading

import pytest
from starlette.testclient import TestClient

from repository.engines import Engines
from repository.errors import Unavailable
from repository.model import Actor
from repository.pages.picture import AT_ONCE, WAITING, Pictures
from tests import samples
from tests.collection import Library
from tests.pages.test_upload import PAGES, Browse, read, send, sender
from tests.people import Browser


def test_a_page_of_a_public_pdf_has_a_picture(site: TestClient, library: Library) -> None:
    here = f"/reports/{library.numbers['analysis']}/analyse.pdf/pages/"
    answer = site.get(f"{here}2.png")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content.startswith(b"\x89PNG")
    assert site.get(f"{here}2.png", headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    assert [site.get(f"{here}{n}.png").status_code for n in (0, 4, 99999999999)] == [404, 404, 404]
    page = site.get(f"{here}2").text
    assert f'src="{here}2.png"' in page
    assert f'href="{here}2.txt"' in page
    assert site.get(f"/reports/{library.numbers['annexes']}/notes.txt/pages/1.png").status_code == 404
    assert "<img" not in site.get(f"/reports/{library.numbers['annexes']}/notes.txt/pages/1").text


def test_pictures_of_others_are_not_there_and_withdrawn_ones_are_gone_at_once(curator: Browser, engines: Engines, browse: Browse) -> None:
    partner = send(sender(browse, engines), [("fees.pdf", samples.pdf(*PAGES))])
    read(engines)
    send(partner, [], "/uploads/1", action="send", title="Fees")
    number = engines.catalogue.numbers("submitted")[0]
    picture = f"/reports/{number}/fees.pdf/pages/1.png"
    stranger, anybody = sender(browse, engines, "x@others.example", "Others"), browse()

    def seen() -> list[int]:
        return [each.client.get(picture).status_code for each in (curator, partner, stranger, anybody)]

    assert seen() == [200, 200, 404, 404]
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.move(number, "published")
    assert seen() == [200, 200, 200, 200]
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.move(number, "withdrawn", reason="It names people")
    assert seen() == [200, 410, 410, 410]
    assert 'class="picture"' in curator.go(f"/review/{number}").text
    assert "no-store" in curator.client.get(picture).headers["cache-control"]


def test_only_a_few_wait_for_a_picture(library: Library) -> None:
    report = library.engines.catalogue.report(library.numbers["analysis"])
    assert report is not None
    pictures = Pictures()
    drawn: list[bytes] = []
    turns = [pictures._turn.acquire() for _ in range(AT_ONCE)]  # all who draw are busy

    def ask(n: int) -> None:
        drawn.append(pictures.picture(report.files[0], n % 3 + 1, library.engines))

    waiting = [threading.Thread(target=ask, args=(n,)) for n in range(AT_ONCE + WAITING)]
    for thread in waiting:
        thread.start()
    while pictures._queue._value:  # type: ignore[attr-defined]
        pass
    with pytest.raises(Unavailable):
        ask(0)
    for _ in turns:
        pictures._turn.release()
    for thread in waiting:
        thread.join()
    assert len(drawn) == AT_ONCE + WAITING
    assert len(set(drawn)) == 3


def test_pictures_are_forgotten_when_there_are_many(library: Library) -> None:
    report = library.engines.catalogue.report(library.numbers["analysis"])
    assert report is not None
    pictures = Pictures(room=1)
    for n in (1, 2, 3):
        pictures.picture(report.files[0], n, library.engines)
    assert len(pictures._kept) == 1
