"""Given a report and words, the pages of that report that have them, in reading order, each with a passage."""

from dataclasses import dataclass

from starlette.requests import Request

from repository.catalogue import Catalogue
from repository.errors import IndexUnavailable
from repository.index import Index
from repository.model import Page, Piece, Report
from repository.pages.search import asked
from repository.reader import Reader
from repository.search import Ask
from repository.search.hits import page_path, suffix
from repository.search.inside import find_in_report
from repository.search.marks import Marks
from repository.search.passages import passage
from repository.search_links import href

SHOWN = 40  # passages at a time


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page with its passage."""

    page: Page
    name: str  # of its file when the report has several
    href: str
    pieces: tuple[Piece, ...]
    count: int  # words marked on it
    every: bool  # it has all the words, and others have not


@dataclass(frozen=True, slots=True)
class Found:
    """What was found inside a report; `everywhere` asks the whole library the same; `away`: the index cannot be asked now."""

    query: str
    pages: tuple[FoundPage, ...]
    first: int  # number of the first page shown, from 1
    total: int
    with_all: int  # pages that have all the words; 0 when all have
    before: str
    after: str
    everywhere: str
    away: bool = False


def found_inside(request: Request, report: Report, reader: Reader, *, catalogue: Catalogue, index: Index) -> Found | None:
    """The pages; None when nothing was asked."""
    ask = asked(request, reader, catalogue)
    if not ask.q:
        return None
    try:
        inside = find_in_report(ask, report.number, catalogue=catalogue, index=index)
    except IndexUnavailable:
        return Found(ask.q, (), 0, 0, 0, "", "", href(ask), away=True)
    pages = inside.found
    every = inside.having_all if len(inside.having_all) < len(pages) else frozenset()
    last = max(1, -(-len(pages) // SHOWN))
    turn = min(ask.page, last)
    first = (turn - 1) * SHOWN
    return Found(
        query=ask.q,
        pages=tuple(found_page(report, page, ask, inside.marks, every=page.id in every) for page in pages[first : first + SHOWN]),
        first=first + 1,
        total=len(pages),
        with_all=len(every),
        before=turned(ask, report, turn - 1) if turn > 1 else "",
        after=turned(ask, report, turn + 1) if turn < last else "",
        everywhere=href(ask),
    )


def found_page(report: Report, page: Page, ask: Ask, marks: Marks, *, every: bool) -> FoundPage:
    """A page with its passage and the way to it."""
    file = next((file for file in report.files if file.id == page.file), None)
    marks = marks.on(page.language)
    pieces = passage(page.text, marks)
    address = page_path(report.number, file, page.n) + suffix(ask, pieces)
    return FoundPage(page, file.name if file and len(report.files) > 1 else "", address, pieces, len(marks.places(page.text)), every)


def turned(ask: Ask, report: Report, page: int) -> str:
    """Where more pages are listed; nowhere for a question too long for a link."""
    return "" if ask.long else href(ask, path=f"/reports/{report.number}/", include={}, exclude={}, years=None, page=page) + "#found"
