"""Given a report, and a page of it, its citation in a format of exchange."""

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from repository.errors import NotFound
from repository.exchange import FORMATS, citation_meta, cited, jsonld, plain
from repository.model import Report
from repository.pages import VARY
from repository.reader import house, reader_of
from repository.reading import public_report

LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Citation:
    """What a page shows and hides of a citation: a sentence, pairs for its head, JSON-LD."""

    plain: str
    meta: tuple[tuple[str, str], ...]
    jsonld: Markup


def get(request: Request) -> Response:
    """The citation as a file."""
    report = public_report(request.path_params["number"], catalogue=house(request)["engines"].catalogue)
    kind = request.path_params["format"]
    if kind not in FORMATS:
        raise NotFound("format_unknown", value=kind)
    reader = reader_of(request)
    write, media_type = FORMATS[kind]
    label = request.query_params.get("page", "")[:LONGEST_LABEL]
    text = write(cited(report, f"{reader.base}/reports/{report.number}/", reader.languages, label))
    headers = {
        "Content-Disposition": f'attachment; filename="report-{report.number}.{kind}"' if kind != "txt" else "inline",
        "Cache-Control": "no-cache",
        "Vary": VARY,
    }
    return Response(text.encode("utf-8", "replace"), media_type=media_type, headers=headers)


def citation(report: Report, *, base: str, languages: tuple[str, ...], page: str = "") -> Citation:
    """The citation of a report, or of one page of it by its label."""
    here = f"{base}/reports/{report.number}/"
    facts = cited(report, here, languages, page)
    pdf = next((f"{here}{file.slug}.{file.extension}" for file in report.files if file.extension == "pdf"), "")
    safe = Markup(jsonld.write(facts))  # noqa: S704 `<`, `>` and `&` are escaped by the writer
    return Citation(plain.write(facts).strip(), tuple(citation_meta.pairs(facts, pdf)), safe)
