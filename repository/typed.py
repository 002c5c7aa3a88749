"""Given the fields of the form for a publication, the columns they mean and what is wrong, field by field; and the way back."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from repository import dates, vocabulary
from repository.analysis.normalise import clean
from repository.catalogue import Catalogue
from repository.dates import Point
from repository.describe import LISTS, LONGEST, Description, describe
from repository.errors import InputError
from repository.ingest import record_of
from repository.model import RELATIONS, ROLES, Kind, NewTag, Record, Relation, Report, Term, Text, Texts
from repository.receipts import Typed

PLAIN = ("title", "abstract", "text", "licence", "source", "date_note")
CHOICES = ("type", "language", "country", "topic", "event", "process")
PEOPLE = ("organisation", "person")  # each with a role
TEXTS = ("title", "abstract")  # in the whole form several, each with its language
PARTS = ("day", "month", "year")
SPAN = ("date", "until")
NAMES = frozenset(
    (*PLAIN, *CHOICES, *PEOPLE, *(f"{each}_role" for each in PEOPLE), *(f"{each}_{part}" for each in SPAN for part in PARTS),
     *(f"{each}_language" for each in TEXTS), "relation_kind", "relation_to", "external_id", "region", "note")
)  # fmt: skip
BESIDE = {"relation": ("relation_to", "relation_kind"), **{each: (each, f"{each}_language") for each in TEXTS}}  # fields of one row
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
    choices: tuple[str, ...] | None = None  # facets the whole form asked for; None: the form of who sends something in
    had: frozenset[str] = frozenset()  # names of the fields there were
    asked: tuple[str, ...] = CHOICES  # facets the form asked for

    @property
    def empty(self) -> bool:
        """Whether it says neither what it is called nor what it says."""
        return not self.description.titles and not self.description.text.strip()


def sent_choices(catalogue: Catalogue) -> tuple[str, ...]:
    """The facets the form of who sends something in asks for: facets of one's own that readers see are among them."""
    return (*CHOICES, *(facet.key for facet in catalogue.facets() if facet.key not in LISTS and facet.public))


def every_choice(catalogue: Catalogue, *, hidden: bool) -> tuple[str, ...]:
    """The facets the whole form asks for, people and organisations aside; `hidden`: also those only staff see."""
    own = tuple(facet.key for facet in catalogue.facets() if facet.key not in LISTS and (facet.public or hidden))
    return (*CHOICES[:3], "region", *CHOICES[3:], *own)


def read(
    fields: Typed, *, catalogue: Catalogue, sees: Callable[[Report], bool], of: Report | None = None,
    choices: tuple[str, ...] | None = None,
) -> Said:  # fmt: skip
    """Never raises: what is wrong is told beside its field. `sees`: whether this person may know of a report; `of`: the one it is
    about, whose terms and relations are known whatever they are called; `choices`: the facets of the form of everything.
    """
    wrong: dict[str, InputError] = {}
    values: dict[str, object] = {}
    facets = (*(sent_choices(catalogue) if choices is None else choices), *PEOPLE)
    kinds = {facet.key: facet.kind for facet in catalogue.facets()}
    for name in PLAIN if choices is None else (*PLAIN, "external_id"):
        _keep(values, wrong, name, _one(fields, name), facets)
    for name in facets[: -len(PEOPLE)]:
        keys = [_key(name, each, of, catalogue=catalogue) for each in _all(fields, name)]
        _keep(values, wrong, name, keys, facets)
        strange = [error for each in keys if (error := _strange(name, kinds.get(name, "terms"), each, catalogue=catalogue))]
        if strange:
            wrong[name] = strange[0]
    for name in PEOPLE:
        pairs = [(_key(name, " ".join(person.split()), of, catalogue=catalogue), role if role in ROLES else "author")
                 for person, role in rows(fields, name, 0)]  # fmt: skip
        _keep(values, wrong, name, [f"{person} ({role})" for person, role in pairs], facets)
    try:
        values["date"] = date_in(fields)
        dates.read(str(values["date"]))
    except InputError as error:
        values["date"], wrong["date"] = "", error
    relations: list[Relation] = []
    try:
        relations = _relations(fields, of, catalogue=catalogue, sees=sees)
    except InputError as error:
        wrong["relation"] = error
    note = _one(fields, "note")
    if len(note) > NOTE:
        wrong["note"] = InputError("row_long", column="note", limit=NOTE)
    description = describe({name: value for name, value in values.items() if name not in wrong}, facets)
    if choices is not None:
        titles, abstracts = (_texts(fields, name, wrong, catalogue=catalogue) for name in TEXTS)
        description = replace(description, titles=titles, abstracts=abstracts)
        if not titles:
            wrong.setdefault("title", InputError("draft_title"))
    return Said(description, tuple(relations), note, wrong, choices, frozenset(name for name, _ in fields), facets[: -len(PEOPLE)])


def _strange(facet: str, kind: Kind, value: str, *, catalogue: Catalogue) -> InputError | None:
    """Why a facet cannot have this value."""
    if facet in vocabulary.CLOSED and not catalogue.find_term(facet, value):
        return InputError(f"unknown_{facet}", value=value[:200])
    try:
        vocabulary.fitting(kind, value)
    except InputError as error:
        return error
    return None


def _one(fields: Typed, name: str) -> str:
    return next((value for key, value in fields if key == name), "").strip()


def _all(fields: Typed, name: str) -> list[str]:
    return [text for key, value in fields if key == name and (text := " ".join(value.split()))]


def _keep(values: dict[str, object], wrong: dict[str, InputError], name: str, value: object, facets: Sequence[str]) -> None:
    try:
        if value:  # most fields of a form are left as they are
            describe({name: value}, facets)
    except InputError as error:
        wrong[name] = error
    values[name] = value


def _texts(fields: Typed, name: str, wrong: dict[str, InputError], *, catalogue: Catalogue) -> Texts:
    """Titles or abstracts, each in its language."""
    found = []
    for text, named in rows(fields, name, 0):
        term = catalogue.find_term("language", " ".join(named.split())) if named.strip() and len(named) <= LONGEST else None
        if named.strip() and term is None:
            wrong[name] = InputError("unknown_language", value=named[:200])
        said = " ".join(clean(text).split()) if name == "title" else clean(text).strip()
        if name == "title" and len(said) > LONGEST:
            wrong[name] = InputError("row_long", column=name, limit=LONGEST)
        found.append(Text(term.key if term else "", said))
    return tuple(found)


def _key(facet: str, value: str, of: Report | None, *, catalogue: Catalogue) -> str:
    """The key of what a value names: a language, or a term the report has already (two may be called the same); else as it is written."""
    for tag in of.of(facet) if of else ():
        if value == tag.term.key or any(label.text == value for label in tag.term.labels):
            found = catalogue.find_term(facet, tag.term.key)
            return tag.term.key if found is not None and found.id == tag.term.id else value
    term = catalogue.find_term(facet, value) if facet == "language" and len(value) <= LONGEST else None
    return term.key if term else value


def date_in(fields: Typed) -> str:
    """The date the parts of a form mean; raises InputError `date_form`."""
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


def _relations(fields: Typed, of: Report | None, *, catalogue: Catalogue, sees: Callable[[Report], bool]) -> list[Relation]:
    known = {(relation.kind, target_of(relation)): relation for relation in of.relations} if of else {}
    found = []
    for target, kind in rows(fields, "relation", 0):
        target = " ".join(target.split())
        number = _NUMBER.match(target)
        there = known.get((kind, number[1] if number else target)) or known.get((kind, target))
        if there is not None:
            found.append(there)
            continue
        report = catalogue.report(int(number[1])) if number else None
        if kind not in RELATIONS or report is None or not sees(report) or (of is not None and report.number == of.number):
            raise InputError("relation_target", value=target[:200])
        found.append(Relation(kind, report.number))
    return found


def target_of(relation: Relation) -> str:
    """What stands in the form for the other report: its number, or what it will be known by when it comes in."""
    return str(relation.number) if relation.number is not None else relation.external_id


def merged(record: Record, said: Said, report: Report | None) -> Record:
    """The record a form makes of a report: what the form does not ask for stays, and so does the order of what stays."""
    record = replace(record, relations=said.relations)
    if report is None:
        return record
    kept = record_of(report)
    if parts_of(record.date) == parts_of(report.date):
        record = replace(record, date=report.date)
    asked = {*said.asked, *PEOPLE}
    others = tuple(NewTag(tag.term.id, tag.role) for tag in report.tags if tag.term.facet not in asked)
    if said.choices is not None:
        named = record.external_id if "external_id" in said.had else kept.external_id
        return replace(record, tags=in_place(record.tags + others, report), external_id=named)
    waiting = tuple(relation for relation in kept.relations if relation.number is None)
    return replace(
        record, titles=_first_of(record.titles, kept.titles, report), abstracts=_first_of(record.abstracts, kept.abstracts, report),
        tags=in_place(record.tags + others, report), relations=record.relations + waiting, external_id=kept.external_id,
    )  # fmt: skip


def _first_of(new: Texts, old: Texts, report: Report) -> Texts:
    """The typed text in the place of the first. A form without languages for it makes it one in that of the record; what somebody said
    to be in another stays so while its words stay.
    """
    said = bool(new and old) and new[0].text == old[0].text and old[0].language not in ("", *report.languages()[:1])
    return (old[:1] if said else new) + old[1:]


def in_place(tags: Sequence[NewTag], report: Report) -> tuple[NewTag, ...]:
    """The tags in the order the report has, new ones after the one before them; in their own where somebody changed the order."""
    old = [NewTag(tag.term.id, tag.role) for tag in report.tags]
    bare = {tag.term for tag in old if not tag.role}
    new = [NewTag(tag.term, "") if tag.role == "author" and tag not in old and tag.term in bare else tag for tag in tags]
    facets = {NewTag(tag.term.id, tag.role): tag.term.facet for tag in report.tags}
    for facet in set(facets.values()):
        if [tag for tag in new if facets.get(tag) == facet] != [tag for tag in old if facets[tag] == facet and tag in new]:
            return tuple(new)
    placed = [tag for tag in old if tag in new]
    for n, tag in enumerate(new):
        if tag not in placed:
            placed.insert(placed.index(new[n - 1]) + 1 if n else 0, tag)
    return tuple(placed)


def fields_of(report: Report, text: str | None, *, label: Callable[[Term], str], choices: Sequence[str] = CHOICES, whole: bool = False) -> Typed:
    """What stands in the form of a report; `text` is its own, None where the form has no place for it."""
    plain = {"text": text or "", "licence": report.licence, "source": report.source, "date_note": report.date_note}
    if whole:
        plain["external_id"] = report.external_id or ""
    else:
        plain |= {"title": report.title.text, "abstract": report.abstracts[0].text if report.abstracts else ""}
    pairs = [(name, value) for name, value in plain.items() if value]
    for name, texts in zip(TEXTS, (report.titles, report.abstracts) if whole else ((), ()), strict=True):
        for each in texts:
            pairs += [(name, each.text), (f"{name}_language", each.language)]
    pairs += [(facet, label(tag.term)) for facet in choices for tag in report.of(facet)]
    for facet in PEOPLE:
        for tag in report.of(facet):
            pairs += [(facet, label(tag.term)), (f"{facet}_role", tag.role or "author")]
    pairs += parts_of(report.date)
    for relation in report.relations:
        if whole or relation.number is not None:
            pairs += [("relation_kind", relation.kind), ("relation_to", target_of(relation))]
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


def known(fields: Iterable[tuple[str, str]], choices: Sequence[str] = CHOICES) -> Typed:
    """The fields this form has; whatever else was sent is nothing to us."""
    there = NAMES.union(choices)
    return tuple((name, value) for name, value in fields if name in there)


def rows(fields: Typed, facet: str, empty: int = 1) -> Sequence[tuple[str, str]]:
    """Names and roles (texts and languages, numbers and kinds) side by side, with empty ones for more."""
    first, second = BESIDE.get(facet, (facet, f"{facet}_role"))
    names = [value for key, value in fields if key == first]
    roles = [value for key, value in fields if key == second]
    found = [(name, roles[n] if n < len(roles) else "") for n, name in enumerate(names) if name.strip()]
    return [*found, *[("", "")] * empty]
