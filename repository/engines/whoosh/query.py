"""Given a request and a snapshot, the answer: matched, narrowed, ranked, counted, and the rows of one page."""

import time
from dataclasses import dataclass

import numpy as np

from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.leaf import Leaf
from repository.engines.whoosh.match import Matcher
from repository.engines.whoosh.narrow import Narrowing
from repository.engines.whoosh.rank import Scores, reread, score
from repository.engines.whoosh.snapshot import Snapshot
from repository.engines.whoosh.usual import Usual
from repository.index import IndexAnswer, IndexHit, IndexRequest, Match
from repository.query import All, Everything, Node, Not, Terms, Years

FEW = 10  # with fewer reports than this having all words, `auto` goes on to those with most
SENTENCE = 3  # words from which the rarer ones may be most of a question
SHARE = 0.2  # of the rarity of all words
LONG = 16  # words from which `auto` reads any


@dataclass(slots=True)
class Answering:
    """What is known of the reports: masks, how many parts each has, and leaves to rank by."""

    match: Match
    complete: Array  # has every part
    matched: Array  # is in the list
    leaves: list[Leaf]


def answer(snapshot: Snapshot, request: IndexRequest) -> IndexAnswer:
    """The answer; cut short when the deadline has passed."""
    until = time.monotonic() + request.deadline
    matcher = Matcher(snapshot, lambda: time.monotonic() > until)
    narrowing = Narrowing(snapshot, request.filters, request.years)
    found = _matched(matcher, request, narrowing)
    if request.report is not None:
        return _inside(snapshot, request, matcher, found)
    listed = narrowing.apply(found.matched)
    complete = found.complete & listed
    counts, years, undated = narrowing.counts(found.matched, request.facets) if request.facets is not None else ({}, {}, 0)
    scores = _scores(snapshot, request, narrowing, found, listed, complete)
    places = np.flatnonzero(listed)
    order = _ordered(snapshot, request, places, complete, scores, found.match)
    rows, folded = _rows(snapshot, request, order)
    hits = _hits(snapshot, request, rows, folded, scores, found.complete)
    return IndexAnswer(
        total=len(places),
        with_all=int(np.count_nonzero(complete)),
        hits=hits,
        counts=counts,
        years=years,
        undated=undated,
        unreadable=int(np.count_nonzero(listed & ~snapshot.readable)),
        readings=tuple(matcher.readings),
        match=found.match,
        cut=matcher.cut,
    )


def _scores(
    snapshot: Snapshot, request: IndexRequest, narrowing: Narrowing, found: Answering, listed: Array, complete: Array,
) -> Scores:  # fmt: skip
    """Scores by what is usual among the reports the question is narrowed to."""
    usual = Usual(snapshot, None if narrowing.open else narrowing.apply(snapshot.alive))
    scores = score(snapshot, found.leaves, usual, request.languages[0] if request.languages else "")
    if request.sort == "relevance" and len(found.leaves) > 1:
        reread(snapshot, found.leaves, usual, scores, listed, complete)
    return scores


def _matched(matcher: Matcher, request: IndexRequest, narrowing: Narrowing) -> Answering:
    """The reports of the list before narrowing; how many of the parts they must have depends on `match`."""
    parts: tuple[Node, ...] = request.tree.parts if isinstance(request.tree, All) else (request.tree,)
    snapshot = matcher.snapshot
    required = snapshot.alive
    having = np.zeros(snapshot.reports, np.int16)
    worth = np.zeros(snapshot.reports, np.float32)
    everything = 0.0
    leaves: list[Leaf] = []
    counted = 0
    for part in parts:
        result = matcher.match(part)
        if isinstance(part, Not | Terms | Years | Everything):
            required = required & result.mask
            continue
        having += result.mask
        found = int(np.count_nonzero(result.mask))
        rarity = float(np.log1p(snapshot.reports / found)) if found else 0.0
        worth[result.mask] += rarity
        everything += rarity
        leaves += result.leaves
        counted += 1
    complete = required & (having == counted)
    match = request.match
    if match == "auto":
        match = "any" if counted > LONG else "all"
        if match == "all" and counted > 1 and np.count_nonzero(narrowing.apply(complete)) < FEW:
            match = "most"
    least = {"all": counted, "any": min(counted, 1)}.get(match, min(counted // 2 + 1, max(counted - 1, 1)))
    enough = having >= least
    if match == "most" and counted >= SENTENCE:  # `combien de personnes travaillent à …` is about what follows
        enough |= worth >= max(SHARE * everything, 1e-6)
    matched = complete if match == "all" else required & enough
    if match == "most" and request.match == "auto" and np.array_equal(matched, complete):
        match = "all"
    return Answering(match, complete, matched, leaves)


def _ordered(snapshot: Snapshot, request: IndexRequest, places: Array, complete: Array, scores: Scores, match: Match) -> Array:
    """The listed reports in the order asked for, ties by number, newest first; no more than the rows need."""
    number = -snapshot.number[places]
    keys: list[Array] = [number]
    match request.sort:
        case "relevance":
            keys.append(-scores.report[places])
        case "newest":
            keys.append(-snapshot.date[places])
        case "oldest":
            dates = snapshot.date[places]
            keys.append(np.where(dates == 0, np.iinfo(np.int64).max, dates))
        case "title":
            keys.append(snapshot.title_rank[places])
    if match == "most":
        keys.append(~complete[places])
    wanted = len(places) if _folds(snapshot, request) else request.offset + request.limit
    if 4 * wanted < len(places):
        some = np.flatnonzero(keys[-1] <= np.partition(keys[-1], wanted)[wanted])
        places, keys = places[some], [key[some] for key in keys]
    return places[np.lexsort(keys)]


def _folds(snapshot: Snapshot, request: IndexRequest) -> bool:
    """Whether reports of one group share a row in this answer."""
    return request.fold and snapshot.folds


def _rows(snapshot: Snapshot, request: IndexRequest, order: Array) -> tuple[Array, dict[int, list[int]]]:
    """The rows of the page asked for, and the other reports of each row's group."""
    if not _folds(snapshot, request):
        return order[request.offset : request.offset + request.limit], {}
    groups = snapshot.group[order]
    _, first = np.unique(groups, return_index=True)
    rows = order[np.sort(first)][request.offset : request.offset + request.limit]
    wanted = {int(snapshot.group[place]): int(place) for place in rows}
    folded: dict[int, list[int]] = {}
    for place in order[np.isin(groups, list(wanted))].tolist():
        head = wanted[int(snapshot.group[place])]
        if head != place:
            folded.setdefault(head, []).append(int(snapshot.number[place]))
    return rows, folded


def _hits(
    snapshot: Snapshot, request: IndexRequest, rows: Array, folded: dict[int, list[int]], scores: Scores, complete: Array,
) -> tuple[IndexHit, ...]:  # fmt: skip
    told = zip(rows.tolist(), snapshot.number[rows].tolist(), scores.report[rows].tolist(), complete[rows].tolist(),
               snapshot.first_unit[rows].tolist(), snapshot.first_unit[rows + 1].tolist(), strict=True)  # fmt: skip
    most = request.pages_per_hit
    return tuple(
        IndexHit(number, round(score, 4), every, _pages(snapshot, scores.unit[first:last], first, most), tuple(folded.get(row, ())))
        for row, number, score, every, first, last in told
    )  # fmt: skip


def _pages(snapshot: Snapshot, gains: Array, first: int, most: int) -> tuple[int, ...]:
    """Of the units from `first` on, the pages with the best gains, best first."""
    best = [int(gains.argmax())] if most == 1 else np.argsort(-gains, kind="stable")[:most].tolist()
    return tuple(page for unit in best if gains[unit] > 0 and (page := int(snapshot.page[first + unit])))


def _inside(snapshot: Snapshot, request: IndexRequest, matcher: Matcher, found: Answering) -> IndexAnswer:
    """The pages of one report that have the words, in order."""
    place = snapshot.place_of.get(request.report or 0)
    pages: list[tuple[int, bool]] = []
    if place is not None and found.leaves:
        first, last = int(snapshot.first_unit[place]), int(snapshot.first_unit[place + 1])
        having = np.zeros(last - first, np.int16)
        for leaf in found.leaves:
            low, high = np.searchsorted(leaf.units, [first, last])
            having[leaf.units[low:high] - first] += 1
        having[0] = 0
        every = len(found.leaves)
        least = {"all": every, "any": 1, "most": every // 2 + 1}.get(request.match, max(int(having.max()), 1))
        pages = [(first + unit, int(having[unit]) == every) for unit in np.flatnonzero(having >= least).tolist()]
    number = request.report or 0
    shown = pages[request.offset : request.offset + request.limit]
    hits = tuple(IndexHit(number, 0.0, every, (int(snapshot.page[unit]),)) for unit, every in shown)
    return IndexAnswer(
        total=len(pages), with_all=sum(every for _, every in pages), hits=hits, counts={}, years={}, undated=0,
        unreadable=0, readings=tuple(matcher.readings), match=found.match, cut=matcher.cut,
    )  # fmt: skip
