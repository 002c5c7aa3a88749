"""How a browser searches here from its own box."""

from lxml import etree
from starlette.testclient import TestClient

SPACE = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


def test_every_way_it_names_answers(site: TestClient) -> None:
    answer = site.get("/opensearch.xml")
    assert answer.headers["content-type"] == "application/opensearchdescription+xml"
    tree = etree.fromstring(answer.content)
    assert 0 < len(tree.findtext("o:ShortName", namespaces=SPACE)) <= 16
    ways = {url.get("type"): url.get("template") for url in tree.findall("o:Url", SPACE) if url.get("rel") != "self"}
    assert set(ways) == {"text/html", "application/atom+xml", "application/json"}
    for media_type, template in ways.items():
        address = template.replace("{searchTerms}", "recruitment").replace("{startPage?}", "1")
        found = site.get(address.removeprefix("http://127.0.0.1"))
        assert found.headers["content-type"].startswith(media_type)
        assert "Open letter" in found.text
    image = tree.findtext("o:Image", namespaces=SPACE)
    assert site.get(image.removeprefix("http://127.0.0.1")).status_code == 200


def test_every_page_leads_to_it(site: TestClient) -> None:
    for address in ("/", "/search", "/about"):
        assert 'rel="search" type="application/opensearchdescription+xml"' in site.get(address).text
    assert "Chercher" in site.get("/opensearch.xml", headers={"accept-language": "fr"}).text
