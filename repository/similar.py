"""Given terms, pairs that may be one thing spelled twice, each with the reason why they look alike; a person decides.

The same letters, the same words in another order, the same words shortened or in another language (see `analysis/names.py`),
a letter mistyped inside one word, initials. Digits are always equal (`Forum 2017`, `Forum 2018`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from repository.analysis.names import INITIALS, given, initials, one_letter_apart, root, telling, variants, words
from repository.model import Term

Reason = Literal["same", "order", "words", "letter", "initials"]
MOST = 500  # pairs
CROWD = 20  # terms that look alike to each other; of more, the first
LETTERS = 8  # words of a name in which a mistyped one is looked for
PEOPLE = "person"  # the facet where endings tell names apart
_RANK: dict[Reason, int] = {"same": 0, "order": 1, "words": 2, "letter": 3, "initials": 4}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two terms and why they look like one."""

    one: Term
    other: Term
    reason: Reason


def similar(terms: Sequence[Term], only: int | None = None, *, apart: Collection[tuple[int, int]] = ()) -> list[Pair]:
    """Pairs, surest first, without those somebody said are `apart` (smaller number first); with `only`, those of this term."""
    by_id = {term.id: term for term in terms}
    if only is not None:
        terms = _near(by_id[only], terms)
    found = _pairs(tuple(terms)) if only is None else _made(tuple(terms))  # what is near one term is not asked for again
    wanted = ((pair, reason) for pair, reason in found if (only is None or only in pair) and pair not in apart)
    return [Pair(by_id[one], by_id[other], reason) for (one, other), reason in islice(wanted, MOST)]


def _made(terms: tuple[Term, ...]) -> tuple[tuple[tuple[int, int], Reason], ...]:
    """All of them, in order; asked for again as long as no term changes."""
    by_id = {term.id: term for term in terms}
    found: dict[tuple[int, int], Reason] = {}
    for reason, pairs in _found(terms):
        for one, other in pairs:
            if one != other and not _related(by_id[one], by_id[other]):
                found.setdefault((min(one, other), max(one, other)), reason)
    return tuple(sorted(found.items(), key=lambda item: (_RANK[item[1]], item[0])))


_pairs = lru_cache(6)(_made)


def _related(one: Term, other: Term) -> bool:
    return one.id in other.broader or other.id in one.broader


@dataclass(frozen=True, slots=True)
class _Keys:
    """What one name is compared by; `short` when it is itself made of initials."""

    letters: str
    order: tuple[str, ...]
    roots: tuple[str, ...]
    telling: tuple[str, ...]
    initials: frozenset[str]
    short: bool


@lru_cache(20_000)
def _keys(term: Term) -> tuple[_Keys, ...]:
    """Of all its names."""
    make = given if term.facet == PEOPLE else root
    return tuple(key for text in term.finding for name in variants(text.text) if (key := _key(name, make)).letters)


def _key(name: str, make: Callable[[str], str]) -> _Keys:
    every = words(name)
    letters, order, some = "".join(every), tuple(sorted(every)), telling(every)
    if INITIALS.match(name.strip()):
        return _Keys(letters, order, (), (), frozenset(), short=True)
    return _Keys(letters, order, tuple(sorted(map(make, some))), tuple(some), frozenset(initials(every)), short=False)


def _found(terms: Sequence[Term]) -> Iterator[tuple[Reason, Iterable[tuple[int, int]]]]:
    keys = [(term.id, key) for term in terms for key in _keys(term)]
    yield "same", _alike((key.letters, term) for term, key in keys)
    yield "order", _alike((key.order, term) for term, key in keys)
    yield "words", _alike((key.roots, term) for term, key in keys if not key.short)
    yield "letter", _mistyped([(term, key.telling) for term, key in keys], person=any(term.facet == PEOPLE for term in terms))
    short: dict[str, set[int]] = defaultdict(set)
    for term, key in keys:
        if key.short:
            short[key.letters].add(term)
    yield "initials", ((term, other) for term, key in keys for each in key.initials for other in sorted(short.get(each, ()))[:CROWD])


def _alike(keyed: Iterable[tuple[object, int]]) -> Iterator[tuple[int, int]]:
    """Every two terms that have a key in common."""
    groups: dict[object, dict[int, None]] = defaultdict(dict)
    for key, term in keyed:
        groups[key][term] = None
    for group in groups.values():
        chosen = sorted(group)[:CROWD]
        yield from ((one, other) for place, one in enumerate(chosen) for other in chosen[place + 1 :])


def _near(one: Term, terms: Sequence[Term]) -> list[Term]:
    """The term with those that may be like it: a quick look at all, so that the close one is at few."""
    mine = _keys(one)
    exact = {each for key in mine for each in (key.letters, key.order, key.roots, *key.initials) if each}
    lengths = {len(key.telling) for key in mine}

    def may_be(key: _Keys) -> bool:
        if key.letters in exact or key.order in exact or key.roots in exact or not exact.isdisjoint(key.initials):
            return True
        return len(key.telling) in lengths and any(
            sum(a != b for a, b in zip(key.telling, own.telling, strict=False)) < 2 for own in mine if len(own.telling) == len(key.telling)
        )

    return [term for term in terms if term is one or any(map(may_be, _keys(term)))]


def _mistyped(named: Sequence[tuple[int, tuple[str, ...]]], *, person: bool) -> Iterator[tuple[int, int]]:
    """Terms whose names are the same but for a letter of one word."""
    groups: dict[object, dict[tuple[str, int], None]] = defaultdict(dict)
    for term, name in named:
        for place, word in enumerate(name[:LETTERS]):
            if len(word) > 4:
                groups[(place, name[:place], name[place + 1 :], word[0], word[-1])][(word, term)] = None
    for group in groups.values():
        if len(group) > 1:
            yield from _apart(group, person=person)


def _apart(group: Iterable[tuple[str, int]], *, person: bool) -> Iterator[tuple[int, int]]:
    """Of (word, term), terms whose words are a letter apart: words that are so have one in common that is a letter shorter."""
    near: dict[str, dict[tuple[str, int], None]] = defaultdict(dict)
    for word, term in group:
        for shorter in {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word) - 1))}:
            near[shorter][(word, term)] = None
    for each in near.values():
        chosen = list(each)[:CROWD]
        for place, (word, term) in enumerate(chosen):
            yield from ((term, other) for other_word, other in chosen[place + 1 :] if one_letter_apart(word, other_word, person=person))
