"""BibTeX (and biblatex), UTF-8; names of organisations in braces so that they stay whole."""

from repository.exchange.cited import Cited

MEDIA_TYPE = "application/x-bibtex; charset=utf-8"
_ESCAPES = str.maketrans({"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$", "_": r"\_",
                          "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"})  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def escape(text: str) -> str:
    """Text as BibTeX takes it, on one line."""
    return " ".join(text.split()).translate(_ESCAPES)


def write(cited: Cited) -> str:
    """One entry."""
    authors = [escape(name) for name in cited.people] or [f"{{{escape(name)}}}" for name in cited.organisations]
    fields = [("title", f"{{{escape(cited.title)}}}")]
    fields += [("author", " and ".join(authors))] if authors else []
    fields += [
        ("institution" if cited.kind[1] == "techreport" else "publisher", f"{{{escape(name)}}}")
        for name in (cited.publishers or cited.organisations)[:1]
    ]
    fields += [("year", str(cited.year))] if cited.year else []
    fields += [("month", _MONTHS[cited.month - 1])] if cited.month else []
    fields += [("pages", escape(cited.page))] if cited.page else []
    fields += [("language", cited.language)] if cited.language else []
    fields += [("url", cited.url.replace("{", "%7B").replace("}", "%7D"))]
    body = ",\n".join(f"  {name} = {value}" if name == "month" else f"  {name} = {{{value}}}" for name, value in fields)
    return f"@{cited.kind[1]}{{{cited.key},\n{body}\n}}\n"
