"""Given what a person typed, a small tree no engine knows.

`tree.py` has the nodes, `grammar.py` reads what was typed, `written.py` writes a tree as one would type it.
"""

from repository.query.grammar import LONGEST, Parsed, Part, clean, parse
from repository.query.tree import (
    All,
    AnyOf,
    Everything,
    How,
    Named,
    Node,
    Not,
    Phrase,
    Synonyms,
    Terms,
    Word,
    Years,
)
from repository.query.written import replaced, without, written

__all__ = [
    "LONGEST", "All", "AnyOf", "Everything", "How", "Named", "Node", "Not", "Parsed", "Part", "Phrase", "Synonyms", "Terms", "Word",
    "Years", "clean", "parse", "replaced", "without", "written",
]  # fmt: skip
