"""Given the vocabulary of the record, every term in memory: by id, key and label, with its place in the hierarchy."""

import re
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from repository.analysis.words import cut
from repository.model import Facet, Term, Texts

T = TypeVar("T")
FOLDED = 20_000  # names of terms whose folded form is kept
KEY = 80  # characters of a key made from a label
_NOT_KEY = re.compile(r"[^a-z0-9]+")
_RANK = {"approved": 0, "proposed": 1, "retired": 2, "merged": 3}


def folded(label: str) -> str:
    """Equal for two spellings of a label that readers take for the same: case, accents and punctuation do not count."""
    return " ".join(cut(label)) or label.strip().lower()


_folded = lru_cache(FOLDED)(folded)  # the vocabulary is read again after changes, and most of it says what it said


def key_from(label: str) -> str:
    """A key for an address, from a label: Latin letters and digits; empty when the label has none or other letters."""
    words = folded(label)
    return "" if any(c.isalpha() and not c.isascii() for c in words) else _NOT_KEY.sub("-", words)[:KEY].strip("-")


class Lookup:
    """The vocabulary as of one version. A shared one is never changed: `copy` it, then `put`."""

    def __init__(self, version: int = 0) -> None:
        self.version = version
        self.facets: dict[str, Facet] = {}
        self.terms: dict[int, Term] = {}
        self._keys: dict[tuple[str, str], int] = {}
        self._labels: dict[tuple[str, str], tuple[int, ...]] = {}
        self._narrower: dict[int, tuple[int, ...]] = {}
        self._above: dict[int, tuple[int, ...]] = {}  # filled when asked
        self._names: dict[int, Texts] = {}  # filled when asked
        self._of: dict[str, list[Term]] = {}  # filled when asked
        self._derived: dict[Hashable, Any] = {}  # filled when asked

    @property
    def single(self) -> set[str]:
        """Facets of which a report has one term at most."""
        return {facet.key for facet in self.facets.values() if not facet.several}

    def copy(self) -> "Lookup":
        """One of its own to be changed."""
        other = Lookup(self.version)
        other.facets, other.terms, other._keys = dict(self.facets), dict(self.terms), dict(self._keys)
        other._labels, other._narrower = dict(self._labels), dict(self._narrower)
        return other

    # -- change

    def put(self, term: Term) -> Term | None:
        """Takes a term in, in the place of the one with its id, which is given back."""
        before = self.take(term.id)
        self.terms[term.id] = term
        self._keys[(term.facet, term.key.lower())] = term.id
        for name in self._named(term):
            self._labels[(term.facet, name)] = (*self._labels.get((term.facet, name), ()), term.id)
        for above in term.broader:
            self._narrower[above] = (*self._narrower.get(above, ()), term.id)
        return before

    def take(self, term: int) -> Term | None:
        """Takes a term out."""
        self._above, self._names, self._of, self._derived = {}, {}, {}, {}
        before = self.terms.pop(term, None)
        if before is None:
            return None
        self._keys.pop((before.facet, before.key.lower()), None)
        for name in self._named(before):
            self._labels[(before.facet, name)] = tuple(id_ for id_ in self._labels[(before.facet, name)] if id_ != term)
        for above in before.broader:
            self._narrower[above] = tuple(id_ for id_ in self._narrower[above] if id_ != term)
        return before

    @staticmethod
    def _named(term: Term) -> set[str]:
        return {_folded(text.text) for text in term.finding}

    # -- find

    def lead(self, term: Term | None) -> Term | None:
        """The term a merged one leads to in the end."""
        for _ in range(len(self.terms)):
            if term is None or term.merged_into is None:
                return term
            term = self.terms.get(term.merged_into)
        return None

    def by_key(self, facet: str, key: str) -> Term | None:
        """Follows merges; the case of keys does not count."""
        return self.lead(self.with_key(facet, key))

    def with_key(self, facet: str, key: str) -> Term | None:
        """The term itself, also when it was merged."""
        return self.terms.get(self._keys.get((facet, key.lower()), 0))

    def has_key(self, facet: str, key: str) -> bool:
        """Whether some term of the facet has it, whatever its state."""
        return (facet, key.lower()) in self._keys

    def find(self, facet: str, label: str) -> Term | None:
        """By key, label or synonym: an approved term before a proposed one, then in this order."""
        found = self.by_key(facet, label)
        if found is not None and found.state == "approved":
            return found
        named = next(iter(self._labelled(facet, folded(label))), None)
        return named if found is None or (named is not None and _RANK[named.state] < _RANK[found.state]) else found

    def _labelled(self, facet: str, name: str) -> list[Term]:
        ids = self._labels.get((facet, name), ())
        found = {term.id: term for id_ in ids if (term := self.lead(self.terms[id_])) is not None}
        if len(found) < 2:
            return list(found.values())

        def rank(term: Term) -> tuple[int, bool, int]:
            return _RANK[term.state], all(_folded(text.text) != name for text in term.labels), term.id

        return sorted(found.values(), key=rank)

    def concepts(self, label: str) -> list[Term]:
        """Approved terms of any public facet called so, as far as searches are widened by them."""
        name = folded(label)
        public = [facet.key for facet in self.facets.values() if facet.public]
        return [term for facet in public for term in self._labelled(facet, name) if term.state == "approved" and not term.details.alone]

    def of(self, facet: str) -> list[Term]:
        """Approved and proposed terms of a facet, oldest first."""
        known = self._of.get(facet)
        if known is None:
            used = [term for term in self.terms.values() if term.facet == facet and term.used]
            known = self._of[facet] = sorted(used, key=lambda term: term.id)
        return list(known)

    def derived(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once."""
        if key not in self._derived:
            self._derived[key] = make()
        found: T = self._derived[key]
        return found

    # -- hierarchy

    def narrower(self, term: int) -> list[Term]:
        """Directly below, those still in use."""
        return [self.terms[id_] for id_ in self._narrower.get(term, ()) if self.terms[id_].used]

    def above(self, term: int) -> tuple[int, ...]:
        """The term and everything broader."""
        known = self._above.get(term)
        if known is None:
            known = self._above[term] = tuple(self._walk(term, lambda id_: self.terms[id_].broader if id_ in self.terms else ()))
        return known

    def below(self, term: int) -> set[int]:
        """The term and everything narrower."""
        return set(self._walk(term, lambda id_: self._narrower.get(id_, ())))

    @staticmethod
    def _walk(start: int, step: Callable[[int], Iterable[int]]) -> dict[int, None]:
        seen, todo = {start: None}, [start]
        while todo:
            for id_ in step(todo.pop()):
                if id_ not in seen:
                    seen[id_] = None
                    todo.append(id_)
        return seen

    def names(self, term: int) -> Texts:
        """Every name once, hidden ones too: what a report with this term can be found by."""
        known = self._names.get(term)
        if known is None:
            known = self._names[term] = tuple(dict.fromkeys(self.terms[term].finding))
        return known
