"""Given a question as typed and filters, a page of results: ids from the index, facts from the catalogue.

`ask.py` reads and writes the question as an address, `reading.py` finds terms and synonyms, `passages.py` cuts passages,
`receipt.py` tells how the question was read, `run.py` puts them together, `inside.py` looks inside one report.
"""

from repository.search.ask import Ask, address, read_address
from repository.search.inside import MarkedPage, inside
from repository.search.run import search

__all__ = ["Ask", "MarkedPage", "address", "inside", "read_address", "search"]
