"""Given a question, runs it: parse, read, ask the index, check every hit in the catalogue, make passages and facets."""

import time

from repository.analysis.words import cut
from repository.catalogue import Catalogue
from repository.errors import IndexUnavailable
from repository.index import Index, IndexRequest, Run
from repository.model import Hit, Note, QueryReceipt, Results
from repository.query import Everything, Not, Parsed, written
from repository.search.ask import DEADLINE, Ask
from repository.search.facets import SHOWN as VALUES
from repository.search.facets import countable, narrowed, unknown, values
from repository.search.hits import rows
from repository.search.marks import marks, marks_of
from repository.search.pace import Pace
from repository.search.passages import mark
from repository.search.reading import read
from repository.search.receipt import receipt
from repository.search.suggest import suggestion


def search(ask: Ask, *, catalogue: Catalogue, index: Index, whole: str = "", bare: bool = False, most: int = VALUES) -> Results:
    """A page of results; titles from the catalogue when the index is away, and says so.

    With `whole` every value of that facet and no passages; `bare` gives the reports and the receipt only; `most` values of a facet
    come beside those chosen.
    """
    with catalogue.reading():
        return _search(ask, catalogue, index, whole, bare=bare, most=most)


def _search(ask: Ask, catalogue: Catalogue, index: Index, whole: str, *, bare: bool, most: int) -> Results:
    started = time.perf_counter()
    parsed, meant = read(ask, catalogue)
    narrow = narrowed(ask, catalogue)
    request = IndexRequest(
        tree=meant.tree, match=ask.match, languages=ask.languages, filters=narrow.filters, years=ask.years, sort=ask.order,
        offset=(ask.page - 1) * ask.per_page, limit=ask.per_page, facets=None if bare else countable(catalogue), deadline=DEADLINE,
    )  # fmt: skip
    try:
        answer = index.search(request)
    except IndexUnavailable:
        return _degraded(ask, parsed, catalogue, started)
    pace = Pace(answer.cut)
    return Results(
        total=answer.total, with_all=answer.with_all, page=ask.page, per_page=ask.per_page,
        hits=rows(ask, answer, marks_of(answer.readings), catalogue, pace, passages=not (bare or whole)),
        facets={} if bare else values(ask, answer.counts, narrow.chosen, catalogue, whole=whole, most=most),
        years=tuple(sorted(answer.years.items())), undated=answer.undated,
        receipt=receipt(ask, parsed, meant, answer, unknown(narrow, catalogue), catalogue),
        suggestion=suggestion(ask, parsed, answer, pace, catalogue=catalogue, index=index) if not (answer.cut or bare or whole) else None,
        without_text=answer.unreadable, took_ms=round((time.perf_counter() - started) * 1000), hurried=pace.cut,
    )  # fmt: skip


def _degraded(ask: Ask, parsed: Parsed, catalogue: Catalogue, started: float) -> Results:
    words = [] if isinstance(parsed.tree, (Everything, Not)) else [
        form for part in parsed.parts if not part.excluded for form in cut(part.typed)
    ]  # fmt: skip
    total, numbers = catalogue.title_search(words[:20], ask.per_page, (ask.page - 1) * ask.per_page)
    reports = catalogue.reports(numbers)
    marked = marks(Run(((word,),)) for word in words)
    hits = tuple(Hit(reports[n], 0.0, True, mark(reports[n].title.text, marked), ()) for n in numbers if n in reports)
    notes = (*parsed.notes, *ask.notes, Note("degraded"))
    return Results(
        total=total, with_all=total, page=ask.page, per_page=ask.per_page, hits=hits, facets={}, years=(), undated=0,
        receipt=QueryReceipt((), "all", ask.exact, notes, written(parsed)), suggestion=None, without_text=0,
        took_ms=round((time.perf_counter() - started) * 1000), degraded=True,
    )  # fmt: skip
