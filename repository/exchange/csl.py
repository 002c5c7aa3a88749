"""CSL-JSON (Citation Style Language 1.0.2 input data): a list with one item."""

import json

from repository.exchange.cited import Cited, parted

MEDIA_TYPE = "application/vnd.citationstyles.csl+json"


def item(cited: Cited) -> dict[str, object]:
    """One item; organisations are literal names, people have family and given names."""
    authors = [_person(name) for name in cited.people] or [{"literal": name} for name in cited.organisations]
    parts = [part for part in (cited.year, cited.month, cited.day) if part]
    found: dict[str, object] = {"id": cited.key, "type": cited.kind[2], "title": cited.title, "URL": cited.url}
    found |= {"author": authors} if authors else {}
    found |= {"publisher": (cited.publishers or cited.organisations)[0]} if cited.publishers or cited.organisations else {}
    found |= {"issued": {"date-parts": [parts]}} if parts else {}
    found |= {"page": cited.page} if cited.page else {}
    found |= {"language": cited.language} if cited.language else {}
    found |= {"abstract": cited.abstract} if cited.abstract else {}
    return found


def _person(name: str) -> dict[str, str]:
    given, family = parted(name)
    return {"family": family, "given": given} if given else {"literal": name}


def write(cited: Cited) -> str:
    """The list as text."""
    return json.dumps([item(cited)], ensure_ascii=False, indent=1) + "\n"
