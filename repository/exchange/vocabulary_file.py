"""What a vocabulary is when it travels: a facet and its terms, named by keys, without numbers of any home."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

from repository.errors import InputError
from repository.model import PLAIN, Details, Facet, Kind, Term, TermState, Texts, Wanted
from repository.settings import INTERFACE_LANGUAGES

TEXTS = ("hidden", "definitions", "notes")
PLAIN_SAID = frozenset(("related", "exact", "close", "date"))
LARGEST = 50 * 2**20  # bytes of a vocabulary file


@dataclass(frozen=True, slots=True)
class Entry:
    """One term. `broader` are (facet, name); None means that the file does not say, so what is there stays."""

    key: str
    labels: Texts
    synonyms: Texts = ()
    state: TermState | None = None
    broader: tuple[tuple[str, str], ...] | None = None
    uri: str | None = None
    details: Details = PLAIN  # but for what it is related to
    related: tuple[tuple[str, str], ...] = ()  # (facet, name)
    merged_into: str = ""  # key
    line: int = 0
    error: InputError | None = None  # it cannot be used, and why
    ref: str = ""  # what the file calls it, when it has no key

    @property
    def name(self) -> str:
        """What other entries of the file name it by."""
        return self.key or self.ref


@dataclass(frozen=True, slots=True)
class VocabularyFile:
    """A facet and its terms. `languages` are those the file speaks of: names in others are none of its business."""

    facet: str
    entries: tuple[Entry, ...]
    languages: frozenset[str]
    about: Facet | None = None  # what the file says of the facet itself
    synonyms: frozenset[str] = field(default_factory=frozenset)  # languages it has synonyms for
    # Languages it has hidden names, definitions and notes for; what else it says of terms (`related`, `exact`, `close`, `date`).
    spoken: Mapping[str, frozenset[str]] = field(default_factory=dict)
    says: frozenset[str] = frozenset()


def form_of(facet: Facet) -> list[str]:
    """How a facet is shown and filled, in words: those of what is not usual."""
    said = [name for name, on in (("staff", not facet.public), ("flat", not facet.tree), ("one", not facet.several)) if on]
    return [*said, *(each for each, usual in ((facet.kind, "terms"), (facet.wanted, "optional")) if each != usual)]


def formed(key: str, position: int, labels: Texts, form: Collection[str]) -> Facet:
    """The facet of these words."""
    kind: Kind = next((each for each in get_args(Kind) if each in form), "terms")
    wanted: Wanted = next((each for each in get_args(Wanted) if each in form), "optional")
    return Facet(key, position, "staff" not in form, labels, "flat" not in form, "one" not in form, kind, wanted)


def travelling(facet: Facet, terms: Sequence[Term], known: dict[int, Term]) -> VocabularyFile:
    """All the terms of a facet, broader ones before narrower ones; `known` has every term they name."""
    mine = {term.id: term for term in terms}
    order: dict[int, None] = {}

    def put(term: Term, above: frozenset[int]) -> None:
        for id_ in term.broader:
            if id_ in mine and id_ not in above and id_ not in order:
                put(mine[id_], above | {term.id})
        order.setdefault(term.id)

    for term in terms:
        put(term, frozenset())
    entries = tuple(
        Entry(term.key, term.labels, term.synonyms, term.state, tuple((known[id_].facet, known[id_].key) for id_ in term.broader), term.uri,
              replace(term.details, related=()), tuple((known[id_].facet, known[id_].key) for id_ in term.details.related),
              known[term.merged_into].key if term.merged_into else "")
        for term in (mine[id_] for id_ in order)
    )  # fmt: skip
    languages = frozenset(text.language for term in terms for text in (*term.labels, *term.synonyms))
    return VocabularyFile(facet.key, entries, languages, facet, languages, spoken_by(entries), PLAIN_SAID)


def spoken_by(entries: Sequence[Entry]) -> dict[str, frozenset[str]]:
    """The languages some entries have hidden names, definitions and notes in."""
    return {name: frozenset(text.language for entry in entries for text in getattr(entry.details, name)) for name in TEXTS}


def languages_first(code: str) -> tuple[int, str]:
    """Those of the interface before others."""
    return (INTERFACE_LANGUAGES.index(code) if code in INTERFACE_LANGUAGES else len(INTERFACE_LANGUAGES), code)
