"""`citation_*` pairs for the head of a report's page, as Google Scholar and Zotero read them (Highwire Press tags)."""

from repository.exchange.cited import Cited


def pairs(cited: Cited, original: str = "") -> list[tuple[str, str]]:
    """(name, content) in order; `original` is the address of a PDF.

    A comma after the name of an organisation keeps reference managers from parting it into first and last name; without an
    institution of a technical report they would take the work for a journal article.
    """
    found = [("citation_title", cited.title)]
    found += [("citation_author", name) for name in cited.people or (f"{name}," for name in cited.organisations)]
    found += [("citation_author_institution", name) for name in cited.organisations if cited.people]
    found += [("citation_technical_report_institution", name) for name in (cited.publishers or cited.organisations)[:1]]
    found += [("citation_publisher", name) for name in (cited.publishers or cited.organisations)[:1]]
    if cited.year:
        found.append(("citation_publication_date", "/".join(f"{part:02}" for part in (cited.year, cited.month, cited.day) if part)))
    found += [("citation_language", cited.language)] if cited.language else []
    found += [("citation_keywords", word) for word in cited.keywords]
    found += [("citation_abstract_html_url", cited.url)]
    found += [("citation_pdf_url", original)] if original else []
    return found
