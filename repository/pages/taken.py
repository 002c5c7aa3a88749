"""Given a question and a format, the whole list of reports it finds, to take along; honest about where it was cut."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from repository.errors import NotFound
from repository.exchange import Cited, atom, bibtex, cited, csl, ris, table
from repository.model import BUILT_IN
from repository.pages import VARY
from repository.pages.search import asked
from repository.reader import Reader, house, reader_of
from repository.search import Ask, search
from repository.search_links import href

MOST = 1_000  # reports in one list


@dataclass(frozen=True, slots=True)
class Taken:
    """The list: `total` reports were found, these come along."""

    reports: tuple[Cited, ...]
    total: int
    ask: Ask
    reader: Reader
    own: tuple[str, ...]  # facets of one's own that readers see


def as_csv(taken: Taken) -> str:
    """A table."""
    return table.write(taken.reports, taken.reader.languages, taken.own)


def as_json(taken: Taken) -> str:
    """CSL-JSON, as reference managers read it."""
    return json.dumps([csl.item(each) for each in taken.reports], ensure_ascii=False, indent=1) + "\n"


def as_ris(taken: Taken) -> str:
    """One record after the other."""
    return "".join(ris.write(each) for each in taken.reports)


def as_bib(taken: Taken) -> str:
    """One entry after the other; what stands outside of entries is a remark."""
    cut = f"Only {len(taken.reports)} of {taken.total} reports.\n\n" if taken.total > len(taken.reports) else ""
    return cut + "\n".join(bibtex.write(each) for each in taken.reports)


def as_atom(taken: Taken) -> str:
    """A feed; asked again later it shows what is new."""
    base, words = taken.reader.base, taken.reader.words
    title = words("search.feed_title", query=taken.ask.q) if taken.ask.q else words("search.feed_everything")
    return atom.write(
        taken.reports, title=title, here=base + href(taken.ask, path="/search.atom"), page=base + href(taken.ask),
        updated=datetime.now(UTC).strftime("%Y-%m-%dT00:00:00Z"), total=taken.total,
    )  # fmt: skip


WRITERS: dict[str, tuple[Callable[[Taken], str], str]] = {
    "csv": (as_csv, table.MEDIA_TYPE),
    "json": (as_json, csl.MEDIA_TYPE),
    "ris": (as_ris, ris.MEDIA_TYPE),
    "bib": (as_bib, bibtex.MEDIA_TYPE),
    "atom": (as_atom, atom.MEDIA_TYPE),
}


def get(request: Request) -> Response:
    """The list as a file; the name tells when it was cut."""
    kind = request.path_params["format"]
    if kind not in WRITERS:
        raise NotFound("format_unknown", value=kind)
    engines = house(request)["engines"]
    reader = reader_of(request)
    ask = asked(request, reader, engines.catalogue)
    if kind == "atom":
        ask = replace(ask, sort=ask.sort or "newest")
    found = search(replace(ask, page=1, per_page=MOST), catalogue=engines.catalogue, index=engines.index, bare=True)
    reports = tuple(cited(hit.report, f"{reader.base}/reports/{hit.report.number}/", reader.languages) for hit in found.hits)
    write, media_type = WRITERS[kind]
    own = tuple(facet.key for facet in engines.catalogue.facets() if facet.public and facet.key not in BUILT_IN)
    text = write(Taken(reports, found.total, replace(ask, page=1, per_page=10), reader, own))
    name = f"reports.{kind}" if found.total <= len(reports) else f"reports-{len(reports)}-of-{found.total}.{kind}"
    headers = {"Cache-Control": "no-cache", "Vary": VARY, "X-Total-Count": str(found.total), "X-Robots-Tag": "noindex"}
    if kind != "atom":
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(text.encode("utf-8", "replace"), media_type=media_type, headers=headers)
