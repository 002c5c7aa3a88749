"""schema.org description of a report (JSON-LD), safe inside a script element."""

import json

from repository.exchange.cited import Cited


def write(cited: Cited) -> str:
    """The JSON; `<`, `>` and `&` are escaped so that it cannot end its element."""
    authors = [{"@type": "Person", "name": name} for name in cited.people] or [
        {"@type": "Organization", "name": name} for name in cited.organisations
    ]
    date = "-".join(f"{part:02}" for part in (cited.year, cited.month, cited.day) if part)
    found: dict[str, object] = {
        "@context": "https://schema.org", "@type": "Report" if cited.kind[2] == "report" else "CreativeWork",
        "@id": cited.url, "url": cited.url, "name": cited.title,
    }  # fmt: skip
    found |= {"author": authors} if authors else {}
    found |= {"datePublished": date} if date else {}
    found |= {"inLanguage": cited.language} if cited.language else {}
    found |= {"description": cited.abstract} if cited.abstract else {}
    found |= {"license": cited.report.licence} if cited.report.licence.startswith("http") else {}
    text = json.dumps(found, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
