"""Given a question as typed and filters, a page of results: ids from the index, facts from the catalogue.

`ask.py` reads and writes the question as an address, `reading.py` finds terms and synonyms, `facets.py` has filters and values,
`hits.py` the rows with their passages (`passages.py`, `marks.py`), `receipt.py` tells how the question was read, `suggest.py`
looks for a nearer one, `run.py` puts them together, `inside.py` looks inside one report,
`numbers.py` gives every report found.
"""

from repository.search.ask import DEEPEST, Ask, address, changed, read_address, span_of
from repository.search.facets import under_each_other
from repository.search.inside import MarkedPage, inside
from repository.search.numbers import numbers, of_term
from repository.search.run import search

__all__ = [
    "DEEPEST",
    "Ask",
    "MarkedPage",
    "address",
    "changed",
    "inside",
    "numbers",
    "of_term",
    "read_address",
    "search",
    "span_of",
    "under_each_other",
]
