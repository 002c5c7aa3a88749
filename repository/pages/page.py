"""Given a report, one of its files and a page number, that page: its text with marks, its neighbours, the way to the original."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.model import Facet, File, Page, Piece, Report, Tag
from repository.pages import show
from repository.pages.cite import Citation, citation
from repository.pages.counted import counted
from repository.pages.picture import DRAWN
from repository.pages.report import contributors, facets_of
from repository.pages.search import asked
from repository.paragraphs import Paragraph, paragraphs
from repository.reader import Reader, house, reader_of
from repository.reading import file_named, page_of, public_report
from repository.search import Ask, MarkedPage, inside
from repository.search.hits import page_path, suffix

LONGEST = 200_000  # characters shown of one page; the original has it all


@dataclass(frozen=True, slots=True)
class PageView:
    """The context of `pages/page.html`; addresses are empty where there is nothing to go to."""

    report: Report
    file: File | None
    page: Page
    total: int
    paragraphs: tuple[Paragraph, ...]
    cut: bool
    query: str
    count: int
    away: bool
    pages_with_hits: int
    before: str
    after: str
    hit_before: str
    hit_after: str
    original: str
    picture: str
    text: str  # the address of the page as text
    cited: Citation
    contributors: tuple[tuple[str, tuple[Tag, ...]], ...]
    facets: tuple[tuple[Facet, tuple[Tag, ...]], ...]
    typed: str  # when a person typed its text; empty when it was read


def get(request: Request) -> Response:
    """The page."""
    engines = house(request)["engines"]
    reader = reader_of(request)
    report = public_report(request.path_params["number"], catalogue=engines.catalogue)
    name = request.path_params.get("name")
    file = file_named(report, name) if name is not None else None
    page = page_of(report, file, request.path_params["n"], catalogue=engines.catalogue)
    ask = asked(request, reader, engines.catalogue)
    marked = inside(ask, page, catalogue=engines.catalogue, index=engines.index) if ask.q else unmarked(page)
    typed = engines.catalogue.typed_pages(file.id).get(page.n, "") if file else ""
    view = page_view(report, file, page, ask, marked, reader, facets_of(report, catalogue=engines.catalogue), typed)
    counted(request, report)
    return show(request, "page", view, query=ask.q, indexed=file is None)


def unmarked(page: Page) -> MarkedPage:
    """The page when nothing was asked."""
    return MarkedPage((Piece(page.text, match=False),), 0, 0, None, None)


def page_view(
    report: Report, file: File | None, page: Page, ask: Ask, marked: MarkedPage, reader: Reader,
    facets: tuple[tuple[Facet, tuple[Tag, ...]], ...], typed: str,
) -> PageView:  # fmt: skip
    """Everything the page shows."""
    total = file.pages if file else report.own_pages
    words = suffix(ask, marked.pieces)

    def to(other: Page | None) -> str:
        return address(report, other) + words + "#hit-1" if other else ""

    here = f"/reports/{report.number}/"
    stem = here + (f"{file.slug}.{file.extension}/" if file else "") + "pages/"
    anchor = f"#page={page.n}" if file and file.extension == "pdf" else ""
    return PageView(
        report=report, file=file, page=page, total=total,
        paragraphs=paragraphs(shortened(marked.pieces)), cut=len(page.text) > LONGEST,
        query=ask.q, count=marked.count, away=marked.away, pages_with_hits=marked.pages_with_hits,
        before=f"{stem}{page.n - 1}{words}" if page.n > 1 else "",
        after=f"{stem}{page.n + 1}{words}" if page.n < total else "",
        hit_before=to(marked.previous), hit_after=to(marked.next),
        picture=f"{stem}{page.n}.png" if file and file.extension in DRAWN else "", text=f"{stem}{page.n}.txt",
        original=f"{here}{file.slug}.{file.extension}{anchor}" if file else "",
        cited=citation(report, base=reader.base, languages=reader.languages, file=file, page=page),
        contributors=contributors(report), facets=facets, typed=typed,
    )  # fmt: skip


def address(report: Report, page: Page) -> str:
    """Where a page of a report is read."""
    return page_path(report.number, next((file for file in report.files if file.id == page.file), None), page.n)


def shortened(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The beginning, when a page is too long to be shown."""
    kept, room = [], LONGEST
    for piece in pieces:
        if room <= 0:
            break
        kept.append(piece if len(piece.text) <= room else Piece(piece.text[:room], piece.match))
        room -= len(piece.text)
    return tuple(kept)
