"""Given the fields of the form for a publication, the columns they mean and what is wrong, field by field; and the way back."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from repository import dates
from repository.catalogue import Catalogue
from repository.dates import Point
from repository.describe import LONGEST, Description, describe
from repository.errors import InputError
from repository.ingest import record_of
from repository.model import RELATIONS, ROLES, NewTag, Record, Relation, Report, Term
from repository.receipts import Typed

PLAIN = ("title", "abstract", "text", "licence", "source", "date_note")
CHOICES = ("type", "language", "country", "topic", "event", "process")
PEOPLE = ("organisation", "person")  # each with a role
PARTS = ("day", "month", "year")
SPAN = ("date", "until")
NAMES = frozenset(
    (*PLAIN, *CHOICES, *PEOPLE, *(f"{each}_role" for each in PEOPLE), *(f"{each}_{part}" for each in SPAN for part in PARTS),
     "relation_kind", "relation_to", "note")
)  # fmt: skip
NOTE = 5_000  # characters
_NUMBER = re.compile(r"^(?:https?://[^\s/]+)?(?:/?reports/)?(\d{1,9})(?:/.*)?$")
Wrong = Mapping[str, InputError]


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says: `wrong` names the field; nothing is to be written while there is any."""

    description: Description
    relations: tuple[Relation, ...]
    note: str
    wrong: Wrong

    @property
    def empty(self) -> bool:
        """Whether it says neither what it is called nor what it says."""
        return not self.description.titles and not self.description.text.strip()


def read(fields: Typed, *, catalogue: Catalogue, sees: Callable[[Report], bool]) -> Said:
    """Never raises: what is wrong is told beside its field. `sees`: whether this person may know of a report."""
    wrong: dict[str, InputError] = {}
    values: dict[str, object] = {}
    for name in PLAIN:
        _keep(values, wrong, name, _one(fields, name))
    for name in CHOICES:
        _keep(values, wrong, name, [_key(name, each, catalogue=catalogue) for each in _all(fields, name)])
        unknown = [each for each in _all(fields, name) if name in ("type", "language", "country") and not catalogue.find_term(name, each)]
        if unknown:
            wrong[name] = InputError(f"unknown_{name}", value=unknown[0][:200])
    for name in PEOPLE:
        roles = [value for key, value in fields if key == f"{name}_role"]
        people = [" ".join(value.split()) for key, value in fields if key == name]
        pairs = [(person, roles[n] if n < len(roles) and roles[n] in ROLES else "author") for n, person in enumerate(people) if person]
        _keep(values, wrong, name, [f"{person} ({role})" for person, role in pairs])
    try:
        values["date"] = _date(fields)
        dates.read(str(values["date"]))
    except InputError as error:
        values["date"], wrong["date"] = "", error
    relations: list[Relation] = []
    try:
        relations = _relations(fields, catalogue=catalogue, sees=sees)
    except InputError as error:
        wrong["relation"] = error
    note = _one(fields, "note")
    if len(note) > NOTE:
        wrong["note"] = InputError("row_long", column="note", limit=NOTE)
    return Said(describe({name: value for name, value in values.items() if name not in wrong}), tuple(relations), note, wrong)


def _one(fields: Typed, name: str) -> str:
    return next((value for key, value in fields if key == name), "").strip()


def _all(fields: Typed, name: str) -> list[str]:
    return [text for key, value in fields if key == name and (text := " ".join(value.split()))]


def _keep(values: dict[str, object], wrong: dict[str, InputError], name: str, value: object) -> None:
    try:
        describe({name: value})
    except InputError as error:
        wrong[name] = error
    values[name] = value


def _key(facet: str, value: str, *, catalogue: Catalogue) -> str:
    """The key of a closed facet's term, so that a language is known by its code; anything else as it is written."""
    term = catalogue.find_term(facet, value) if facet == "language" and len(value) <= LONGEST else None
    return term.key if term else value


def _date(fields: Typed) -> str:
    first, last = (_point(fields, each) for each in SPAN)
    if last and not first:
        raise InputError("date_form", value=last)
    return f"{first}/{last}" if last and last != first else first


def _point(fields: Typed, name: str) -> str:
    day, month, year = (_one(fields, f"{name}_{part}") for part in PARTS)
    if not (day or month or year):
        return ""
    shown = " ".join(filter(None, (day, month, year)))[:60]
    if any(part and not (part.isdecimal() and len(part) <= 4) for part in (day, month, year)) or (day and not month):
        raise InputError("date_form", value=shown)
    made = f"{int(year):04}" if year else "XXXX"
    if month:
        made += f"-{int(month):02}"
    return made + (f"-{int(day):02}" if day else "")


def _relations(fields: Typed, *, catalogue: Catalogue, sees: Callable[[Report], bool]) -> list[Relation]:
    kinds = [value for key, value in fields if key == "relation_kind"]
    targets = [" ".join(value.split()) for key, value in fields if key == "relation_to"]
    found = []
    for kind, target in zip(kinds, targets, strict=False):
        if not target:
            continue
        number = _NUMBER.match(target)
        report = catalogue.report(int(number[1])) if number else None
        if kind not in RELATIONS or report is None or not sees(report):
            raise InputError("relation_target", value=target[:200])
        found.append(Relation(kind, report.number))
    return found


def merged(record: Record, said: Said, report: Report | None) -> Record:
    """The record a form makes of a report: what the form does not ask for stays."""
    record = replace(record, relations=said.relations)
    if report is None:
        return record
    kept = record_of(report)
    asked = {*CHOICES, *PEOPLE}
    others = tuple(NewTag(tag.term.id, tag.role) for tag in report.tags if tag.term.facet not in asked)
    waiting = tuple(relation for relation in kept.relations if relation.number is None)
    return replace(
        record, titles=record.titles + kept.titles[1:], abstracts=record.abstracts + kept.abstracts[1:], tags=record.tags + others,
        relations=record.relations + waiting, external_id=kept.external_id,
    )  # fmt: skip


def fields_of(report: Report, text: str, *, label: Callable[[Term], str]) -> Typed:
    """What stands in the form of a report; `text` is its own."""
    plain = {"title": report.title.text, "abstract": report.abstracts[0].text if report.abstracts else "", "text": text,
             "licence": report.licence, "source": report.source, "date_note": report.date_note}  # fmt: skip
    pairs = [(name, value) for name, value in plain.items() if value]
    pairs += [(facet, label(tag.term)) for facet in CHOICES for tag in report.of(facet)]
    for facet in PEOPLE:
        for tag in report.of(facet):
            pairs += [(facet, label(tag.term)), (f"{facet}_role", tag.role or "author")]
    pairs += parts_of(report.date)
    for relation in report.relations:
        if relation.number is not None:
            pairs += [("relation_kind", relation.kind), ("relation_to", str(relation.number))]
    return tuple(pairs)


def parts_of(date: str) -> list[tuple[str, str]]:
    """The fields of a date as it is kept."""
    span = dates.read(date)
    if span is None:
        return []
    return _parts("date", span.first) + (_parts("until", span.last) if span.last != span.first else [])


def _parts(name: str, point: Point) -> list[tuple[str, str]]:
    parts = {"day": point.day, "month": point.month, "year": point.year}
    return [(f"{name}_{part}", str(value)) for part, value in parts.items() if value]


def known(fields: Iterable[tuple[str, str]]) -> Typed:
    """The fields this form has; whatever else was sent is nothing to us."""
    return tuple((name, value) for name, value in fields if name in NAMES)


def rows(fields: Typed, facet: str, empty: int = 1) -> Sequence[tuple[str, str]]:
    """Names and roles (or kinds and numbers) side by side, with empty ones for more."""
    first, second = ("relation_to", "relation_kind") if facet == "relation" else (facet, f"{facet}_role")
    names = [value for key, value in fields if key == first]
    roles = [value for key, value in fields if key == second]
    found = [(name, roles[n] if n < len(roles) else "") for n, name in enumerate(names) if name.strip()]
    return [*found, *[("", "")] * empty]
