"""Given the columns of a manifest row (or of an API call), the record to write: terms resolved, dates checked."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repository import dates, vocabulary
from repository.analysis.detect import language_of
from repository.analysis.normalise import clean
from repository.catalogue import Writing
from repository.errors import InputError
from repository.model import RELATIONS, ROLES, NewPage, NewTag, Record, Relation, Term, TermState, Text, Texts

LISTS = ("organisation", "person", "country", "region", "topic", "type", "language", "event", "process")
SINGLE = ("external_id", "date", "date_note", "licence", "source")
_ROLE = re.compile(r"^(?P<name>.+?)\s*\((?P<role>[a-z_ -]+)\)$", re.DOTALL)
VARIANT = re.compile(r"^(title|abstract)_([a-z]{2})$")
SOURCE = re.compile(r"^https?://[^\s<>\"]+$")
ROLED = ("organisation", "person")
AUTHOR = "author"  # what an organisation or person is when no role is said
NAMED = "related"  # what one that a report only names is to it
LONGEST = 2_000  # characters of a title, a name, a date note
OWN_TEXT = 20 * 2**20  # characters of a statement


@dataclass(frozen=True, slots=True)
class Description:
    """What a row says, before anything is looked up."""

    external_id: str | None
    titles: Texts
    abstracts: Texts
    text: str
    files: tuple[str, ...]
    tags: tuple[tuple[str, str, str], ...]  # facet, value, role
    relations: tuple[Relation, ...]
    date: str
    date_note: str
    licence: str
    source: str
    unknown: tuple[str, ...]  # columns nobody reads

    @property
    def languages(self) -> tuple[str, ...]:
        """Declared language values."""
        return tuple(value for facet, value, _ in self.tags if facet == "language")

    @property
    def says_nothing(self) -> bool:
        """Whether it only names files."""
        return self.fingerprint(()) == describe({}).fingerprint(())

    def fingerprint(self, digests: Sequence[str]) -> str:
        """Equal for rows that say the same about the same files."""
        said = [self.external_id, [(t.language, t.text) for t in self.titles + self.abstracts], self.text, self.tags,
                [(r.kind, r.number, r.external_id) for r in self.relations], self.date, self.date_note, self.licence,
                self.source, list(digests)]  # fmt: skip
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def describe(values: Mapping[str, object], facets: Sequence[str] = LISTS) -> Description:
    """Reads the columns; raises InputError for a value that cannot be."""
    languages = _list(values, "language")
    main = languages[0].lower() if languages and len(languages[0]) == 2 else ""
    tags = []
    for facet in facets:
        roled = facet in ROLED
        for value in _list(values, facet):
            name, role = role_in(value) if roled else (value, "")
            tags.append((facet, name, role or (AUTHOR if roled else "")))
    date = _one(values, "date")
    dates.read(date)
    source = _one(values, "source")
    if source and not SOURCE.match(source):
        raise InputError("source_url", value=source[:200])
    variants = {name for name in values if VARIANT.match(name)}
    known = {*facets, *SINGLE, "title", "abstract", "text", "file", "relation", *variants}
    return Description(
        external_id=_one(values, "external_id") or None,
        titles=_texts(values, "title", main),
        abstracts=_texts(values, "abstract", main),
        text=clean(_raw(values, "text"))[:OWN_TEXT],
        files=tuple(_list(values, "file")),
        tags=tuple(dict.fromkeys(tags)),
        relations=tuple(_relation(value) for value in _list(values, "relation")),
        date=date,
        date_note=_one(values, "date_note"),
        licence=_one(values, "licence"),
        source=source,
        unknown=tuple(sorted(str(name) for name in set(values) - known if name)),
    )


def _raw(values: Mapping[str, object], column: str) -> str:
    value = values.get(column, "")
    if isinstance(value, (list, dict)):
        raise InputError("row_value", column=column)
    return str(value)


def _one(values: Mapping[str, object], column: str) -> str:
    text = " ".join(clean(_raw(values, column)).split())
    if len(text) > LONGEST:
        raise InputError("row_long", column=column, limit=LONGEST)
    return text


def _list(values: Mapping[str, object], column: str) -> list[str]:
    value = values.get(column, "")
    parts = value if isinstance(value, list) else str(value).split("|")
    if any(isinstance(part, (list, dict)) for part in parts):
        raise InputError("row_value", column=column)
    cleaned = [" ".join(clean(str(part)).split()) for part in parts if part is not None]
    if any(len(part) > LONGEST for part in cleaned):
        raise InputError("row_long", column=column, limit=LONGEST)
    return [part for part in cleaned if part]


def _texts(values: Mapping[str, object], column: str, language: str) -> Texts:
    main = _one(values, column) if column == "title" else clean(_raw(values, column)).strip()
    texts = [Text(language, main)] if main else []
    for name in sorted(values):
        found = VARIANT.match(name)
        if found and found[1] == column:
            text = clean(_raw(values, name)).strip()
            if text:
                texts.append(Text(found[2], text))
    return tuple(texts)


def role_in(value: str) -> tuple[str, str]:
    """`Name (role)` as name and role; the role is empty when none is said."""
    found = _ROLE.match(value)
    if found:
        role = found["role"].strip().lower().replace(" ", "_").replace("-", "_")
        if role in ROLES:
            return found["name"].strip(), role
    return value, ""


def _relation(value: str) -> Relation:
    kind, colon, target = value.partition(":")
    kind = kind.strip().lower().replace(" ", "_")
    if not colon or kind not in RELATIONS or not target.strip():
        raise InputError("relation", value=value[:200], known=", ".join(RELATIONS))
    return Relation(kind, None, target.strip())


def resolve(description: Description, *, writing: Writing, default_language: str = "", state: TermState = "proposed") -> Record:
    """The record with its terms found, or made in this state; raises InputError for an unknown country, language or type."""
    tags: dict[tuple[int, str], NewTag] = {}
    values = description.tags
    if default_language and not description.languages:
        values = (*values, ("language", default_language, ""))
    for facet, value, role in values:
        term = vocabulary.resolve(facet, value, writing=writing, state=state)
        tags[(term.id, role)] = NewTag(term.id, role)
    return Record(
        titles=description.titles,
        abstracts=description.abstracts,
        date=description.date,
        date_note=description.date_note,
        licence=description.licence,
        source=description.source,
        tags=tuple(tags.values()),
        relations=description.relations,
        external_id=description.external_id,
    )


def named_tag(term: Term) -> NewTag:
    """A term on a report that names it."""
    return NewTag(term.id, NAMED if term.facet in ROLED else "")


def own_pages(text: str, languages: Sequence[str]) -> tuple[NewPage, ...]:
    """The pages of a statement: a form feed starts a new one; one declared language is trusted, else it is detected."""
    if not text.strip():
        return ()
    declared = languages[0].lower() if len(languages) == 1 and len(languages[0]) == 2 else ""
    hint = languages[0].lower() if languages and len(languages[0]) == 2 else ""
    pages = []
    for n, part in enumerate(text.rstrip("\f").split("\f"), start=1):
        body = part.strip("\n")
        language = declared or language_of(body, hint)
        pages.append(NewPage(n, str(n), body, language, "ok" if body.strip() else "no_text"))
    return tuple(pages)
