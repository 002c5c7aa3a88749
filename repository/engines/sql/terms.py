"""Reading the vocabulary, from memory; and how many reports each term has."""

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import TypeVar

from sqlalchemy import bindparam, func, select

from repository.engines.sql import schema as s
from repository.engines.sql.part import Part
from repository.engines.sql.rows import parts
from repository.model import Facet, Term

T = TypeVar("T")
_rt, _c = s.report_terms.c, s.reports.c
_OF = _rt.term.in_(bindparam("terms", expanding=True))
_PAIRS = select(_rt.term, _rt.report).join(s.reports, _c.number == _rt.report).where(_c.state == "published", _OF)
_PUBLIC = _PAIRS.with_only_columns(_rt.term, func.count(_rt.report.distinct()).label("n")).group_by(_rt.term)


class Terms(Part):
    """The catalogue's questions about facets and terms."""

    def facets(self) -> list[Facet]:
        """In the order of the sidebar."""
        return list(self._lookup().facets.values())

    def term(self, term: int) -> Term | None:
        """One, whatever its state."""
        return self._lookup().terms.get(term)

    def terms(self, ids: Sequence[int]) -> dict[int, Term]:
        """Those there are."""
        known = self._lookup().terms
        return {id_: known[id_] for id_ in ids if id_ in known}

    def term_by_key(self, facet: str, key: str) -> Term | None:
        """Follows merges: the old key gives the term it was merged into."""
        return self._lookup().by_key(facet, key)

    def terms_of(self, facet: str) -> list[Term]:
        """Approved and proposed terms."""
        return self._lookup().of(facet)

    def all_terms(self, facet: str) -> list[Term]:
        """Whatever their state."""
        return sorted((term for term in self._lookup().terms.values() if term.facet == facet), key=lambda term: term.id)

    def find_term(self, facet: str, label: str) -> Term | None:
        """By key, label or synonym in any language, folded; follows merges."""
        return self._lookup().find(facet, label)

    def concepts(self, folded: str) -> list[Term]:
        """Approved terms of any facet with this label or synonym."""
        return self._lookup().concepts(folded)

    def derived(self, key: Hashable, make: Callable[[], T]) -> T:
        """See `catalogue.Catalogue`."""
        with self.reading():
            return self._lookup().derived(key, make)

    def apart(self) -> frozenset[tuple[int, int]]:
        """Pairs of terms that somebody said are not the same, the smaller number first."""
        return frozenset((row.term, row.other) for row in self._rows(select(s.apart)))

    def narrower(self, term: int) -> list[Term]:
        """Directly below, in use."""
        return self._lookup().narrower(term)

    def term_counts(self, facet: str, only: Collection[int] | None = None) -> dict[int, int]:
        """Published reports per term id (of `only` these), narrower ones included; terms without any are left out."""
        lookup = self._lookup()
        asked = lookup.terms.values() if only is None else [lookup.terms[id_] for id_ in only if id_ in lookup.terms]
        own = {term.id: lookup.below(term.id) for term in asked if term.facet == facet}
        alone = sorted(term for term, below in own.items() if len(below) == 1)
        wide = {term: below for term, below in own.items() if len(below) > 1}
        holders: dict[int, set[int]] = {}
        with self.database.reading() as connection:
            counts = {row.term: row.n for part in parts(alone) for row in connection.execute(_PUBLIC, {"terms": part}).all()}
            for part in parts(sorted({id_ for below in wide.values() for id_ in below})):
                for term, report in connection.execute(_PAIRS, {"terms": part}).all():
                    holders.setdefault(term, set()).add(report)
        for term, below in wide.items():
            reports = set().union(*(holders.get(id_, ()) for id_ in below))
            if reports:
                counts[term] = len(reports)
        return counts
