"""A change of many reports from the page of a list: made beside, its page says how far it is, and it is taken back as a whole."""

from lxml import html

from repository import background, curation
from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Facet, Record, Text
from tests.people import ME, Browser


def many(engines: Engines) -> None:
    """More reports than are changed at once."""
    with engines.catalogue.writing(ME) as writing:
        for n in range(background.MANY + 1):
            writing.add_report(Record(titles=(Text("en", f"Letter {n}"),)), "published")
    catch_up(catalogue=engines.catalogue, index=engines.index)


def waits(curator: Browser) -> tuple[bool, bool]:
    """Whether the page looks again by itself, without scripts and with them."""
    page = html.fromstring(curator.text)
    return bool(page.xpath("//noscript/meta[@http-equiv='refresh']")), bool(page.xpath("//main//*[@data-waiting]"))


def work(engines: Engines) -> None:
    assert background.work(catalogue=engines.catalogue, accounts=engines.accounts) == 1


def test_many_reports_are_changed_beside_and_changed_back(curator: Browser, engines: Engines) -> None:
    many(engines)
    curator.go("/edit?q=letter")
    action, fields = curator.filled("/edit")
    curator.post(action, fields | {"what": ["append"], "facet": ["topic"], "value": ["Domestic work"]})
    assert "Reports concerned: 201." in curator.main
    curator.apply("/edit")
    assert (curator.status, curator.address, waits(curator)) == (200, "/tasks/1", (True, True))
    assert "It is being made." in curator.main
    assert html.fromstring(curator.go("/history").text).xpath("//main//a[@href='/tasks/1']")
    assert "201" not in curator.go("/search?topic=domestic-work").main
    work(engines)
    assert waits(curator.go("/tasks/1")) == (True, True)
    assert "201 reports changed at once" in curator.main
    assert "0 of 201" in curator.main
    catch_up(catalogue=engines.catalogue, index=engines.index)
    assert waits(curator.go("/tasks/1")) == (False, False)
    assert html.fromstring(curator.text).xpath("//main//a[starts-with(@href, '/edit?q=letter')]")
    assert "201 reports" in curator.go("/search?topic=domestic-work").main
    curator.go("/tasks/1")
    curator.send("/history")
    curator.apply("/history")
    assert (curator.address, waits(curator)) == ("/tasks/2", (True, True))
    work(engines)
    catch_up(catalogue=engines.catalogue, index=engines.index)
    assert "was taken back" in curator.go("/tasks/2").main
    assert "201 reports" not in curator.go("/search?topic=domestic-work").main


def test_what_could_not_be_made_says_why(curator: Browser, engines: Engines) -> None:
    many(engines)
    with engines.catalogue.writing(ME) as writing:
        curation.add_facet(Facet("stage", 20, public=True, labels=(Text("en", "Stage"),), several=False), writing=writing)
    curator.go("/edit?q=letter")
    action, fields = curator.filled("/edit")
    wish = fields | {"what": ["append"], "facet": ["stage"]}
    for value in ("Draft", "Final"):
        curator.post(action, wish | {"value": [value], "step": "apply"})
        work(engines)
    assert "nothing was changed" in curator.go("/tasks/2").main
    assert waits(curator) == (False, False)
    assert curator.go("/tasks/3").status == 404
