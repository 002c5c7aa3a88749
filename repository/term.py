"""What vocabularies are made of: texts with their language, terms with all that is said of them, facets."""

from dataclasses import dataclass
from typing import Literal

TermState = Literal["approved", "proposed", "retired", "merged"]
Kind = Literal["terms", "year", "yesno", "number"]  # of a facet's values, see kinds.py
Wanted = Literal["optional", "recommended", "required"]  # by the form of who sends something in
BUILT_IN = ("organisation", "country", "region", "topic", "type", "language", "event", "process", "person")


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text and its language (ISO 639-1, empty when unknown)."""

    language: str
    text: str


Texts = tuple[Text, ...]


def in_language(texts: Texts, languages: tuple[str, ...]) -> Text:
    """The text in the first of `languages` there is, else the first text, else an empty one."""
    for language in languages:
        for text in texts:
            if text.language == language:
                return text
    return texts[0] if texts else Text("", "")


@dataclass(frozen=True, slots=True)
class Details:
    """What a term says beyond its names and place."""

    hidden: Texts = ()  # misspellings: reports are found by them, readers never see them
    definitions: Texts = ()  # one a language, as scope notes
    notes: Texts = ()  # scope notes: when to use the term
    related: tuple[int, ...] = ()  # terms that belong to it, of any facet; they say the same of this one
    exact: tuple[str, ...] = ()  # further addresses of the same concept
    close: tuple[str, ...] = ()  # addresses of concepts that are nearly the same
    date: str = ""  # of an event: EDTF, see dates.py
    alone: bool = False  # who searches for one of its names finds that name only, not the others


PLAIN = Details()


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a facet's vocabulary; `key` is unique within the facet and safe in a URL (country: `TG`)."""

    id: int
    facet: str
    key: str
    state: TermState
    labels: Texts
    synonyms: Texts = ()
    broader: tuple[int, ...] = ()
    merged_into: int | None = None
    uri: str = ""  # the same concept elsewhere (COAR, AGROVOC …)
    details: Details = PLAIN

    @property
    def used(self) -> bool:
        """Whether it may be put on reports: not retired, and not merged."""
        return self.state in ("approved", "proposed")

    @property
    def finding(self) -> Texts:
        """Every name it is found by, those included that nobody is shown."""
        return (*self.labels, *self.synonyms, *self.details.hidden)


@dataclass(frozen=True, slots=True)
class Facet:
    """A named way to narrow; `position` orders the sidebar."""

    key: str
    position: int
    public: bool
    labels: Texts = ()  # empty for the built-in ones, whose names are in the locale files
    tree: bool = True  # its terms may stand under each other
    several: bool = True  # a report may have more than one of its terms
    kind: Kind = "terms"
    wanted: Wanted = "optional"
