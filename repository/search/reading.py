"""Given a parsed query, the tree an index takes: names looked up in the vocabulary, curated synonyms beside the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from repository.analysis.words import cut
from repository.catalogue import Catalogue
from repository.model import Term, Texts
from repository.query import All, AnyOf, Named, Node, Not, Parsed, Phrase, Synonyms, Terms, Word, parse
from repository.search.ask import Ask
from repository.search.facets import own_fields

LONGEST_NAME = 4  # words of a typed sequence that are looked up as one concept
MOST_WAYS = 12
MOST_TERMS = 200  # that one name stands for
MOST_LOOKED = 12  # names in one query that are looked for among the beginnings of all names


@dataclass(frozen=True, slots=True)
class Said:
    """What else stands for a part; `concept` has the words it stands for together with the parts after it, else it is empty."""

    synonyms: tuple[str, ...]
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """The tree for the index, part → what was put beside it, and part → the terms its name means.

    Parts past those of the query are concepts of several words.
    """

    tree: Node
    said: Mapping[int, Said]
    named: Mapping[int, tuple[int, ...]]


def understood(parsed: Parsed, *, exact: bool, catalogue: Catalogue) -> Understood:
    """The query as the index takes it; with `exact` nothing is put beside what was typed."""
    reader = _Reader(catalogue, len(parsed.parts))
    tree = reader.exactly(parsed.tree) if exact else reader.read(parsed.tree)
    return Understood(tree, reader.said, reader.named)


def read(ask: Ask, catalogue: Catalogue) -> tuple[Parsed, Understood]:
    """What was typed, parsed and understood as its switches say."""
    parsed = parse(ask.q, exact=ask.exact, own=own_fields(catalogue))
    return parsed, understood(parsed, exact=ask.exact or not ask.widen, catalogue=catalogue)


@dataclass(slots=True)
class _Reader:
    catalogue: Catalogue
    free: int  # number of the next concept
    said: dict[int, Said] = field(default_factory=dict)
    named: dict[int, tuple[int, ...]] = field(default_factory=dict)
    looked: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)

    def read(self, node: Node) -> Node:
        """The tree with names and synonyms in place."""
        if isinstance(node, Named):
            return self._terms(node)
        if isinstance(node, AnyOf):
            return AnyOf(tuple(self.read(part) for part in node.parts))
        if isinstance(node, Not):
            return Not(self.exactly(node.part))
        if isinstance(node, All):
            return self._all(node)
        if isinstance(node, Word) and node.how == "forms" and not node.field:
            return self._with_synonyms(node, node.form)
        if isinstance(node, Phrase) and node.how == "forms" and node.distance == 0 and not node.field:
            return self._with_synonyms(node, " ".join(node.forms))
        return node

    def exactly(self, node: Node) -> Node:
        """As typed, for exact questions and for what is excluded: names are looked up, nothing is added."""
        if isinstance(node, Named):
            return self._terms(node)
        if isinstance(node, All):
            return All(tuple(self.exactly(part) for part in node.parts))
        if isinstance(node, AnyOf):
            return AnyOf(tuple(self.exactly(part) for part in node.parts))
        if isinstance(node, Not):
            return Not(self.exactly(node.part))
        return node

    def _all(self, node: All) -> Node:
        """Neighbouring plain words may be one concept: `human trafficking`; its synonyms then stand for all of them."""
        parts: list[Node] = []
        at = 0
        while at < len(node.parts):
            for length in range(min(LONGEST_NAME, len(node.parts) - at), 1, -1):
                run = node.parts[at : at + length]
                words = [part for part in run if isinstance(part, Word) and part.how == "forms" and not part.field]
                ways = self._ways(" ".join(part.form for part in words), self.free) if len(words) == length else ()
                if ways:
                    parts.append(AnyOf((All(tuple(words)), Synonyms(ways, self.free))))
                    self.said[words[0].part] = Said(tuple(way.typed for way in ways), " ".join(part.typed for part in words))
                    self.free += 1
                    at += length
                    break
            else:
                parts.append(self.read(node.parts[at]))
                at += 1
        return All(tuple(parts)) if len(parts) != 1 else parts[0]

    def _with_synonyms(self, node: Word | Phrase, folded: str) -> Node:
        ways = self._ways(folded, node.part)
        if not ways:
            return node
        self.said[node.part] = Said(tuple(way.typed for way in ways))
        return Synonyms((node, *ways), node.part)

    def _ways(self, folded: str, part: int) -> tuple[Word | Phrase, ...]:
        ways: dict[str, Word | Phrase] = {}
        for term in self.catalogue.concepts(folded):
            if term.facet == "language":
                continue
            for text in _names(term):
                forms = tuple(cut(text.text))
                key = " ".join(forms)
                if not forms or key == folded or key in ways or len(ways) >= MOST_WAYS:
                    continue
                one = len(forms) == 1
                ways[key] = Word(text.text, forms[0], "forms", "", part) if one else Phrase(text.text, forms, "forms", 0, "", part)
        return tuple(ways.values())

    def _terms(self, node: Named) -> Terms:
        """The term called so; else every term with a name whose words begin so."""
        found = self.catalogue.find_term(node.facet, node.asked)
        ids = (found.id,) if found else self._begun(node.facet, " ".join(cut(node.asked)))
        self.named[node.part] = ids
        return Terms(node.asked, ids, node.part)

    def _begun(self, facet: str, asked: str) -> tuple[int, ...]:
        key = (facet, asked)
        if key not in self.looked and len(self.looked) < MOST_LOOKED:
            wanted = asked.split()
            begun = (term.id for term in self.catalogue.terms_of(facet) if any(_has(cut(name.text), wanted) for name in _names(term)))
            self.looked[key] = tuple(islice(begun, MOST_TERMS))
        return self.looked.get(key, ())


def _names(term: Term) -> Texts:
    return (*term.labels, *term.synonyms)


def _has(words: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(piece) for word in words) for piece in wanted)
