"""Given a question, the number of every report it finds, however many: what a change of many reports is made for."""

from repository.catalogue import Catalogue
from repository.errors import IndexUnavailable
from repository.index import Index, IndexRequest
from repository.model import Term
from repository.search.ask import Ask
from repository.search.facets import narrowed
from repository.search.reading import read

MOST = 10_000_000
PATIENCE = 120.0  # seconds


def numbers(ask: Ask, *, catalogue: Catalogue, index: Index) -> list[int]:
    """Ascending; raises IndexUnavailable when they cannot all be found: a part of them would be worse than none."""
    with catalogue.reading():
        _, meant = read(ask, catalogue)
        answer = index.search(IndexRequest(
            tree=meant.tree, match=ask.match, languages=ask.languages, filters=narrowed(ask, catalogue).filters, years=ask.years,
            sort="newest", limit=MOST, pages_per_hit=0, fold=False, deadline=PATIENCE,
        ))  # fmt: skip
    if answer.cut:
        raise IndexUnavailable("index_slow")
    return sorted({hit.number for hit in answer.hits})


def of_term(term: Term, q: str, *, catalogue: Catalogue, index: Index, languages: tuple[str, ...] = ()) -> list[int]:
    """Those of a term's reports that have all words of a question."""
    return numbers(Ask(q=q, match="all", include={term.facet: (term.key,)}, languages=languages), catalogue=catalogue, index=index)
