"""Given a question that finds little, the nearest one that finds more: other spellings first, then less of it."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

from repository.analysis.words import cut
from repository.catalogue import Catalogue
from repository.index import Index, IndexAnswer, IndexRequest
from repository.model import Suggestion
from repository.query import Parsed, Part, replaced, without
from repository.search.ask import Ask
from repository.search.facets import narrowed
from repository.search.pace import Pace
from repository.search.reading import read
from repository.settings import INTERFACE_LANGUAGES

PATIENCE = 0.2  # seconds for looking
LONG = 16  # parts; a longer question is a text and no slip of the pen
NEAR = 3  # words like a missing one


class Try(NamedTuple):
    """A question to be tried."""

    kind: Literal["spelling", "unquoted", "forms", "fewer", "unfiltered"]
    ask: Ask


def suggestion(ask: Ask, parsed: Parsed, answer: IndexAnswer, pace: Pace, *, catalogue: Catalogue, index: Index) -> Suggestion | None:
    """None when nothing near finds anything; the question as it is has `answer`."""
    missing = {part.part for part in parsed.parts} - {reading.part for reading in answer.readings if reading.reports}
    if not parsed.parts or len(parsed.parts) > LONG or (answer.total and not missing):
        return None
    until = time.perf_counter() + PATIENCE
    tried = [ask]
    for kind, other in _tries(ask, parsed, answer, missing, catalogue, index, until):
        if not pace.left(until):
            break
        if other in tried or not (other.q or other.include or other.exclude):
            continue
        tried.append(other)
        found = _count(other, catalogue, index)
        if found > answer.with_all:
            return Suggestion(kind, other.q, found)
    return None


def _tries(
    ask: Ask, parsed: Parsed, answer: IndexAnswer, missing: set[int], catalogue: Catalogue, index: Index, until: float
) -> Iterator[Try]:  # fmt: skip
    near = {part: words for part in sorted(missing) if time.perf_counter() < until and (words := _near(ask, parsed, part, catalogue, index))}
    yield from _spellings(ask, parsed, near, set() if answer.total else missing)
    loose = {part.part: " ".join(cut(part.typed)) for part in parsed.parts if _phrase(parsed, part)}
    if loose and (not answer.total or missing & loose.keys()):
        yield Try("unquoted", replace(ask, q=replaced(parsed, loose)))
    if answer.total:
        return
    if ask.exact:
        yield Try("forms", replace(ask, exact=False))
    if missing:
        yield Try("fewer", replace(ask, q=replaced(parsed, {part: loose.get(part, "") for part in missing})))
    if ask.include or ask.exclude or ask.years:
        yield Try("unfiltered", replace(ask, include={}, exclude={}, years=None))
    if len(parsed.parts) > 1:
        seldom = {reading.part: reading.reports for reading in answer.readings}
        for part in sorted(parsed.parts, key=lambda part: (not part.excluded, seldom.get(part.part, 0))):
            yield Try("fewer", replace(ask, q=without(parsed, part.part)))


def _spellings(ask: Ask, parsed: Parsed, near: Mapping[int, tuple[str, ...]], hopeless: set[int]) -> Iterator[Try]:
    """With words that look like the missing ones; at last without the hopeless ones that nothing looks like."""
    for place in range(NEAR):
        if any(len(words) > place for words in near.values()):
            other = {part: words[min(place, len(words) - 1)] for part, words in near.items()}
            yield Try("spelling", replace(ask, q=replaced(parsed, other)))
    if near and near.keys() < hopeless:
        yield Try("spelling", replace(ask, q=replaced(parsed, {part: near[part][0] if part in near else "" for part in hopeless})))


def _phrase(parsed: Parsed, part: Part) -> bool:
    """Whether it asks for words side by side, so that they may also be asked for anywhere."""
    together = len(cut(part.typed)) > 1 or not parsed.text[part.start].isalnum()
    return together and not part.excluded and not part.field


def _near(ask: Ask, parsed: Parsed, number: int, catalogue: Catalogue, index: Index) -> tuple[str, ...]:
    """Words the collection has that look like a part none has, without misspellings; written so that the part keeps its field."""
    part = parsed.parts[number]
    words = cut(part.typed)
    if part.excluded or part.field not in ("", "title") or len(words) != 1:
        return ()
    field = f"{part.field}:" if part.field else ""
    hidden = catalogue.derived("hidden words", lambda: _hidden(catalogue))
    near = index.near_words(words[0], (*ask.languages, *INTERFACE_LANGUAGES), 3 * NEAR)
    return tuple(field + word for word, _ in near if word not in hidden)[:NEAR]


def _hidden(catalogue: Catalogue) -> frozenset[str]:
    """Words that stand in names nobody is to see, and in no other name."""
    every = [term for facet in catalogue.facets() for term in catalogue.all_terms(facet.key)]
    hidden = {word for term in every for text in term.details.hidden for word in cut(text.text)}
    shown = {word for term in every for text in (*term.labels, *term.synonyms) for word in cut(text.text)} if hidden else set()
    return frozenset(hidden - shown)


def _count(ask: Ask, catalogue: Catalogue, index: Index) -> int:
    """Reports that have all of it."""
    _, meant = read(ask, catalogue)
    filters = narrowed(ask, catalogue).filters
    return index.search(IndexRequest(tree=meant.tree, match="all", languages=ask.languages, filters=filters, years=ask.years, limit=1)).total
