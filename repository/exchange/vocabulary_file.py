"""What a vocabulary is when it travels: a facet and its terms, named by keys, without numbers of any home."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from repository.errors import InputError
from repository.model import Facet, Term, TermState, Texts

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
              known[term.merged_into].key if term.merged_into else "")
        for term in (mine[id_] for id_ in order)
    )  # fmt: skip
    languages = frozenset(text.language for term in terms for text in (*term.labels, *term.synonyms))
    return VocabularyFile(facet.key, entries, languages, facet, languages)
