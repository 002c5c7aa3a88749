"""Given texts and the vocabulary, the terms whose names stand in them, and countries by what their people are called.

Names of countries, organisations, people … want a capital where the script has them, so that *reunion* is no island; an
abbreviation wants all of its capitals. What people are called counts on pages of its own language.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from repository.analysis.words import cut, spans
from repository.catalogue import Catalogue
from repository.model import Term
from repository.seeds.demonyms import demonyms

LETTERS = 3  # of a name, all its words together; shorter ones are words of their own too often
WORDS = 8  # of a name
PROPER = frozenset(("organisation", "person", "country", "region", "event", "process"))  # facets of names with a capital
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A text to look in: page `n` of a file (None: the report's own text); 0 for its titles and abstracts."""

    n: int
    text: str
    language: str = ""
    file: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A term, the words that name it where they come first, that page, and how often it is named; `people`: only by its people."""

    term: Term
    words: str
    page: int
    file: int | None
    times: int = 0
    first: bool = False  # in a title or an abstract
    people: bool = True


@dataclass(slots=True)
class Names:
    """Folded words → what they name."""

    terms: dict[Words, list[tuple[Term, str]]] = field(default_factory=dict)  # with the name as it is kept
    people: Mapping[Words, tuple[str, frozenset[str]]] = field(default_factory=dict)
    countries: dict[str, Term] = field(default_factory=dict)
    firsts: set[str] = field(default_factory=set)


def names_of(facets: Sequence[str], *, catalogue: Catalogue) -> Names:
    """Labels and synonyms of approved and proposed terms of these facets; made once for a vocabulary, so to be left as they are."""
    return catalogue.derived(("names", *facets), lambda: _made(facets, catalogue))


def _made(facets: Sequence[str], catalogue: Catalogue) -> Names:
    names = Names()
    for facet in facets:
        for term in catalogue.terms_of(facet):
            _take(names, term)
            if facet == "country":
                names.countries[term.key] = term
    if names.countries:
        names.people = demonyms()
    names.firsts = {words[0] for words in (*names.terms, *names.people)}
    return names


def _take(names: Names, term: Term) -> None:
    for text in (*term.labels, *term.synonyms):
        words = tuple(cut(text.text))
        if not 0 < len(words) <= WORDS or sum(map(len, words)) < (LETTERS if words[0].isascii() else 2):
            continue
        known = names.terms.setdefault(words, [])
        if all(other.id != term.id for other, _ in known):
            known.append((term, text.text))


def mentions(pieces: Iterable[Piece], names: Names) -> dict[int, Mention]:
    """By term, whatever is named at least once."""
    found: dict[int, Mention] = {}
    for piece in pieces:
        words = spans(piece.text)
        at = 0
        while at < len(words):
            at += _named(piece, words, at, names, found) if words[at][2] in names.firsts else 1
    return found


def _named(piece: Piece, words: list[tuple[int, int, str]], at: int, names: Names, found: dict[int, Mention]) -> int:
    for length in range(min(WORDS, len(words) - at), 0, -1):
        part = words[at : at + length]
        key = tuple(folded for _, _, folded in part)
        country, languages = names.people.get(key, ("?", frozenset()))
        if not country:
            return length
        if key not in names.terms and country not in names.countries:
            continue
        text = " ".join(piece.text[part[0][0] : part[-1][1]].split())
        hits = [term for term, name in names.terms.get(key, ()) if _is_name(text, name, term.facet)]
        people = not hits and _is_people(text, piece.language, languages)
        if people and country in names.countries:
            hits = [names.countries[country]]
        for term in hits:
            known = found.get(term.id) or Mention(term, text, piece.n, piece.file)
            found[term.id] = replace(known, times=known.times + 1, first=known.first or piece.n == 0, people=known.people and people)
        if hits:
            return length
    return 1


def _is_people(text: str, language: str, languages: frozenset[str]) -> bool:
    """In English they have a capital."""
    return (not language or language in languages) and ((languages != {"en"} and language != "en") or not text[0].islower())


def _is_name(text: str, name: str, facet: str) -> bool:
    """Whether what is printed may be this name: with a capital where it has one, and an abbreviation whole."""
    if len(name) < 6 and name.isupper() and name.isalpha():
        return text.isupper() or text == name
    return facet not in PROPER or not (name[0].isupper() and text[0].islower())
