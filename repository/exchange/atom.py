"""Atom feed of a list of reports (RFC 4287)."""

from collections.abc import Iterable

from lxml import etree

from repository.exchange.cited import Cited

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
NS = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"


def write(reports: Iterable[Cited], *, title: str, here: str, page: str, updated: str, total: int | None = None) -> str:
    """The feed; `here` is its own address, `page` that of the list for people, `updated` when nothing is in it; `total` when cut."""
    feed = etree.Element(f"{{{NS}}}feed", nsmap={None: NS, "opensearch": OPENSEARCH})

    def put(parent: "etree._Element", name: str, text: str = "", **attributes: str) -> "etree._Element":
        child = etree.SubElement(parent, f"{{{NS}}}{name}", attributes)
        if text:
            child.text = text
        return child

    entries = list(reports)
    put(feed, "id", here)
    put(feed, "title", title)
    put(feed, "updated", max((each.report.changed for each in entries), default=updated))
    put(feed, "link", rel="self", type="application/atom+xml", href=here)
    put(feed, "link", rel="alternate", type="text/html", href=page)
    if total is not None:
        etree.SubElement(feed, f"{{{OPENSEARCH}}}totalResults").text = str(total)
        etree.SubElement(feed, f"{{{OPENSEARCH}}}itemsPerPage").text = str(len(entries))
    for each in entries:
        entry = put(feed, "entry")
        put(entry, "id", each.url)
        put(entry, "title", each.title or each.url)
        put(entry, "updated", each.report.changed)
        put(entry, "published", each.report.published or each.report.created)
        put(entry, "link", rel="alternate", type="text/html", href=each.url)
        for name in each.people or each.organisations or ("—",):
            put(put(entry, "author"), "name", name)
        for word in each.keywords:
            put(entry, "category", term=word)
        put(entry, "summary", each.abstract or each.title)
    text: str = etree.tostring(feed, encoding="unicode", pretty_print=True)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + text
