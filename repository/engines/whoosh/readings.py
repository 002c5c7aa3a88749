"""Given a word of a query and how it is meant, the words of the index that count for it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from repository.analysis.stems import relatives, stems
from repository.analysis.words import cut, printed
from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.segment import Segment
from repository.engines.whoosh.snapshot import Part, Snapshot
from repository.query import How

EXPANSIONS = 200  # words of the index one word of a query may stand for
SHOWN = 20
REMEMBERED = 1_000  # words as read
NOWHERE: frozenset[str] = frozenset()


Form = tuple[int, Array | None]  # where it stands in a dictionary; which of the segment's tongues it counts in (None: all)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Words of the index, by segment; `foreign` has, by form, languages on whose pages it is another word."""

    places: tuple[tuple[Part, tuple[Form, ...]], ...]
    cut: bool = False
    foreign: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def inside(self, part: Part) -> tuple[Form, ...]:
        """Where they stand in the dictionary of one segment."""
        return next((places for where, places in self.places if where is part), ())


def find(snapshot: Snapshot, form: str, typed: str, how: How, field: str = "text") -> Found:
    """The words that count for `form` (folded), which was typed as `typed`; remembered, for the same words are asked for again."""
    key = (form, typed, how, field)
    known = snapshot.found.get(key)
    if known is None:
        if len(snapshot.found) >= REMEMBERED:
            snapshot.found.clear()
        known = snapshot.found[key] = _find(snapshot, form, typed, how, field)
    return known


def _find(snapshot: Snapshot, form: str, typed: str, how: How, field: str) -> Found:
    if how == "prefix":
        return _many(snapshot, field, form, lambda names: names.prefix(form.encode()))
    if how == "fuzzy":
        return _many(snapshot, field, form, lambda names: [place for place, _ in names.like(form, 1)])
    if how == "exact":
        return _placed(snapshot, {form: NOWHERE}, field)
    everywhere = frozenset(snapshot.read_in)
    through = group(snapshot, form, as_printed(form, typed)).items()
    return _placed(snapshot, {**{name: everywhere - languages for name, languages in through}, form: NOWHERE}, field)


def in_title(snapshot: Snapshot, form: str, typed: str, how: How) -> Found:
    """The same words in the dictionary of titles."""
    key = (form, typed, how, "in title")
    known = snapshot.found.get(key)
    if known is None:
        names = [part.segment.fields["text"].names.name(place).decode()
                 for part, places in find(snapshot, form, typed, how).places for place, _ in places[:EXPANSIONS]]  # fmt: skip
        known = snapshot.found[key] = _placed(snapshot, dict.fromkeys(names, NOWHERE), "title")
    return known


def _placed(snapshot: Snapshot, wanted: Mapping[str, frozenset[str]], field: str) -> Found:
    """Where the words stand; each comes with the languages it is a foreign word in."""
    places = []
    for part in snapshot.parts:
        names = part.segment.fields[field].names
        found = tuple((place, _tongues(part.segment, foreign)) for form, foreign in wanted.items()
                      if (place := names.find(form.encode())) >= 0)  # fmt: skip
        if found:
            places.append((part, found))
    return Found(tuple(places), foreign={form: foreign for form, foreign in wanted.items() if foreign})


def _tongues(segment: Segment, foreign: frozenset[str]) -> Array | None:
    """By tongue of the segment whether it counts; covers, which mix languages, always do."""
    if foreign.isdisjoint(segment.languages):
        return None
    return np.array([*(one not in foreign for one in segment.languages), True])


def as_printed(form: str, typed: str) -> str:
    """The typed word in lower case with its accents, when it is the word the form was made of."""
    words = printed(typed)
    return words[0] if len(words) == 1 and cut(typed) == [form] else form


def group(snapshot: Snapshot, form: str, word: str) -> dict[str, set[str]]:
    """Folded forms in the index that share a stem with the word, each with the languages it does so in."""
    forms: dict[str, set[str]] = {}
    for one in snapshot.read_in:
        tables = [part.segment for part in snapshot.parts if one in part.segment.stems]
        roots = set(stems(word, one))
        for segment in tables:
            known = segment.fields["text"].names.find(form.encode())
            if known >= 0:
                roots.update(root.decode() for root in segment.roots_of(one, known))
        for root in tuple(roots):
            roots.update(relatives(root, one))
        for root in roots:
            forms.setdefault(root, set()).add(one)
        for segment in tables:
            names = segment.fields["text"].names
            for root in roots:
                for place in segment.stems[one].group(root):
                    forms.setdefault(names.name(int(place)).decode(), set()).add(one)
    return forms


def _many(snapshot: Snapshot, field: str, form: str, expand: object) -> Found:
    """The commonest words of an expansion; the word itself first of all."""
    weight: Counter[str] = Counter()
    for part in snapshot.parts:
        terms = part.segment.fields[field]
        for place in expand(terms.names):  # type: ignore[operator]
            weight[terms.names.name(place).decode()] += int(terms.counts[place])
    weight[form] += 1 << 40
    chosen = dict.fromkeys((name for name, _ in weight.most_common(EXPANSIONS)), NOWHERE)
    return replace(_placed(snapshot, chosen, field), cut=len(weight) > EXPANSIONS)


def shown(founds: Iterable[Found], field: str = "text", most: int = SHOWN) -> tuple[str, ...]:
    """The words found, commonest first."""
    weight: Counter[str] = Counter()
    for found in founds:
        for part, places in found.places:
            terms = part.segment.fields[field]
            for place, _ in places:
                weight[terms.names.name(place).decode()] += int(terms.counts[place])
    return tuple(name for name, _ in weight.most_common(most))
