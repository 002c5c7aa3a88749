"""Given chosen values, filters for the index; given its counts, the values of each facet as a reader sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repository.catalogue import Catalogue
from repository.index import Filter
from repository.kinds import RANGED, amount, span
from repository.model import BUILT_IN, FacetValue, Note, Term, in_language
from repository.search.ask import Ask

SHOWN = 100  # values of a facet
DEEPEST = 5  # levels shown of a hierarchy
NAMED = 5  # unknown values in one note
Chosen = Mapping[str, tuple[set[int], set[int]]]  # facet → ids taken, ids left out


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What an address narrows by: filters for the index, what was chosen, and each value that was named with its term, if there is one."""

    filters: tuple[Filter, ...]
    chosen: Chosen
    named: Mapping[str, tuple[tuple[str, Term | None], ...]]


def countable(catalogue: Catalogue) -> Mapping[str, tuple[int, ...]]:
    """Public facet → its terms, to be counted."""
    return {facet.key: tuple(term.id for term in catalogue.terms_of(facet.key)) for facet in catalogue.facets() if facet.public}


def own_fields(catalogue: Catalogue) -> frozenset[str]:
    """Facets of one's own that readers see: `campaign:walls` asks for their terms."""
    return frozenset(facet.key for facet in catalogue.facets() if facet.public and facet.key not in BUILT_IN)


def narrowed(ask: Ask, catalogue: Catalogue) -> Narrowed:
    """Filters by term id; an unknown value finds nothing."""
    filters, chosen, named = [], {}, {}
    ranged = ranged_of(catalogue)
    for facet in sorted({*ask.include, *ask.exclude}):
        ids, ticked, told = [], [], []
        for keys in (ask.include.get(facet, ()), ask.exclude.get(facet, ())):
            limits = {key: span(key) if facet in ranged else None for key in keys}
            spans = [each for each in limits.values() if each]
            found = [(key, catalogue.term_by_key(facet, key)) for key in keys if not limits[key]]
            these = tuple(term.id if term else -1 for _, term in found)
            within = tuple(term.id for term in catalogue.terms_of(facet) if _lies(term, spans)) if spans else ()
            told += found
            ticked.append(set(these))
            ids.append((*these, *within) or (-1,) * bool(spans))
        filters.append(Filter(facet, ids[0], ids[1]))
        chosen[facet], named[facet] = (ticked[0], ticked[1]), tuple(told)
    return Narrowed(tuple(filters), chosen, named)


def ranged_of(catalogue: Catalogue) -> frozenset[str]:
    """Facets of years or numbers."""
    return frozenset(facet.key for facet in catalogue.facets() if facet.kind in RANGED)


def _lies(term: Term, spans: Sequence[tuple[float, float]]) -> bool:
    value = amount(term.key)
    return any(low <= value <= high for low, high in spans)


def unknown(narrowed: Narrowed, catalogue: Catalogue) -> tuple[Note, ...]:
    """A note for each facet that was asked for values it does not have, as far as readers may know."""
    notes, known = [], Known(catalogue)
    for facet, named in narrowed.named.items():
        strange = [key for key, term in named if term is None or not known(term)]
        if strange:
            notes.append(Note("unknown_value", {"facet": facet, "values": tuple(strange[:NAMED]), "n": len(strange)}))
    return tuple(notes)


def values(
    ask: Ask, counts: Mapping[str, Mapping[int, int]], chosen: Chosen, catalogue: Catalogue, *, whole: str = "", most: int = SHOWN
) -> dict[str, tuple[FacetValue, ...]]:
    """Every public facet: the chosen values, then the `most` commonest others; of the facet `whole` all of them."""
    result, known = {}, Known(catalogue)
    for facet in catalogue.facets():
        if not facet.public:
            continue
        taken, left_out = chosen.get(facet.key, (set(), set()))
        found = {term: n for term, n in counts.get(facet.key, {}).items() if n or term in taken | left_out}
        found.update({term: 0 for term in taken | left_out if term > 0 and term not in found})
        limit = len(found) if facet.key == whole else max(most, SHOWN) if facet.kind in RANGED else most
        terms = [term for term in catalogue.terms(_commonest(found, limit, taken | left_out)).values() if found[term.id] or known(term)]
        made = [FacetValue(term.key, *_label(term, ask.languages), found[term.id], term.id in taken, term.id in left_out) for term in terms]
        made.sort(key=lambda value: (not (value.selected or value.excluded), not value.selected, -value.count, value.label.casefold()))
        result[facet.key] = tuple(made[: limit + len(taken) + len(left_out)])
    return result


def _commonest(found: Mapping[int, int], most: int, chosen: set[int]) -> list[int]:
    """The chosen ones and the commonest others; with the last all that are as common, for names decide among them."""
    others = sorted((n for term, n in found.items() if term not in chosen), reverse=True)
    least = others[most - 1] if len(others) > most else 0
    return [term for term, n in found.items() if n >= least or term in chosen]


class Known:
    """Which terms readers may see the names of when nothing was found for them: a proposed one may belong to a hidden report."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._counts: dict[str, Mapping[int, int]] = {}  # by facet, asked for once

    def __call__(self, term: Term) -> bool:
        """Whether it is approved, or a published report has it."""
        if term.state == "approved":
            return True
        if term.facet not in self._counts:
            self._counts[term.facet] = self._catalogue.term_counts(term.facet)
        return self._counts[term.facet].get(term.id, 0) > 0


def _label(term: Term, languages: Sequence[str]) -> tuple[str, str]:
    text = in_language(term.labels, tuple(languages))
    return text.text or term.key, text.language


def under_each_other(key: str, values: Sequence[FacetValue], *, catalogue: Catalogue) -> list[tuple[FacetValue, int]]:
    """Each value once, after the broader one it stands under, with its depth; values of one level keep their order."""
    terms = {value.value: catalogue.term_by_key(key, value.value) for value in values}
    keys = {term.id: value for value, term in terms.items() if term}
    below: dict[str, list[FacetValue]] = {}
    for value in values:
        term = terms[value.value]
        above = next((keys[each] for each in (term.broader if term else ()) if each in keys), "")
        below.setdefault(above, []).append(value)
    done: set[str] = set()

    def walk(above: str, level: int) -> list[tuple[FacetValue, int]]:
        found = []
        for value in below.get(above, ()):
            if value.value not in done:
                done.add(value.value)
                found.append((value, level))
                found += walk(value.value, min(level + 1, DEEPEST))
        return found

    return walk("", 0) + [(value, 0) for value in values if value.value not in done]
