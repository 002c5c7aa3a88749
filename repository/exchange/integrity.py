"""Given a vocabulary as SKOS, what breaks its rules, and what makes it hard to use; each is a sentence `integrity.<kind>`.

The rules are those of the SKOS Reference (W3C, 2009): S9 a concept is no scheme, S13 one kind of name for a text, S14 one
preferred name a language, S27 what is related does not stand above, S46 what is the same is neither broader nor related.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS
from rdflib.term import Node

from repository.model import Text, in_language

NAMES = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
STEPS = 200_000  # upwards, looking for what is related and stands above
SAID = (*NAMES, SKOS.definition, SKOS.scopeNote)


@dataclass(frozen=True, slots=True)
class Finding:
    """`name` is what the concept is called, `other` what another one is, `text` what it is about, `n` how many there are.
    `rule` is of the SKOS Reference; empty for good practice."""  # fmt: skip

    kind: str
    name: str = ""
    rule: str = ""
    other: str = ""
    text: str = ""
    language: str = ""
    n: int = 1

    def data(self) -> dict[str, object]:
        """For its sentence."""
        return {"name": self.name, "other": self.other, "text": self.text, "language": self.language, "n": self.n}


def findings(graph: Graph, languages: Sequence[str] = ("en",)) -> list[Finding]:
    """What breaks a rule first; `languages` are those to call concepts in."""
    found = list(_Look(graph, languages).everything())
    return sorted(found, key=lambda each: not each.rule)


class _Look:
    def __init__(self, graph: Graph, languages: Sequence[str]) -> None:
        self.graph, self.languages = graph, tuple(languages)
        self.concepts = sorted({node for node in graph.subjects(RDF.type, SKOS.Concept) if isinstance(node, URIRef)}, key=str)
        self.known = set(self.concepts)
        self.above: dict[Node, list[Node]] = {}
        pairs = {*graph.subject_objects(SKOS.broader), *((low, high) for high, low in graph.subject_objects(SKOS.narrower))}
        for low, high in sorted(pairs, key=lambda pair: (str(pair[0]), str(pair[1]))):
            self.above.setdefault(low, []).append(high)
        self.below = {high for highs in self.above.values() for high in highs}
        self.retired = set(graph.subjects(OWL.deprecated, Literal(True))) | set(graph.subjects(DCTERMS.isReplacedBy, None))

    def everything(self) -> Iterator[Finding]:
        """Concept by concept, then what is between them."""
        for node in self.concepts:
            yield from self.one(node)
        yield from self.cycles()
        yield from self.related()
        yield from self.matches()
        yield from self.clashes()
        yield from self.places()

    def name(self, node: Node) -> str:
        """What it is called; its address when it has no name."""
        texts = tuple(Text(each.language or "", str(each)) for each in self.texts(node, SKOS.prefLabel))
        return in_language(texts, self.languages).text or str(node)

    def texts(self, node: Node, name: URIRef) -> list[Literal]:
        """In order."""
        found = (each for each in self.graph.objects(node, name) if isinstance(each, Literal))
        return sorted(found, key=lambda each: (each.language or "", str(each)))

    def one(self, node: URIRef) -> Iterator[Finding]:
        """What is to be said of its names."""
        if (node, RDF.type, SKOS.ConceptScheme) in self.graph:
            yield Finding("scheme", self.name(node), "S9")
        preferred = self.texts(node, SKOS.prefLabel)
        if not preferred:
            yield Finding("no_name", text=str(node))
        for language, times in Counter(each.language for each in preferred).items():
            if times > 1:
                texts = ", ".join(f"“{each}”" for each in preferred if each.language == language)
                yield Finding("two_names", self.name(node), "S14", text=texts, language=language or "")
        kinds = Counter(each for name in NAMES for each in set(self.texts(node, name)))
        for text in sorted((text for text, times in kinds.items() if times > 1), key=str):
            yield Finding("twice", self.name(node), "S13", text=str(text), language=text.language or "")
        bare = next((each for name in SAID for each in self.texts(node, name) if not each.language), None)
        if bare is not None:
            yield Finding("no_language", self.name(node), text=str(bare)[:100])

    def cycles(self) -> Iterator[Finding]:
        """Each once."""
        for circle in circles(self.concepts, self.above):
            first, *others = sorted(circle, key=str)
            yield Finding("cycle", self.name(first), other=", ".join(f"“{self.name(each)}”" for each in others[:3]))

    def related(self) -> Iterator[Finding]:
        """Related to what stands above or below."""
        left = STEPS
        pairs = sorted(_pairs(self.graph.subject_objects(SKOS.related)))
        for place, (one, other) in enumerate(pairs):
            for low, high in ((one, other), (other, one)):
                steps = self.steps_to(low, high, left)
                left -= abs(steps)
                if steps > 0:
                    yield Finding("related_above", self.name(one), "S27", self.name(other))
                    break
            if left <= 0:
                yield Finding("related_many", n=place + 1)
                return

    def steps_to(self, low: Node, high: Node, most: int) -> int:
        """How many steps upwards were needed to come from the one to the other; below 0, how many were made in vain."""
        seen, left, steps = {low}, list(self.above.get(low, ())), 0
        while left and steps < most:
            node, steps = left.pop(), steps + 1
            if node == high:
                return steps
            if node not in seen:
                seen.add(node)
                left += self.above.get(node, ())
        return -steps

    def matches(self) -> Iterator[Finding]:
        """The same, and broader or related."""
        loose = {pair for name in (SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch) for pair in _pairs(self.graph.subject_objects(name))}
        for one, other in sorted(_pairs(self.graph.subject_objects(SKOS.exactMatch)) & loose):
            mine, theirs = (one, other) if one in self.known else (other, one)
            yield Finding("match", self.name(mine), "S46", text=self.name(theirs))

    def clashes(self) -> Iterator[Finding]:
        """Several concepts of one name."""
        called: dict[tuple[str, str], list[Literal]] = {}
        for node in self.concepts:
            if node not in self.retired:
                for text in self.texts(node, SKOS.prefLabel):
                    called.setdefault((text.language or "", " ".join(str(text).casefold().split())), []).append(text)
        for (language, _), those in called.items():
            if len(those) > 1:
                yield Finding("clash", text=str(those[0]), language=language, n=len(those))

    def places(self) -> Iterator[Finding]:
        """Under something that is not there; nowhere, where others have a place."""
        tops = {*self.graph.subjects(SKOS.topConceptOf, None), *self.graph.objects(None, SKOS.hasTopConcept)}
        ordered = bool(tops or self.above)
        placed = self.below | tops | self.retired | set(self.graph.objects(None, SKOS.member))
        kinds = self.known | {node for kind in (SKOS.Collection, SKOS.OrderedCollection) for node in self.graph.subjects(RDF.type, kind)}
        for node in self.concepts:
            for high in self.above.get(node, ()):
                if high not in kinds:
                    yield Finding("above_missing", self.name(node), text=str(high))
            if ordered and not self.above.get(node) and node not in placed:
                yield Finding("orphan", self.name(node))


def circles(nodes: Iterable[Node], above: Mapping[Node, Sequence[Node]]) -> list[list[Node]]:
    """Groups of nodes that stand above each other, in time that grows with their number (Tarjan, 1972; without recursion)."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    found: list[list[Node]] = []
    for root in nodes:
        work = [(root, iter(above.get(root, ())))] if root not in index else []
        while work:
            node, others = work[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                stack.append(node)
                on_stack.add(node)
            for other in others:
                if other not in index:
                    work.append((other, iter(above.get(other, ()))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    circle = _popped(stack, node)
                    on_stack.difference_update(circle)
                    if len(circle) > 1 or node in above.get(node, ()):
                        found.append(circle)
    return found


def _popped(stack: list[Node], last: Node) -> list[Node]:
    """What lies on `last`, and it."""
    popped = [stack.pop()]
    while popped[-1] != last:
        popped.append(stack.pop())
    return popped


def _pairs(found: Iterable[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
    """Whichever way round they are told."""
    return {(one, other) if str(one) < str(other) else (other, one) for one, other in found}
