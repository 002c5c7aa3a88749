"""Given a page of a file or of a report's own text, its text to take along, with the citation of that page below it."""

from starlette.requests import Request
from starlette.responses import Response

from repository.pages import VARY
from repository.pages.cite import citation
from repository.reader import house, reader_of
from repository.reading import file_named, page_of, public_report


def get(request: Request) -> Response:
    """Plain text."""
    catalogue, reader = house(request)["engines"].catalogue, reader_of(request)
    report = public_report(request.path_params["number"], catalogue=catalogue)
    name = request.path_params.get("name")
    file = file_named(report, name) if name is not None else None
    page = page_of(report, file, request.path_params["n"], catalogue=catalogue)
    cited = citation(report, base=reader.base, languages=reader.languages, file=file, page=page)
    text = f"{page.text.rstrip()}\n\n—\n{''.join(piece.text for piece in cited.pieces)}\n"
    known = f"report-{report.number}{f'-{file.slug}' if file else ''}-page-{page.n}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{known}"', "Cache-Control": "no-cache", "Vary": VARY, "X-Robots-Tag": "noindex"}
    return Response(text.encode("utf-8", "replace"), media_type="text/plain; charset=utf-8", headers=headers)
