"""Given a word of a query and how it is meant, the words of the index that count for it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from repository.analysis.stems import relatives, stems
from repository.analysis.words import cut, printed
from repository.engines.whoosh.snapshot import Part, Snapshot
from repository.query import How

EXPANSIONS = 200  # words of the index one word of a query may stand for
SHOWN = 20
REMEMBERED = 1_000  # words as read


@dataclass(frozen=True, slots=True)
class Found:
    """Words of the index, by segment: where they stand in its dictionary."""

    places: tuple[tuple[Part, tuple[int, ...]], ...]
    cut: bool = False

    def inside(self, part: Part) -> tuple[int, ...]:
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
    wanted = {form.encode()}
    if how == "forms":
        wanted |= {name.encode() for name in group(snapshot, form, as_printed(form, typed))}
    return _placed(snapshot, wanted, field)


def in_title(snapshot: Snapshot, form: str, typed: str, how: How) -> Found:
    """The same words in the dictionary of titles."""
    key = (form, typed, how, "in title")
    known = snapshot.found.get(key)
    if known is None:
        names = [part.segment.fields["text"].names.name(place)
                 for part, places in find(snapshot, form, typed, how).places for place in places[:EXPANSIONS]]  # fmt: skip
        known = snapshot.found[key] = _placed(snapshot, set(names), "title")
    return known


def _placed(snapshot: Snapshot, wanted: Iterable[bytes], field: str) -> Found:
    places = []
    for part in snapshot.parts:
        names = part.segment.fields[field].names
        found = tuple(place for place in map(names.find, wanted) if place >= 0)
        if found:
            places.append((part, found))
    return Found(tuple(places))


def as_printed(form: str, typed: str) -> str:
    """The typed word in lower case with its accents, when it is the word the form was made of."""
    words = printed(typed)
    return words[0] if len(words) == 1 and cut(typed) == [form] else form


def group(snapshot: Snapshot, form: str, word: str, language: str = "") -> set[str]:
    """Folded forms in the index that share a stem with the word, in one language or in any a query is read in."""
    languages = (language,) if language else snapshot.read_in
    forms: set[str] = set()
    for one in languages:
        tables = [part.segment for part in snapshot.parts if one in part.segment.stems]
        roots = set(stems(word, one))
        for segment in tables:
            known = segment.fields["text"].names.find(form.encode())
            if known >= 0:
                roots.update(root.decode() for root in segment.roots_of(one, known))
        for root in tuple(roots):
            roots.update(relatives(root, one))
        forms |= roots
        for segment in tables:
            names = segment.fields["text"].names
            for root in roots:
                forms.update(names.name(int(place)).decode() for place in segment.stems[one].group(root))
    return forms


def _many(snapshot: Snapshot, field: str, form: str, expand: object) -> Found:
    """The commonest words of an expansion; the word itself first of all."""
    weight: Counter[bytes] = Counter()
    for part in snapshot.parts:
        terms = part.segment.fields[field]
        for place in expand(terms.names):  # type: ignore[operator]
            weight[terms.names.name(place)] += int(terms.counts[place])
    weight[form.encode()] += 1 << 40
    chosen = [name for name, _ in weight.most_common(EXPANSIONS)]
    return replace(_placed(snapshot, chosen, field), cut=len(weight) > EXPANSIONS)


def shown(founds: Iterable[Found], field: str = "text", most: int = SHOWN) -> tuple[str, ...]:
    """The words found, commonest first."""
    weight: Counter[str] = Counter()
    for found in founds:
        for part, places in found.places:
            terms = part.segment.fields[field]
            for place in places:
                weight[terms.names.name(place).decode()] += int(terms.counts[place])
    return tuple(name for name, _ in weight.most_common(most))


def forms_of(snapshot: Snapshot, word: str, language: str) -> tuple[str, ...]:
    """Folded forms in the index that share the word's stem, commonest first."""
    folded = cut(word)
    if len(folded) != 1:
        return ()
    form = folded[0]
    wanted = group(snapshot, form, as_printed(form, word), language) | {form}
    weight: Counter[str] = Counter()
    for part in snapshot.parts:
        terms = part.segment.fields["text"]
        for name in wanted:
            place = terms.names.find(name.encode())
            if place >= 0:
                weight[name] += int(terms.counts[place])
    return tuple(name for name, _ in weight.most_common())
