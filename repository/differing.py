"""Given the fields of a report's form as somebody found them, as they are now and as they want them, what differs, field by field.

A field is all that belongs together: `organisation` is the names with their roles, `date` all its parts. Two ways to write the
same (a term by another of its names, spaces, an empty line) are no difference.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from repository.analysis.normalise import clean
from repository.catalogue import Catalogue
from repository.errors import InputError
from repository.receipts import Typed
from repository.typed import BESIDE, PARTS, PEOPLE, SPAN, TEXTS, date_in, rows

DIGEST = "text_digest"  # stands for a text in a form that need not hold it twice
ORDER = ("title", "abstract", "text", "type", *PEOPLE, "date", "date_note")
_FIELD = {
    **{f"{each}_role": each for each in PEOPLE}, **{f"{each}_language": each for each in TEXTS}, **dict.fromkeys(BESIDE["relation"], "relation"),
    **{f"{each}_{part}": "date" for each in SPAN for part in PARTS}, DIGEST: "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is no longer as it was found; `both`: whether the one who found it wants it otherwise than it is now."""

    name: str
    earlier: Typed
    now: Typed
    mine: Typed
    both: bool


def parted(fields: Typed) -> dict[str, Typed]:
    """By field."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, value in fields:
        found.setdefault(_FIELD.get(name, name), []).append((name, value))
    return {name: tuple(found[name]) for name in sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))}


def said(name: str, fields: Typed, *, catalogue: Catalogue) -> object:
    """What one field says, equal for what says the same."""
    if name == "text":
        return next((value for key, value in fields if key == DIGEST), None) or digest_of(next((value for _, value in fields), ""))
    if name == "date":
        try:
            return date_in(fields)
        except InputError:
            return tuple(pair for pair in fields if pair[1].strip())
    if name in TEXTS:
        return tuple((_plain(text, lines=name != "title"), _term("language", of, catalogue)) for text, of in rows(fields, name, 0))
    if name in PEOPLE:
        return tuple((_term(name, who, catalogue), role or "author") for who, role in rows(fields, name, 0))
    if name == "relation":
        return tuple((" ".join(target.split()), kind) for target, kind in rows(fields, name, 0))
    return tuple(_term(name, value, catalogue) for _, value in fields if value.strip())


def _plain(text: str, *, lines: bool) -> str:
    return clean(text).strip() if lines else " ".join(clean(text).split())


def _term(facet: str, value: str, catalogue: Catalogue) -> str:
    value = _plain(value, lines=False)
    found = catalogue.find_term(facet, value) if value else None
    return f"#{found.id}" if found else value


def text_of(text: str) -> str:
    """A statement as it is kept, its pages with form feeds between them."""
    return "\f".join(part.strip("\n") for part in clean(text).strip().split("\f"))


def digest_of(text: str) -> str:
    """Equal for the same text; empty for none."""
    kept = text_of(text)
    return hashlib.sha256(kept.encode("utf-8", "replace")).hexdigest() if kept else ""


def short(fields: Typed) -> Typed:
    """The same, with a digest for the text."""
    return tuple((DIGEST, digest_of(value)) if name == "text" else (name, value) for name, value in fields)


def changed(was: Typed, now: Typed, *, catalogue: Catalogue) -> tuple[str, ...]:
    """The fields that do not say the same."""
    one, other = parted(was), parted(now)

    def same(name: str) -> bool:
        return said(name, one.get(name, ()), catalogue=catalogue) == said(name, other.get(name, ()), catalogue=catalogue)

    return tuple(name for name in dict.fromkeys((*other, *one)) if not same(name))


def differences(was: Typed, now: Typed, mine: Typed, *, catalogue: Catalogue) -> tuple[Difference, ...]:
    """What changed since somebody found it."""
    found, here, wanted = parted(was), parted(now), parted(mine)
    own = set(changed(was, mine, catalogue=catalogue)) & set(changed(now, mine, catalogue=catalogue))
    return tuple(Difference(name, found.get(name, ()), here.get(name, ()), wanted.get(name, ()), name in own)
                 for name in changed(was, now, catalogue=catalogue))  # fmt: skip


def put(fields: Typed, others: Mapping[str, Typed]) -> Typed:
    """The fields, with these in the place of their own."""
    kept = parted(fields) | dict(others)
    return tuple(pair for name in kept for pair in kept[name])
