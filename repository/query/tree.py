"""Given nothing, the nodes of a query: a small tree no engine's language is seen in."""

from dataclasses import dataclass
from typing import Literal

How = Literal["forms", "exact", "prefix", "fuzzy"]
Field = Literal["", "title"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `form` is folded, `how` says which forms count; `part` numbers it in the receipt."""

    typed: str
    form: str
    how: How = "forms"
    field: Field = ""
    part: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words in order (`distance` 0), or within `distance` words of each other in any order."""

    typed: str
    forms: tuple[str, ...]
    how: How = "exact"
    distance: int = 0
    field: Field = ""
    part: int = 0


@dataclass(frozen=True, slots=True)
class Synonyms:
    """One part said in several ways: the typed word or phrase first, then the curated others; counts as one part."""

    ways: "tuple[Word | Phrase, ...]"
    part: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """`organisation:`, `country:` or `language:` with what was asked: search.py looks it up and puts Terms in its place."""

    facet: str
    asked: str
    part: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """Reports that have any of these terms (or a narrower one); none when `ids` is empty."""

    typed: str
    ids: tuple[int, ...]
    part: int = 0


@dataclass(frozen=True, slots=True)
class Years:
    """Reports dated within the years, both included; None is open."""

    typed: str
    first: int | None
    last: int | None
    part: int = 0


@dataclass(frozen=True, slots=True)
class All:
    """Reports that have every part."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Reports that have at least one part."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """Reports that do not have the part; alone it means every other report."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Everything:
    """Every report."""


Node = Everything | Word | Phrase | Synonyms | Named | Terms | Years | All | AnyOf | Not
