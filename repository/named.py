"""Given pages of text, the terms of a facet whose names stand in them, with the words they were found by: proposals for a form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from repository.analysis.words import cut, spans
from repository.catalogue import Catalogue
from repository.model import Page, Report, Term

LETTERS = 4  # of a name, all its words together; shorter ones are words of their own too often
WORDS = 8  # of a name
PAGES = 200
MOST = 12  # terms of a facet
SOUGHT = ("country", "organisation")


@dataclass(frozen=True, slots=True)
class Named:
    """A term, the words that name it where it comes first, that page, and how often it is named."""

    term: Term
    words: str
    page: int
    times: int


def named_in(report: Report, *, catalogue: Catalogue) -> list[tuple[str, Sequence[Named]]]:
    """By facet of `SOUGHT`, what a report's text names that its record does not say yet."""
    places = [*(file.id for file in report.files), *([None] if report.own_pages else [])]
    pages = list(islice((page for place in places for page in catalogue.pages(report.number, place)), PAGES))
    made = []
    for facet in SOUGHT:
        known = {tag.term.id for tag in report.of(facet)}
        made.append((facet, [each for each in named(pages, facet, catalogue=catalogue) if each.term.id not in known]))
    return [(facet, those) for facet, those in made if those]


def named(pages: Iterable[Page], facet: str, *, catalogue: Catalogue) -> Sequence[Named]:
    """Those named most often first; only terms that readers may know of."""
    names = names_of(facet, catalogue=catalogue)
    found: dict[int, Named] = {}
    for page in list(pages)[:PAGES]:
        words = spans(page.text)
        at = 0
        while at < len(words):
            at += _found(page, words, at, names, found)
    return sorted(found.values(), key=lambda each: (-each.times, each.page, each.term.id))[:MOST]


def _found(page: Page, words: list[tuple[int, int, str]], at: int, names: dict[tuple[str, ...], Term], found: dict[int, Named]) -> int:
    for length in range(min(WORDS, len(words) - at), 0, -1):
        part = words[at : at + length]
        term = names.get(tuple(folded for _, _, folded in part))
        if term is None:
            continue
        before = found.get(term.id)
        text = " ".join(page.text[part[0][0] : part[-1][1]].split())
        found[term.id] = Named(term, before.words if before else text, before.page if before else page.n, (before.times if before else 0) + 1)
        return length
    return 1


def names_of(facet: str, *, catalogue: Catalogue) -> dict[tuple[str, ...], Term]:
    """The words of each label and synonym of terms that are approved, or that a published report has."""
    made: dict[tuple[str, ...], Term] = {}
    for term in public(facet, catalogue=catalogue):
        for text in (*term.labels, *term.synonyms):
            words = tuple(cut(text.text))
            if 0 < len(words) <= WORDS and sum(map(len, words)) >= LETTERS:
                made.setdefault(words, term)
    return made


def public(facet: str, *, catalogue: Catalogue) -> list[Term]:
    """Terms of a facet that readers may know of."""
    counts = catalogue.term_counts(facet)
    return [term for term in catalogue.terms_of(facet) if term.state == "approved" or counts.get(term.id)]
