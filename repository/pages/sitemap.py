"""Given a crawler, the address of every published report and when it was last changed (sitemaps.org, 0.9)."""

from collections.abc import Iterable

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response

from repository.errors import NotFound
from repository.pages import same_as_known
from repository.reader import house, reader_of

NS = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000  # addresses in one file, by the protocol
DOORS = ("/", "/browse", "/about")


def get(request: Request) -> Response:
    """All addresses, or the list of the parts (`part=1` …) when one file may not have them all."""
    reports = house(request)["engines"].catalogue.published()
    base = reader_of(request).base
    parts = max(1, -(-len(reports) // MOST))
    wanted = request.query_params.get("part", "")
    if wanted and not (wanted.isascii() and wanted.isdigit() and 0 < int(wanted[:9]) <= parts):
        raise NotFound("address_unknown")
    if parts > 1 and not wanted:
        newest = max(changed for _, changed in reports)
        body = written("sitemapindex", "sitemap", ((f"{base}/sitemap.xml?part={part + 1}", newest) for part in range(parts)))
    else:
        part = int(wanted or 1)
        chosen = reports[(part - 1) * MOST : part * MOST]
        doors = [(base + door, "") for door in DOORS] if part == 1 and len(chosen) <= MOST - len(DOORS) else []
        body = written("urlset", "url", [*doors, *((f"{base}/reports/{number}/", changed) for number, changed in chosen)])
    return same_as_known(request, body, media_type="application/xml", headers={})


def written(root: str, entry: str, addresses: Iterable[tuple[str, str]]) -> bytes:
    """The file: each address with its day of change."""
    top = etree.Element(f"{{{NS}}}{root}", nsmap={None: NS})
    for address, changed in addresses:
        one = etree.SubElement(top, f"{{{NS}}}{entry}")
        etree.SubElement(one, f"{{{NS}}}loc").text = address
        if changed:
            etree.SubElement(one, f"{{{NS}}}lastmod").text = changed[:10]
    body: bytes = etree.tostring(top, encoding="utf-8", xml_declaration=True)
    return body
