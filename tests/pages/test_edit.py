"""One change of all reports of a list, seen before it is made."""

from lxml import html

from repository.engines import Engines
from repository.indexing import catch_up
from tests.people import Browser


def test_all_reports_of_a_list_are_changed_at_once(curator: Browser, engines: Engines) -> None:
    curator.go("/vocabulary")
    curator.send("/vocabulary", key="campaign", label_en="Campaign", label_fr="Campagne")
    assert "Campaign" in curator.main
    curator.go("/search?q=fees")
    (link,) = html.fromstring(curator.text).xpath("//a[starts-with(@href, '/edit')]/@href")
    assert "Reports in this list: 5." in curator.go(link).main
    action, fields = curator.filled("/edit")
    rows = {"what": ["append", "set"], "facet": ["campaign", "licence"], "value": ["No wall", "CC0"]}
    assert "Reports concerned: 5." in curator.post(action, fields | rows).main
    assert engines.catalogue.find_term("campaign", "No wall") is None
    curator.apply("/edit")
    catch_up(catalogue=engines.catalogue, index=engines.index)
    assert "5 reports" in curator.go("/search?campaign=no-wall").main
    report = engines.catalogue.report(1)
    assert report is not None
    assert report.licence == "CC0"
    assert curator.go("/history?report=1").main.count("5 reports changed at once") == 1
    assert curator.post("/edit", fields | {"what": ["append"], "facet": ["country"], "value": ["Atlantis"]}).status == 400
    assert curator.post("/edit", fields | {"what": ["append"], "facet": [""], "value": [""]}).status == 400
