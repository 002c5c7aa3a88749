"""Given a report and words, the pages of that report that have them, in reading order, each with a passage."""

from dataclasses import dataclass

from starlette.requests import Request

from repository.catalogue import Catalogue
from repository.index import Index
from repository.model import Page, Piece, Report
from repository.pages.search import asked
from repository.reader import Reader
from repository.search.hits import suffix
from repository.search.inside import find_in_report
from repository.search.passages import passage
from repository.search_links import href

SHOWN = 40  # passages; more pages are counted only


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page with its passage."""

    page: Page
    name: str  # of its file when the report has several
    href: str
    pieces: tuple[Piece, ...]
    count: int  # words marked on it


@dataclass(frozen=True, slots=True)
class Found:
    """What was found inside a report; `everywhere` asks the whole library the same."""

    query: str
    pages: tuple[FoundPage, ...]
    total: int
    everywhere: str


def found_inside(request: Request, report: Report, reader: Reader, *, catalogue: Catalogue, index: Index) -> Found | None:
    """The pages; None when nothing was asked."""
    ask = asked(request, reader, catalogue)
    if not ask.q:
        return None
    marks, pages = find_in_report(ask, report.number, catalogue=catalogue, index=index)
    names = {file.id: file for file in report.files}
    shown = []
    for page in pages[:SHOWN]:
        file = names.get(page.file) if page.file else None
        stem = f"{file.slug}.{file.extension}/" if file else ""
        pieces = passage(page.text, marks)
        address = f"/reports/{report.number}/{stem}pages/{page.n}{suffix(ask, pieces)}"
        count = len(marks.places(page.text))
        shown.append(FoundPage(page, file.name if file and len(report.files) > 1 else "", address, pieces, count))
    return Found(ask.q, tuple(shown), len(pages), href(ask))
