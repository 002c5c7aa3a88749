"""Given a browser that wants to search here from its own box, how it asks (OpenSearch 1.1)."""

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response

from repository.assets import assets
from repository.pages import VARY, same_as_known
from repository.reader import house, reader_of

MEDIA_TYPE = "application/opensearchdescription+xml"
NS = "http://a9.com/-/spec/opensearch/1.1/"
SHORT, LONG = 16, 48  # characters of the names, by the specification
WAYS = (("text/html", "/search"), ("application/atom+xml", "/search.atom"), ("application/json", "/api/v1/search"))


def get(request: Request) -> Response:
    """The description."""
    reader = reader_of(request)
    name = house(request)["settings"].site_name or reader.words("site.name")
    root = etree.Element(f"{{{NS}}}OpenSearchDescription", nsmap={None: NS})
    told = {
        "ShortName": name[:SHORT].rstrip(), "LongName": name[:LONG].rstrip(),
        "Description": reader.words("opensearch.about", site=name), "InputEncoding": "UTF-8", "OutputEncoding": "UTF-8",
    }  # fmt: skip
    for tag, text in told.items():
        etree.SubElement(root, f"{{{NS}}}{tag}").text = text
    etree.SubElement(root, f"{{{NS}}}Image", width="16", height="16", type="image/svg+xml").text = reader.base + assets()["icon.svg"].url
    for media_type, path in WAYS:
        etree.SubElement(root, f"{{{NS}}}Url", type=media_type, template=f"{reader.base}{path}?q={{searchTerms}}&page={{startPage?}}")
    etree.SubElement(root, f"{{{NS}}}Url", type=MEDIA_TYPE, rel="self", template=f"{reader.base}/opensearch.xml")
    for language in (*house(request)["settings"].languages, "*"):
        etree.SubElement(root, f"{{{NS}}}Language").text = language
    body: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return same_as_known(request, body, media_type=MEDIA_TYPE, headers={"Vary": VARY})
