"""Given a question and what to do to the reports it finds, one change of them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from repository import vocabulary
from repository.analysis.normalise import clean
from repository.catalogue import Catalogue, Done, Edit, Writing
from repository.describe import AUTHOR, LONGEST, ROLED, SINGLE, SOURCE, role_in
from repository.errors import InputError
from repository.model import NewTag

FIELDS = tuple(name for name in SINGLE if name != "external_id")
Pairs = Sequence[tuple[str, str]]  # (facet or field, value)


@dataclass(frozen=True, slots=True)
class Wish:
    """What to do, as typed: values that take the place of a facet's, that are put beside them, that are taken off."""

    replace: Pairs = ()
    append: Pairs = ()
    remove: Pairs = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Wish":
        """What was told, as it was wished."""
        return cls(*(tuple((facet, value) for facet, value in told.get(name, ())) for name in ("set", "append", "remove")))

    def told(self) -> dict[str, object]:
        """For the history."""
        return {name: [list(pair) for pair in pairs] for name, pairs in
                (("set", self.replace), ("append", self.append), ("remove", self.remove)) if pairs}  # fmt: skip


@dataclass(slots=True)
class _Reading:
    """Values becoming terms; `fields` are what is set as plain text."""

    writing: Writing
    facets: frozenset[str]
    fields: dict[str, str] = field(default_factory=dict)

    def tag(self, facet: str, value: str) -> NewTag:
        """A term with its role, proposed when there is none of this name."""
        name, role = role_in(value) if facet in ROLED else (value, "")
        return NewTag(vocabulary.resolve(facet, name, writing=self.writing).id, role or (AUTHOR if facet in ROLED else ""))

    def off(self, facet: str, value: str) -> tuple[int, str | None]:
        """A term to take off, in one role or in any; raises InputError `value_unknown`."""
        name, role = role_in(value) if facet in ROLED else (value, "")
        found = self.writing.find_term(facet, " ".join(name.split()))
        if found is None:
            raise InputError("value_unknown", facet=facet, value=name)
        return found.id, role or None

    def known(self, pairs: Pairs, also: Sequence[str] = ()) -> Pairs:
        """The pairs, cleaned; raises InputError `column_unknown`."""
        for name, value in pairs:
            if name not in self.facets and name not in also:
                raise InputError("column_unknown", name=name, known=", ".join(sorted({*self.facets, *also})))
            if len(value) > LONGEST:
                raise InputError("row_long", column=name, limit=LONGEST)
        return [(name, " ".join(clean(value).split())) for name, value in pairs]


def edit_of(wish: Wish, *, catalogue: Catalogue, writing: Writing) -> Edit:
    """The change with its values looked up; raises InputError for one that cannot be."""
    reading = _Reading(writing, frozenset(facet.key for facet in catalogue.facets()))
    replace: dict[str, tuple[NewTag, ...]] = {}
    for name, value in reading.known(wish.replace, FIELDS):
        if name in FIELDS:
            reading.fields[name] = value
        else:
            replace[name] = (*replace.get(name, ()), *((reading.tag(name, value),) if value else ()))
    if reading.fields.get("source") and not SOURCE.match(reading.fields["source"]):
        raise InputError("source_url", value=reading.fields["source"][:200])
    append = tuple(reading.tag(name, value) for name, value in reading.known(wish.append))
    remove = tuple(reading.off(name, value) for name, value in reading.known(wish.remove))
    if not (replace or append or remove or reading.fields):
        raise InputError("edit_nothing")
    return Edit(replace, append, remove, reading.fields)


def edit(numbers: Sequence[int], wish: Wish, query: Mapping[str, object], *, catalogue: Catalogue, writing: Writing) -> Done:
    """Changes all these reports; `query` is how they were found, for the history."""
    return writing.edit_reports(numbers, edit_of(wish, catalogue=catalogue, writing=writing), **query, **wish.told())
