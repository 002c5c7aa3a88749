"""Given a report, and a page of it, its citation in a format of exchange."""

from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from repository.catalogue import Catalogue
from repository.errors import NotFound
from repository.exchange import FORMATS, citation_meta, cited, jsonld, plain
from repository.model import File, Page, Report
from repository.pages import VARY
from repository.reader import house, reader_of
from repository.reading import file_named, public_report
from repository.search.hits import page_path


@dataclass(frozen=True, slots=True)
class Citation:
    """What a page shows and hides of a citation: a sentence in pieces, pairs for its head, JSON-LD, the query of its files."""

    language: str
    pieces: tuple[plain.Piece, ...]
    meta: tuple[tuple[str, str], ...]
    jsonld: Markup
    query: str = ""


def get(request: Request) -> Response:
    """The citation as a file; `page` is a page's number (or, where it is none, its printed label), `file` the name of its file."""
    catalogue = house(request)["engines"].catalogue
    report = public_report(request.path_params["number"], catalogue=catalogue)
    kind = request.path_params["format"]
    if kind not in FORMATS:
        raise NotFound("format_unknown", value=kind)
    reader = reader_of(request)
    write, media_type = FORMATS[kind]
    name, wanted = request.query_params.get("file", ""), request.query_params.get("page", "")
    address, label, stem = f"/reports/{report.number}/", "", f"report-{report.number}"
    if wanted:
        file, page = page_asked(report, name, wanted, catalogue=catalogue)
        address, label, stem = page_path(report.number, file, page.n), page.label, f"{stem}-page-{page.n}"
    text = write(cited(report, reader.base + address, reader.languages, label))
    headers = {
        "Content-Disposition": f'attachment; filename="{stem}.{kind}"' if kind != "txt" else "inline",
        "Cache-Control": "no-cache",
        "Vary": VARY,
    }
    return Response(text.encode("utf-8", "replace"), media_type=media_type, headers=headers)


def page_asked(report: Report, name: str, wanted: str, *, catalogue: Catalogue) -> tuple[File | None, Page]:
    """A page by its number or label: of the named file, else of the report's own text, else of the first file that has it.

    Raises NotFound.
    """
    places: list[File | None] = [file_named(report, name)] if name else ([None] if report.own_pages else []) + list(report.files)
    for file in places:
        if wanted.isascii() and wanted.isdigit():
            found = catalogue.page(report.number, file.id if file else None, int(wanted)) if len(wanted) < 10 else None
        else:
            pages = catalogue.pages(report.number, file.id if file else None)
            found = next((page for page in pages if page.label == wanted), None)
        if found is not None:
            return file, found
    raise NotFound("page_unknown", number=report.number, page=wanted[:20])


def citation(report: Report, *, base: str, languages: tuple[str, ...], file: File | None = None, page: Page | None = None) -> Citation:
    """The citation of a report, or of one page of it."""
    here = f"{base}/reports/{report.number}/"
    facts = cited(report, base + page_path(report.number, file, page.n) if page else here, languages, page.label if page else "")
    pdf = next((f"{here}{file.slug}.{file.extension}" for file in report.files if file.extension == "pdf"), "")
    safe = Markup(jsonld.write(facts))  # noqa: S704 `<`, `>` and `&` are escaped by the writer
    name = f"&file={quote(file.slug)}.{file.extension}" if file and (report.own_pages or len(report.files) > 1) else ""
    return Citation(facts.tongue, plain.pieces(facts), tuple(citation_meta.pairs(facts, pdf)), safe, f"?page={page.n}{name}" if page else "")
