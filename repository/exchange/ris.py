"""RIS, as Zotero, EndNote and Mendeley read it (Research Information Systems, tagged format)."""

from repository.exchange.cited import Cited, parted

MEDIA_TYPE = "application/x-research-info-systems; charset=utf-8"


def write(cited: Cited) -> str:
    """One record, lines ended by CR LF."""
    lines = [("TY", cited.kind[0]), ("TI", cited.title)]
    lines += [("AU", name) for name in (*map(_inverted, cited.people), *(f"{name}," for name in cited.organisations if not cited.people))]
    lines += [("A3", name) for name in cited.organisations if cited.people]
    lines += [("PB", name) for name in cited.publishers[:1]]
    if cited.year:
        lines.append(("PY", str(cited.year)))
        month, day = (f"{part:02}" if part else "" for part in (cited.month, cited.day))
        lines.append(("DA", f"{cited.year}/{month}/{day}/"))
    lines += [("SP", cited.page)] if cited.page else []
    lines += [("LA", cited.language)] if cited.language else []
    lines += [("AB", cited.abstract)] if cited.abstract else []
    lines += [("KW", word) for word in cited.keywords]
    lines += [("UR", cited.url), ("ID", str(cited.report.number)), ("ER", "")]
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines)


def _inverted(name: str) -> str:
    """`Jacira Nogueira` → `Nogueira, Jacira`."""
    given, family = parted(name)
    return f"{family}, {given}" if given else f"{family},"
