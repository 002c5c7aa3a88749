"""Given a question and its answer, how the question was read: part by part, and everything that was left out."""

from collections.abc import Sequence

from repository.catalogue import Catalogue
from repository.index import IndexAnswer
from repository.model import Note, PartRead, QueryReceipt, in_language
from repository.query import Parsed, without, written
from repository.search.ask import DEEPEST, Ask
from repository.search.facets import Known
from repository.search.reading import Said, Understood

NAMED = 12  # words no report has, in one note


def receipt(ask: Ask, parsed: Parsed, read: Understood, answer: IndexAnswer, notes: tuple[Note, ...], catalogue: Catalogue) -> QueryReceipt:
    """The receipt; `notes` are those of the chosen values."""
    parts = parts_read(ask, parsed, read, answer, catalogue)
    told = [*parsed.notes, *ask.notes, *notes]
    nowhere = tuple(part.typed for part, each in zip(parts, parsed.parts, strict=True) if not part.reports and not each.excluded)
    if nowhere:
        told.append(Note("nowhere", {"words": nowhere[:NAMED], "n": len(nowhere)}))
    if answer.cut:
        told.append(Note("cut_search"))
    last = max(1, -(-min(answer.total, DEEPEST) // ask.per_page))
    if ask.page > last:
        told.append(Note("beyond", {"page": ask.page, "last": last}))
    if ask.page >= last and answer.total > DEEPEST:
        told.append(Note("cut_depth", {"limit": DEEPEST}))
    return QueryReceipt(parts, answer.match, ask.exact, tuple(told), written(parsed))


def parts_read(ask: Ask, parsed: Parsed, read: Understood, answer: IndexAnswer, catalogue: Catalogue) -> tuple[PartRead, ...]:
    """Each part as typed with the forms that counted (or the terms it names), what was put beside it, and the query without it."""
    known = Known(catalogue)
    by_part: dict[int, tuple[tuple[str, ...], int]] = {}
    for reading in answer.readings:
        forms, reports = by_part.get(reading.part, ((), 0))
        by_part[reading.part] = (tuple(dict.fromkeys((*forms, *reading.forms))), max(reports, reading.reports))
    made = []
    for part in parsed.parts:
        forms, reports = by_part.get(part.part, ((), 0))
        said = read.said.get(part.part, Said(()))
        forms = forms or names(read.named.get(part.part, ()), ask.languages, known, catalogue)
        made.append(PartRead(part.typed, forms, said.synonyms, reports, said.concept, without(parsed, part.part)))
    return tuple(made)


def names(terms: Sequence[int], languages: tuple[str, ...], known: Known, catalogue: Catalogue) -> tuple[str, ...]:
    """What the terms are called that readers may know of."""
    found = [term for term in catalogue.terms(terms[:NAMED]).values() if known(term)]
    return tuple(in_language(term.labels, languages).text or term.key for term in found)
