"""Given a value somebody wrote for a facet, the term it means: found by key, label or synonym, else proposed."""

from repository.catalogue import Writing
from repository.errors import InputError
from repository.model import Term, TermState, Text

CLOSED = ("country", "language", "type")  # an unknown value is refused, not proposed
LONGEST = 300


def resolve(facet: str, value: str, *, writing: Writing, language: str = "", state: TermState = "proposed") -> Term:
    """The term, a new one in this state; raises InputError `unknown_country`, `unknown_language`, `unknown_type`, `empty_value`."""
    value = " ".join(value.split())
    if not value or len(value) > LONGEST:
        raise InputError("empty_value" if not value else "row_long", column=facet, limit=LONGEST)
    found = writing.find_term(facet, value)
    if found is not None:
        return found
    if facet in CLOSED:
        raise InputError(f"unknown_{facet}", value=value)
    return writing.add_term(facet, (Text(language, value),), state=state)
