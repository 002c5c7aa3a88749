"""Given a report, terms it may want, each with the reasons: names found in its text, what similar reports have, and words that
reports with the term have more often than others. Everything is counted in the record and the index; nothing leaves the house.

The weights were chosen with `benchmarks/curation.py`, on reports before those it judges.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repository.analysis.words import cut
from repository.catalogue import Catalogue
from repository.errors import IndexUnavailable
from repository.index import Filter, Index, IndexAnswer, IndexRequest
from repository.mentions import PROPER, Mention, Piece, mentions, names_of
from repository.model import Report, Term
from repository.query import All, AnyOf, Phrase, Word

NEVER = ("type", "language")  # facets that a form always asks for
LETTERS = 400_000  # looked at
MANY = 150  # words of a report that are asked for
CHOSEN, LIKE = 60, 30  # of them, the characteristic ones; similar reports
TOLD, ASKED = 5, 40  # words shown as a reason, words counted
COMMON = 0.5  # of the reports in its languages; a word that more have says nothing
ALIKE, WORDS, NAMED = 1.0, 0.15, 0.1  # what a reason counts
LEAST = 0.06  # what a term that is not named must have to be shown
MOST = 20
WAYS = 60  # names of a term that are looked for in all reports
PATIENCE = 3.0  # seconds


@dataclass(frozen=True, slots=True)
class Proposed:
    """A term, what speaks for it altogether, and each reason: where it is named, similar reports that have it, words they share."""

    term: Term
    score: float
    named: Mention | None = None
    alike: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


def pieces_of(report: Report, *, catalogue: Catalogue) -> list[Piece]:
    """Titles, abstracts and pages, as far as they are looked at."""
    found = [Piece(0, text.text, text.language) for text in (*report.titles, *report.abstracts)]
    room = LETTERS
    for file in (None, *(file.id for file in report.files)):
        if room <= 0:
            break
        for page in catalogue.pages(report.number, file):
            if room > 0 and page.health == "ok":
                found.append(Piece(page.n, page.text[:room], page.language, page.file))
                room -= len(page.text)
    return found


def facets_to_propose(catalogue: Catalogue) -> list[str]:
    """Every facet but those a form always asks for."""
    return [facet.key for facet in catalogue.facets() if facet.key not in NEVER]


def suggested(report: Report, *, catalogue: Catalogue, index: Index) -> list[Proposed]:
    """Best first, without what it has and what was declined."""
    with catalogue.reading():
        pieces, facets = pieces_of(report, catalogue=catalogue), facets_to_propose(catalogue)
        full = {facet.key for facet in catalogue.facets() if not facet.several and report.of(facet.key)}
        has = {tag.term.id for tag in report.tags} | {term for _, term in catalogue.declined(report=report.number)}
        named = mentions(pieces, names_of(facets, catalogue=catalogue))
        learnt = [facet for facet in facets if facet not in PROPER]
        alike, words = _learnt(report, pieces, learnt, catalogue, index) if learnt else ({}, {})
        terms = catalogue.terms([id_ for id_ in {*named, *alike, *words} if id_ not in has])
    found = [_proposed(term, named.get(term.id), alike.get(term.id, (0.0, ())), words.get(term.id, (0.0, ()))) for term in terms.values()]
    kept = [each for each in found if (each.named or each.score >= LEAST) and each.term.facet not in full and each.term.used]
    return sorted(kept, key=lambda each: (-each.score, each.term.id))[:MOST]


def _proposed(term: Term, named: Mention | None, alike: tuple[float, tuple[int, ...]], words: tuple[float, tuple[str, ...]]) -> Proposed:
    score = ALIKE * alike[0] + WORDS * words[0]
    if named is not None:
        score += NAMED * (named.first + min(named.times, 5) / 5)
        if term.facet in PROPER and (named.first or named.times > 1):
            score += NAMED
    return Proposed(term, score, named, alike[1], words[1])


Alike = Mapping[int, tuple[float, tuple[int, ...]]]
Shared = Mapping[int, tuple[float, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class _House:
    """What the house holds: reports, pages with their records, reports in the languages of a text, and those that have each term."""

    reports: int
    units: int
    neighbours: int
    having: Mapping[int, int]

    @property
    def common(self) -> float:
        """A word that more reports have says nothing."""
        return max(2.0, COMMON * self.neighbours)


def _learnt(report: Report, pieces: Sequence[Piece], facets: Sequence[str], catalogue: Catalogue, index: Index) -> tuple[Alike, Shared]:
    """What earlier decisions say; nothing while the index is away."""
    wanted = {facet: tuple(term.id for term in catalogue.terms_of(facet)) for facet in facets}
    try:
        house = _house(pieces, wanted, catalogue, index)
        chosen = _characteristic(_counted(pieces), house, index)
        return _alike(report, chosen, catalogue, index), _shared(report, chosen[:ASKED], wanted, house, index)
    except IndexUnavailable:
        return {}, {}


def _house(pieces: Sequence[Piece], wanted: Mapping[str, tuple[int, ...]], catalogue: Catalogue, index: Index) -> _House:
    languages, spoken = {term.id: term.key for term in catalogue.terms_of("language")}, {piece.language for piece in pieces}
    state = index.state()
    counts = index.search(IndexRequest(limit=1, facets={**wanted, "language": tuple(languages)}, fold=False, pages_per_hit=0)).counts
    neighbours = sum(n for term, n in counts.get("language", {}).items() if languages[term] in spoken)
    having = {term: n for facet in wanted for term, n in counts.get(facet, {}).items()}
    return _House(state.reports, state.pages + state.reports, neighbours or state.reports, having)


def _counted(pieces: Sequence[Piece]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for piece in pieces:
        for word in cut(piece.text):
            if len(word) > 2 and not word[0].isdigit():
                counted[word] += 1 if piece.n else 4
    return counted


def _characteristic(counted: Counter[str], house: _House, index: Index) -> list[str]:
    """The most characteristic words first, by how often each stands here and in the house."""
    asked = [word for word, _ in counted.most_common(MANY)]
    often = dict(zip(asked, index.how_often(asked), strict=True))
    most = house.common * house.units / max(house.reports, 1)
    useful = [word for word in asked if 1 < often[word] <= most]
    return sorted(useful, key=lambda word: -(1 + math.log(counted[word])) * math.log(1 + house.units / often[word]))[:CHOSEN]


def _any(words: Sequence[str], limit: int = 1, facets: Mapping[str, tuple[int, ...]] | None = None) -> IndexRequest:
    tree = All(tuple(Word(word, word, part=part) for part, word in enumerate(words)))
    return IndexRequest(tree=tree, match="any", limit=limit, facets=facets, fold=False, deadline=PATIENCE, pages_per_hit=0)


def _alike(report: Report, words: Sequence[str], catalogue: Catalogue, index: Index) -> dict[int, tuple[float, tuple[int, ...]]]:
    """Term → the share of similar reports that have it, weighed by how similar they are, and the first of them."""
    if not words:
        return {}
    hits = [hit for hit in index.search(_any(words, LIKE + 1)).hits if hit.number != report.number][:LIKE]
    reports = catalogue.reports([hit.number for hit in hits])
    whole = sum(hit.score for hit in hits) or 1.0
    share: Counter[int] = Counter()
    having: dict[int, list[int]] = {}
    for hit in hits:
        tags = reports[hit.number].tags if hit.number in reports else ()
        for term in {tag.term.id for tag in tags if tag.term.facet not in (*PROPER, *NEVER)}:
            share[term] += hit.score / whole  # type: ignore[assignment]
            having.setdefault(term, []).append(hit.number)
    return {term: (share[term], tuple(numbers)) for term, numbers in having.items() if len(numbers) > 1}


def _shared(
    report: Report, chosen: Sequence[str], wanted: Mapping[str, tuple[int, ...]], house: _House, index: Index
) -> dict[int, tuple[float, tuple[str, ...]]]:  # fmt: skip
    """Term → how much more often its reports have the words of this one than other reports, 1 for the term that has most; and
    the words that say it loudest."""
    own = {tag.term.id for tag in report.tags} if report.state == "published" else set()
    said: dict[int, list[tuple[float, str]]] = {}
    for word in chosen:
        answer: IndexAnswer = index.search(_any([word], facets=wanted))
        if answer.total > house.common:
            continue
        for term, n in ((term, n) for counts in answer.counts.values() for term, n in counts.items() if n > 1):
            count = n - (term in own)
            if count < 2:
                continue
            all_ = max(house.having.get(term, count), count)
            inside, outside = (count - 0.5) / all_, (answer.total - count + 0.5) / (house.reports - all_ + 1)
            if inside > outside > 0:
                said.setdefault(term, []).append((math.log(inside / outside) * inside, word))
    totals = {term: sum(weight for weight, _ in those) for term, those in said.items()}
    most = max(totals.values(), default=1.0)
    return {term: (totals[term] / most, tuple(word for _, word in sorted(those, reverse=True)[:TOLD])) for term, those in said.items()}


# ---- one term for many reports


@dataclass(frozen=True, slots=True)
class Namer:
    """A report that names a term it does not have, and where."""

    report: Report
    named: Mention


def naming(term: Term, *, catalogue: Catalogue, index: Index, offset: int, limit: int) -> tuple[int, list[Namer]]:
    """(public reports that may name the term and lack it, those of this part that do), without what was declined."""
    names = names_of([term.facet], catalogue=catalogue)
    own = {words for words, those in names.terms.items() if any(each.id == term.id for each, _ in those)}
    own |= {words for words, (country, _) in names.people.items() if term.facet == "country" and country == term.key}
    ways = [Word(" ".join(words), words[0], "exact", part=0) if len(words) == 1 else Phrase(" ".join(words), words, part=0)
            for words in sorted(own, key=lambda words: (-len(words), words))[:WAYS]]  # fmt: skip
    if not ways:
        return 0, []
    request = IndexRequest(
        tree=AnyOf(tuple(ways)), match="all", filters=(Filter(term.facet, exclude=(term.id,)),), sort="newest", offset=offset, limit=limit,
        fold=False, deadline=PATIENCE, pages_per_hit=0,
    )  # fmt: skip
    answer = index.search(request)
    declined = {number for number, _ in catalogue.declined(term=term.id)}
    reports = catalogue.reports([hit.number for hit in answer.hits if hit.number not in declined])
    with catalogue.reading():
        found = [Namer(report, named) for report in reports.values()
                 if (named := mentions(pieces_of(report, catalogue=catalogue), names).get(term.id))]  # fmt: skip
    return answer.total, found
