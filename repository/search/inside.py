"""Given a question and a page, the page with its words marked and the way to the other pages of the report that have them."""

from dataclasses import dataclass, field, replace

from repository.catalogue import Catalogue
from repository.errors import IndexUnavailable
from repository.index import Index, IndexRequest
from repository.model import Page, Piece
from repository.search.ask import DEADLINE, Ask
from repository.search.marks import Marks, marks_of
from repository.search.passages import mark
from repository.search.reading import read

MOST_PAGES = 1_000


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page's text as pieces; `count` words are marked on it; `previous` and `next` are pages of the report with hits."""

    pieces: tuple[Piece, ...]
    count: int
    pages_with_hits: int
    previous: Page | None
    next: Page | None
    away: bool = False  # the index cannot be asked now


@dataclass(frozen=True, slots=True)
class Pages:
    """What is marked, the report's pages that have any of the words, in reading order, and the ids of those that have all."""

    marks: Marks = field(default_factory=Marks)
    found: tuple[Page, ...] = ()
    having_all: frozenset[int] = frozenset()


def find_in_report(ask: Ask, number: int, *, catalogue: Catalogue, index: Index) -> Pages:
    """The pages; raises IndexUnavailable."""
    parsed, meant = read(ask, catalogue)
    if not parsed.words:
        return Pages()
    answer = index.search(IndexRequest(
        tree=meant.tree, match="any", languages=ask.languages, report=number, limit=MOST_PAGES, fold=False, deadline=DEADLINE,
    ))  # fmt: skip
    ids = [page for hit in answer.hits for page in hit.pages]
    pages = catalogue.pages_by_id(ids)
    found = [pages[i] for i in dict.fromkeys(ids) if i in pages and pages[i].report == number]
    return Pages(
        marks_of(answer.readings), tuple(sorted(found, key=lambda page: (page.file or 0, page.n))),
        frozenset(page for hit in answer.hits if hit.has_all for page in hit.pages),
    )  # fmt: skip


def inside(ask: Ask, page: Page, *, catalogue: Catalogue, index: Index) -> MarkedPage:
    """The page marked; without a question the plain text, with the index away too."""
    try:
        pages = find_in_report(replace(ask, page=1), page.report, catalogue=catalogue, index=index)
    except IndexUnavailable:
        return MarkedPage((Piece(page.text, match=False),), 0, 0, None, None, away=True)
    pieces = mark(page.text, pages.marks.on(page.language))
    here = (page.file or 0, page.n)
    before = [each for each in pages.found if (each.file or 0, each.n) < here]
    after = [each for each in pages.found if (each.file or 0, each.n) > here]
    count = sum(piece.match for piece in pieces)
    return MarkedPage(pieces, count, len(pages.found), before[-1] if before else None, after[0] if after else None)
