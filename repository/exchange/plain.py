"""A citation in plain text: who (year). Title. Publisher, p. 15. Address."""

from repository.exchange.cited import Cited

MEDIA_TYPE = "text/plain; charset=utf-8"


def write(cited: Cited) -> str:
    """One line."""
    names = cited.people or cited.organisations
    who = ", ".join(names[:6]) + (" et al." if len(names) > 6 else "")
    when = f"({cited.year})" if cited.year else "(n.d.)"
    publisher = next((name for name in cited.publishers if name not in names), "")
    page = f"p. {cited.page}" if cited.page else ""
    tail = ", ".join(part for part in (publisher, page) if part)
    sentence = f"{who} {when}." if who else f"{when}."
    return " ".join(part for part in (sentence.strip(), f"{cited.title.rstrip('.')}.", f"{tail}." if tail else "", cited.url) if part) + "\n"
