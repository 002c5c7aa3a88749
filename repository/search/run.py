"""Given a question, runs it: parse, read, ask the index, check every hit in the catalogue, make passages and facets."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from repository.analysis.words import cut
from repository.catalogue import Catalogue
from repository.errors import IndexUnavailable
from repository.index import Filter, Index, IndexAnswer, IndexRequest
from repository.model import (
    FacetValue,
    File,
    Hit,
    Note,
    Page,
    PartRead,
    Passage,
    QueryReceipt,
    Report,
    Results,
    Suggestion,
    Term,
    in_language,
)
from repository.query import Everything, Not, Parsed, parse
from repository.search.ask import DEEPEST, Ask
from repository.search.passages import mark, passage
from repository.search.reading import Reader

SHOWN = 100  # values of a facet
BUDGET = 0.25  # seconds for passages; what is left shows the beginning of its page
LANGUAGES = ("en", "fr", "es", "pt", "ar")


def search(ask: Ask, *, catalogue: Catalogue, index: Index) -> Results:
    """A page of results; title search from the catalogue when the index is away, and says so."""
    with catalogue.reading():
        return _search(ask, catalogue, index)


def _search(ask: Ask, catalogue: Catalogue, index: Index) -> Results:
    started = time.perf_counter()
    parsed = parse(ask.q, exact=ask.exact)
    reader = Reader(catalogue)
    tree = reader.exactly(parsed.tree) if ask.exact else reader.read(parsed.tree)
    filters, chosen = filters_of(ask, catalogue)
    order = ask.order if parsed.parts or ask.sort else "newest"
    request = IndexRequest(
        tree=tree, match=ask.match, languages=ask.languages, filters=filters, years=ask.years, sort=order,
        offset=(ask.page - 1) * ask.per_page, limit=ask.per_page, facets=facets_of(catalogue),
    )  # fmt: skip
    try:
        answer = index.search(request)
    except IndexUnavailable:
        return _degraded(ask, parsed, catalogue, started)
    forms = {form for reading in answer.readings for form in (*reading.forms, *reading.marked)}
    hits = rows(ask, answer, forms, catalogue)
    receipt = _receipt(ask, parsed, answer, reader.said)
    suggestion = _suggestion(ask, parsed, answer, catalogue, index) if parsed.words else None
    return Results(
        total=answer.total, with_all=answer.with_all, page=ask.page, per_page=ask.per_page, hits=hits,
        facets=_facets(ask, answer.counts, chosen, catalogue), years=tuple(sorted(answer.years.items())), undated=answer.undated,
        receipt=receipt, suggestion=suggestion, without_text=answer.unreadable,
        took_ms=round((time.perf_counter() - started) * 1000),
    )  # fmt: skip


def facets_of(catalogue: Catalogue) -> Mapping[str, tuple[int, ...]]:
    """Public facet → its terms, to be counted."""
    return {facet.key: tuple(term.id for term in catalogue.terms_of(facet.key)) for facet in catalogue.facets() if facet.public}


def filters_of(ask: Ask, catalogue: Catalogue) -> tuple[tuple[Filter, ...], dict[str, tuple[set[int], set[int]]]]:
    """Filters by term id, and what was chosen; an unknown value finds nothing."""
    filters, chosen = [], {}
    for facet in sorted({*ask.include, *ask.exclude}):
        ids = [tuple(term.id if (term := catalogue.term_by_key(facet, key)) else -1 for key in keys)
               for keys in (ask.include.get(facet, ()), ask.exclude.get(facet, ()))]  # fmt: skip
        filters.append(Filter(facet, ids[0], ids[1]))
        chosen[facet] = (set(ids[0]), set(ids[1]))
    return tuple(filters), chosen


def rows(ask: Ask, answer: IndexAnswer, forms: set[str], catalogue: Catalogue) -> tuple[Hit, ...]:
    """Rows with passages; a report that is no longer public is left out whatever the index says."""
    numbers = [number for hit in answer.hits for number in (hit.number, *hit.folded)]
    reports = {n: report for n, report in catalogue.reports(numbers).items() if report.state == "published"}
    pages = catalogue.pages_by_id([page for hit in answer.hits for page in hit.pages])
    until = time.perf_counter() + BUDGET
    suffix = "?" + urlencode([("q", ask.q)] + ([("exact", "1")] if ask.exact else [])) if ask.q else ""
    result = []
    for hit in answer.hits:
        report = reports.get(hit.number)
        if report is None:
            continue
        mine = [pages[page] for page in hit.pages if page in pages and pages[page].report == report.number]
        shown = tuple(_passage(report, page, forms, suffix, until) for page in mine) if forms else ()
        title = in_language(report.titles[:1], ()).text
        folded = tuple(reports[number] for number in hit.folded if number in reports)
        result.append(Hit(report, hit.score, hit.has_all, mark(title, forms), shown, folded))
    return tuple(result)


def _passage(report: Report, page: Page, forms: set[str], suffix: str, until: float) -> Passage:
    file = next((file for file in report.files if file.id == page.file), None)
    text = page.text if time.perf_counter() < until else page.text[:400]
    return Passage(page, file, page_path(report.number, file, page.n) + suffix, passage(text, forms))


def page_path(number: int, file: File | None, n: int) -> str:
    """The address of a page within the site."""
    return f"/reports/{number}/{file.slug}.{file.extension}/pages/{n}" if file else f"/reports/{number}/pages/{n}"


def _facets(
    ask: Ask, counts: Mapping[str, Mapping[int, int]], chosen: Mapping[str, tuple[set[int], set[int]]], catalogue: Catalogue
) -> dict[str, tuple[FacetValue, ...]]:
    result = {}
    for facet in catalogue.facets():
        if not facet.public:
            continue
        taken, left_out = chosen.get(facet.key, (set(), set()))
        found = {term: n for term, n in counts.get(facet.key, {}).items() if n or term in taken | left_out}
        found.update({term: 0 for term in taken | left_out if term > 0 and term not in found})
        terms = [term for term in catalogue.terms(list(found)).values() if found[term.id] or _known(term, catalogue)]
        order = sorted(terms, key=lambda term: (term.id not in taken, -found[term.id], _label(term, ask.languages)[0].casefold()))
        result[facet.key] = tuple(_value(term, found[term.id], ask, taken, left_out) for term in order[:SHOWN])
    return result


def _known(term: Term, catalogue: Catalogue) -> bool:
    """Whether readers may see the name of a term that nothing was found for: a proposed one may belong to a hidden report."""
    return term.state == "approved" or catalogue.term_counts(term.facet).get(term.id, 0) > 0


def _label(term: Term, languages: Sequence[str]) -> tuple[str, str]:
    text = in_language(term.labels, tuple(languages))
    return text.text or term.key, text.language


def _value(term: Term, count: int, ask: Ask, taken: set[int], left_out: set[int]) -> FacetValue:
    label, language = _label(term, ask.languages)
    return FacetValue(term.key, label, language, count, term.id in taken, term.id in left_out)


def _receipt(ask: Ask, parsed: Parsed, answer: IndexAnswer, said: Mapping[int, tuple[str, ...]]) -> QueryReceipt:
    by_part: dict[int, tuple[tuple[str, ...], int]] = {}
    for reading in answer.readings:
        forms, reports = by_part.get(reading.part, ((), 0))
        by_part[reading.part] = (tuple(dict.fromkeys((*forms, *reading.forms))), max(reports, reading.reports))
    parts = tuple(
        PartRead(part.typed, by_part.get(part.part, ((), 0))[0], said.get(part.part, ()), by_part.get(part.part, ((), 0))[1],
                 " ".join((parsed.text[: part.start] + " " + parsed.text[part.end :]).split()))
        for part in parsed.parts
    )  # fmt: skip
    notes = list(parsed.notes)
    if answer.cut:
        notes.append(Note("cut_search"))
    if ask.page * ask.per_page >= DEEPEST and answer.total > DEEPEST:
        notes.append(Note("cut_depth", {"limit": DEEPEST}))
    return QueryReceipt(parts, answer.match, ask.exact, tuple(notes))


def _suggestion(ask: Ask, parsed: Parsed, answer: IndexAnswer, catalogue: Catalogue, index: Index) -> Suggestion | None:
    """Another spelling for a word no report has, or the question without what finds nothing; only if it finds something."""
    missing = {reading.part for reading in answer.readings if reading.reports == 0}
    tries: list[str] = []
    for part in parsed.parts:
        if part.part in missing and not part.excluded and part.field in ("", "title") and len(cut(part.typed)) == 1:
            near = index.near_words(cut(part.typed)[0], (*ask.languages, *LANGUAGES), 3)
            tries.extend(parsed.text[: part.start] + word + parsed.text[part.end :] for word, _ in near)
    if not answer.total and len(parsed.parts) > 1:
        tries.extend(
            " ".join((parsed.text[: part.start] + parsed.text[part.end :]).split())
            for part in parsed.parts if part.part in missing
        )  # fmt: skip
    for query in tries[:4]:
        found = _count(replace(ask, q=query), catalogue, index)
        if found > answer.with_all:
            return Suggestion(" ".join(query.split()), found)
    return None


def _count(ask: Ask, catalogue: Catalogue, index: Index) -> int:
    reader, parsed = Reader(catalogue), parse(ask.q, exact=ask.exact)
    tree = reader.exactly(parsed.tree) if ask.exact else reader.read(parsed.tree)
    filters, _ = filters_of(ask, catalogue)
    return index.search(IndexRequest(tree=tree, match="all", languages=ask.languages, filters=filters, years=ask.years, limit=1)).total


def _degraded(ask: Ask, parsed: Parsed, catalogue: Catalogue, started: float) -> Results:
    words = (
        [] if isinstance(parsed.tree, (Everything, Not)) else [form for part in parsed.parts if not part.excluded for form in cut(part.typed)]
    )
    total, numbers = catalogue.title_search(words[:20], ask.per_page, (ask.page - 1) * ask.per_page)
    reports = catalogue.reports(numbers)
    hits = tuple(Hit(reports[n], 0.0, True, mark(reports[n].title.text, set(words)), ()) for n in numbers if n in reports)
    receipt = QueryReceipt((), "all", ask.exact, (*parsed.notes, Note("degraded")))
    return Results(
        total,
        total,
        ask.page,
        ask.per_page,
        hits,
        {},
        (),
        0,
        receipt,
        None,
        0,
        round((time.perf_counter() - started) * 1000),
        degraded=True,
    )
