"""Given a value somebody wrote for a facet, the term it means: found by key, label or synonym, else proposed."""

from repository.catalogue import Writing
from repository.errors import InputError
from repository.kinds import RANGED, kept, means
from repository.model import Kind, Term, TermState, Text

CLOSED = ("country", "language", "type")  # an unknown value is refused, not proposed
LONGEST = 300


def resolve(facet: str, value: str, *, writing: Writing, language: str = "", state: TermState = "proposed") -> Term:
    """The term, a new one in this state; raises InputError `unknown_country`, `unknown_language`, `unknown_type`, `empty_value`,
    `value_year`, `value_number`, `value_yesno`.
    """
    value = " ".join(value.split())
    if not value or len(value) > LONGEST:
        raise InputError("empty_value" if not value else "row_long", column=facet, limit=LONGEST)
    of = writing.facet(facet)
    if of is not None and of.kind in RANGED:
        return _measured(facet, kept(of.kind, value), writing)
    found = writing.find_term(facet, value)
    if found is not None:
        return found
    if of is not None and of.kind == "yesno":
        raise InputError("value_yesno", value=value)
    if facet in CLOSED:
        raise InputError(f"unknown_{facet}", value=value)
    return writing.add_term(facet, (Text(language, value),), state=state)


def fitting(kind: Kind, value: str) -> None:
    """Raises InputError for a value that a facet of this kind cannot have."""
    if kind in RANGED:
        kept(kind, value)
    elif kind == "yesno" and not means(value):
        raise InputError("value_yesno", value=value[:60])


def _measured(facet: str, key: str, writing: Writing) -> Term:
    """The term of a year or number; a month or day stands under its year."""
    found = writing.term_with_key(facet, key)
    if found is not None:
        return found
    year = key.partition("-")[0]
    broader = (_measured(facet, year, writing).id,) if year != key else ()
    return writing.add_term(facet, (Text("", key),), key=key, state="approved", broader=broader)
