"""Given the columns a program sends as JSON, what they say: every name is known and may be set by this person, or is told back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from repository.accounts import Account
from repository.catalogue import Catalogue
from repository.describe import LISTS, SINGLE, VARIANT, Description, describe
from repository.errors import Conflict, InputError
from repository.model import Report

TEXTS = ("title", "abstract", "text")


@dataclass(frozen=True, slots=True)
class Columns:
    """`values` as they were sent, an emptied one as an empty text."""

    values: Mapping[str, object]
    description: Description

    def __contains__(self, name: str) -> bool:
        """Whether a column was sent."""
        return name in self.values


def facets_for(person: Account, *, catalogue: Catalogue) -> tuple[str, ...]:
    """The facets this person may set: those for staff only are for staff."""
    own = (facet.key for facet in catalogue.facets() if facet.public or person.staff)
    return tuple(dict.fromkeys((*LISTS, *own)))


def members(value: object, known: Iterable[str]) -> Mapping[str, object]:
    """The members of a JSON object; raises InputError `json_object`, `member_unknown` with the names nobody knows."""
    if not isinstance(value, dict):
        raise InputError("json_object")
    names = sorted(known)
    strange = sorted(name for name in value if name not in names)
    if strange:
        raise InputError("member_unknown", name=", ".join(strange)[:300], known=", ".join(names))
    return value


def read(
    value: object, more: Sequence[str] = (), *, person: Account, catalogue: Catalogue, languages: Sequence[str] = ()
) -> tuple[Columns, Mapping[str, object]]:  # fmt: skip
    """The columns, and the members of other names in `more`. `languages`: what the report is in when the columns do not say.

    Raises InputError for what is no JSON object, a name that is not known, a value that cannot be.
    """
    facets = facets_for(person, catalogue=catalogue)
    variants = [name for name in value if VARIANT.match(name)] if isinstance(value, dict) else []
    given = members(value, (*more, *facets, *SINGLE, *TEXTS, "relation", *variants))
    values = {name: _plain(name, each) for name, each in given.items() if name not in more}
    told = values if "language" in values or not languages else {**values, "language": list(languages)}
    return Columns(values, describe(told, facets)), {name: given[name] for name in more if name in given}


def _plain(name: str, value: object) -> object:
    """A text, or a list of texts; raises InputError `row_value`."""
    if value is None:
        return ""
    parts = value if isinstance(value, list) else [value]
    if any(isinstance(part, (bool, dict, list)) for part in parts):
        raise InputError("row_value", column=name)
    return ["" if part is None else str(part) for part in value] if isinstance(value, list) else str(value)


def check_id(external_id: str | None, own: int | None, *, catalogue: Catalogue, sees: Callable[[Report], bool]) -> None:
    """Raises Conflict when another report has this external id; it is named only to who may know of it."""
    holder = catalogue.number_of(external_id) if external_id else None
    report = catalogue.report(holder) if holder is not None and holder != own else None
    if report is None:
        return
    if sees(report):
        raise Conflict("external_id_taken", external_id=external_id, number=report.number)
    raise Conflict("external_id_used", external_id=external_id)
