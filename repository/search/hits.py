"""Given the rows of an index, rows to show: facts from the catalogue, passages from the stored text of the pages."""

import time
from urllib.parse import urlencode

from repository.catalogue import Catalogue
from repository.index import IndexAnswer
from repository.model import File, FoundName, Hit, Page, Passage, Piece, Report
from repository.search.ask import Ask, carried
from repository.search.marks import Marks
from repository.search.pace import Pace
from repository.search.passages import mark, passage

BUDGET = 0.25  # seconds for passages; what is left shows the beginning of its page
NAMES = 3  # of terms, for a row whose words stand on no page


def rows(ask: Ask, answer: IndexAnswer, marks: Marks, catalogue: Catalogue, pace: Pace, *, passages: bool = True) -> tuple[Hit, ...]:
    """Rows with passages; a report that is no longer public is left out whatever the index says."""
    numbers = [number for hit in answer.hits for number in (hit.number, *hit.folded)]
    reports = {n: report for n, report in catalogue.reports(numbers).items() if report.state == "published"}
    pages = catalogue.pages_by_id([page for hit in answer.hits for page in hit.pages]) if passages and marks else {}
    until = time.perf_counter() + BUDGET
    result = []
    for hit in answer.hits:
        report = reports.get(hit.number)
        if report is None:
            continue
        there = [page for i in hit.pages if (page := pages.get(i)) and page.report == report.number]
        shown = tuple(_passage(report, page, marks, ask, in_time=pace.left(until)) for page in there)
        title = mark(report.title.text, marks.on(report.title.language) if passages else Marks())
        folded = tuple(reports[number] for number in hit.folded if number in reports)
        elsewhere = passages and marks and not shown and not any(piece.match for piece in title)
        result.append(Hit(report, hit.score, hit.has_all, title, shown, _abstract(report, marks) if elsewhere else (),
                          _names(report, marks) if elsewhere else (), folded))  # fmt: skip
    return tuple(result)


def _passage(report: Report, page: Page, marks: Marks, ask: Ask, *, in_time: bool) -> Passage:
    file = next((file for file in report.files if file.id == page.file), None)
    pieces = passage(page.text if in_time else page.text[:400], marks.on(page.language))
    return Passage(page, file, page_path(report.number, file, page.n) + suffix(ask, pieces), pieces)


def suffix(ask: Ask, pieces: tuple[Piece, ...]) -> str:
    """The words that go along to a page, to be marked there."""
    query = carried(ask, pieces)
    return "?" + urlencode([("q", query)] + ([("exact", "1")] if ask.exact else []) + ([] if ask.widen else [("widen", "0")])) if query else ""


def page_path(number: int, file: File | None, n: int) -> str:
    """The address of a page within the site."""
    return f"/reports/{number}/{file.slug}.{file.extension}/pages/{n}" if file else f"/reports/{number}/pages/{n}"


def _abstract(report: Report, marks: Marks) -> tuple[Piece, ...]:
    """The stretch of an abstract that has the words."""
    made = (passage(text.text, marks.on(text.language)) for text in report.abstracts)
    return next((pieces for pieces in made if any(piece.match for piece in pieces)), ())


def _names(report: Report, marks: Marks) -> tuple[FoundName, ...]:
    """Terms of the report one of whose names has the words."""
    found: dict[int, FoundName] = {}
    for tag in report.tags:
        made = (mark(text.text, marks.on(text.language)) for text in (*tag.term.labels, *tag.term.synonyms))
        name = next((pieces for pieces in made if any(piece.match for piece in pieces)), None)
        if name and tag.term.id not in found:
            found[tag.term.id] = FoundName(tag.term, name)
    return tuple(found.values())[:NAMES]
