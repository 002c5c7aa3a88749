"""A vocabulary as SKOS (W3C, 2009): RDF/XML, Turtle or JSON-LD, through rdflib; out, and in again, without touching the network.

A facet is a concept scheme, a term a concept whose `skos:notation` is its key. A retired term is `owl:deprecated`, a merged
one is `dcterms:isReplacedBy` too, a proposed one has `vs:term_status "unstable"`. A broader term of another facet is
`skos:broadMatch` (S27 keeps hierarchy inside a scheme), a related one `skos:relatedMatch`. The same concept elsewhere is
`skos:exactMatch`. A collection that comes in is a term over its members.
"""

import json
from collections.abc import Iterable, Mapping
from xml.parsers import expat

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS
from rdflib.term import Node

from repository.analysis.normalise import clean
from repository.errors import InputError
from repository.exchange.apart import statements
from repository.exchange.vocabulary_file import PLAIN_SAID, TEXTS, Entry, VocabularyFile, form_of, formed, languages_first, spoken_by
from repository.model import Details, TermState, Text, Texts

FORMATS = {"rdf": "xml", "ttl": "turtle", "jsonld": "json-ld"}
VS = Namespace("http://www.w3.org/2003/06/sw-vocab-status/ns#")
HOUSE = Namespace("urn:report-repository:")  # what SKOS has no word for: how a facet is shown and filled


def write(file: VocabularyFile, base: str, kind: str = "rdf") -> str:
    """The scheme with all its concepts as a text; `kind` is one of FORMATS."""
    return graph_of(file, base).serialize(format=FORMATS[kind], encoding="utf-8").decode()


def graph_of(file: VocabularyFile, base: str) -> Graph:
    """The scheme with all its concepts; `base` is the address of the site."""
    graph = Graph(bind_namespaces="none")
    for prefix, names in (("rdf", RDF), ("skos", SKOS), ("dcterms", DCTERMS), ("owl", OWL), ("vs", VS), ("house", HOUSE)):
        graph.bind(prefix, names)
    scheme = _scheme(base, file.facet)
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, SKOS.notation, Literal(file.facet)))
    if file.about is not None:
        _labels(graph, scheme, SKOS.prefLabel, file.about.labels)
        for name in form_of(file.about):
            graph.add((scheme, HOUSE.form, Literal(name)))
        graph.add((scheme, HOUSE.position, Literal(file.about.position)))
    for entry in file.entries:
        _write_entry(graph, base, scheme, file.facet, entry)
    return graph


def _scheme(base: str, facet: str) -> URIRef:
    return URIRef(f"{base}/browse/{facet}")


def _concept(base: str, facet: str, key: str) -> URIRef:
    return URIRef(f"{base}/search?{facet}={key}")


def _labels(graph: Graph, node: URIRef, name: URIRef, texts: Iterable[Text]) -> None:
    for text in texts:
        graph.add((node, name, Literal(text.text, lang=text.language or None)))


def _write_entry(graph: Graph, base: str, scheme: URIRef, facet: str, entry: Entry) -> None:
    concept = _concept(base, facet, entry.name)
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, scheme))
    graph.add((concept, SKOS.notation, Literal(entry.key)))
    _labels(graph, concept, SKOS.prefLabel, entry.labels)
    _labels(graph, concept, SKOS.altLabel, entry.synonyms)
    _write_details(graph, concept, entry)
    for other, key in entry.related:
        graph.add((concept, SKOS.related if other == facet else SKOS.relatedMatch, _named(graph, base, facet, other, key)))
    _write_place(graph, base, scheme, facet, entry)
    if entry.state in ("retired", "merged"):
        graph.add((concept, OWL.deprecated, Literal(True)))
    if entry.state == "proposed":
        graph.add((concept, VS.term_status, Literal("unstable")))
    if entry.merged_into:
        graph.add((concept, DCTERMS.isReplacedBy, _concept(base, facet, entry.merged_into)))


def _write_details(graph: Graph, concept: URIRef, entry: Entry) -> None:
    details = entry.details
    for name, texts in ((SKOS.hiddenLabel, details.hidden), (SKOS.definition, details.definitions), (SKOS.scopeNote, details.notes)):
        _labels(graph, concept, name, texts)
    for match, addresses in ((SKOS.exactMatch, (entry.uri, *details.exact)), (SKOS.closeMatch, details.close)):
        for address in addresses:
            if address:
                graph.add((concept, match, URIRef(address)))
    if details.date:
        graph.add((concept, DCTERMS.date, Literal(details.date)))


def _write_place(graph: Graph, base: str, scheme: URIRef, facet: str, entry: Entry) -> None:
    concept = _concept(base, facet, entry.name)
    own = [key for other, key in entry.broader or () if other == facet]
    for key in own:
        graph.add((concept, SKOS.broader, _concept(base, facet, key)))
        graph.add((_concept(base, facet, key), SKOS.narrower, concept))
    for other, key in entry.broader or ():
        if other != facet:
            graph.add((concept, SKOS.broadMatch, _named(graph, base, facet, other, key)))
    if not own and entry.state in ("approved", "proposed"):
        graph.add((concept, SKOS.topConceptOf, scheme))
        graph.add((scheme, SKOS.hasTopConcept, concept))


def _named(graph: Graph, base: str, facet: str, other: str, key: str) -> URIRef:
    """Another concept; one of another facet is told with its key."""
    node = _concept(base, other, key)
    if other != facet:
        graph.add((node, SKOS.notation, Literal(f"{other}:{key}")))
    return node


def kind_of(data: bytes) -> str:
    """Which of FORMATS some bytes are, by how they begin."""
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")):
        return "jsonld"
    return "rdf" if start.startswith((b"<?xml", b"<!")) or b"<rdf:RDF" in data[:5_000] else "ttl"


def vocabulary_of(graph: Graph, facet: str = "") -> VocabularyFile:
    """The vocabulary; raises InputError for what is no SKOS, or does not say which facet it is."""
    schemes = sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=str)
    scheme = schemes[0] if schemes else None
    kinds = (SKOS.Concept, SKOS.Collection, SKOS.OrderedCollection)
    concepts = sorted({node for kind in kinds for node in graph.subjects(RDF.type, kind) if isinstance(node, URIRef)}, key=str)
    if not concepts:
        raise InputError("vocabulary_no_concepts")
    key = facet or (_one(graph, scheme, SKOS.notation) if scheme is not None else "")
    if not key:
        raise InputError("vocabulary_facet")
    about = None
    if scheme is not None and (labels := _texts(graph, scheme, SKOS.prefLabel)):
        form = {str(value) for value in graph.objects(scheme, HOUSE.form)}
        place = _one(graph, scheme, HOUSE.position)
        about = formed(key, int(place) if place.isdigit() else 20, labels, form)
    keys = {node: _key(graph, node) for node in concepts}
    above: dict[Node, dict[Node, None]] = {}
    for name, turned in ((SKOS.broader, False), (SKOS.narrower, True), (SKOS.member, True)):
        for one, other in graph.subject_objects(name):
            low, high = (other, one) if turned else (one, other)
            above.setdefault(low, {})[high] = None
    entries = tuple(_entry(graph, node, keys, sorted(above.get(node, {}), key=str), key) for node in concepts)
    spoken = frozenset(text.language for entry in entries for text in (*entry.labels, *entry.synonyms))
    return VocabularyFile(key, entries, spoken, about, spoken, dict.fromkeys(TEXTS, spoken | _all(spoken_by(entries))), PLAIN_SAID)


def _all(spoken: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(language for languages in spoken.values() for language in languages)


def parsed(data: bytes, kind: str) -> Graph:
    """What a file says; raises InputError for one that is no RDF, has entities, wants something from elsewhere, or takes too much."""
    if kind == "rdf":
        _without_entities(data)
    if kind == "jsonld":
        _without_remote_contexts(data)
    return statements(data, FORMATS[kind])


def _without_entities(data: bytes) -> None:
    """Raises InputError for a document that declares entities: nothing that grows, and nothing from elsewhere, is read."""

    def refuse(*_: object) -> int:
        raise InputError("vocabulary_entities")

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise InputError("vocabulary_unreadable", reason=str(error)[:200]) from None


def _has_address(context: object) -> bool:
    """Whether a context, or one in a list of them, is elsewhere."""
    return isinstance(context, str) or (isinstance(context, list) and any(map(_has_address, context)))


def _without_remote_contexts(data: bytes) -> None:
    """Raises InputError for JSON-LD that wants something from elsewhere to be read."""

    def look(value: object) -> None:
        if isinstance(value, Mapping):
            for name, inner in value.items():
                if name == "@import" or (name == "@context" and _has_address(inner)):
                    raise InputError("vocabulary_remote")
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)

    try:
        look(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise InputError("vocabulary_unreadable", reason=str(error)[:200]) from None


def _entry(graph: Graph, node: URIRef, keys: dict[URIRef, str], above: list[Node], facet: str) -> Entry:
    labels, more = _first_each(_texts(graph, node, SKOS.prefLabel))
    synonyms = (*more, *_texts(graph, node, SKOS.altLabel))
    broader = [(facet, keys[each] or str(each)) for each in above if isinstance(each, URIRef) and each in keys]
    broader += _away(graph, graph.objects(node, SKOS.broadMatch))
    beside = sorted({*graph.objects(node, SKOS.related), *graph.subjects(SKOS.related, node)}, key=str)
    related = [(facet, keys[each] or str(each)) for each in beside if isinstance(each, URIRef) and each in keys]
    related += _away(graph, graph.objects(node, SKOS.relatedMatch))
    ours = bool(_one(graph, node, SKOS.notation))
    matches = sorted(str(each) for each in graph.objects(node, SKOS.exactMatch))
    uri = matches[0] if matches else "" if ours else str(node)
    into = next((each for each in graph.objects(node, DCTERMS.isReplacedBy) if isinstance(each, URIRef) and each in keys), None)
    replaced = (keys[into] or str(into)) if into is not None else ""
    details = Details(
        _texts(graph, node, SKOS.hiddenLabel), _joined(_texts(graph, node, SKOS.definition)), _joined(_texts(graph, node, SKOS.scopeNote)), (),
        tuple(match for match in matches if match != uri), tuple(sorted(str(each) for each in graph.objects(node, SKOS.closeMatch))),
        _one(graph, node, DCTERMS.date),
    )  # fmt: skip
    state = _state(graph, node, merged=bool(replaced))
    return Entry(keys[node], labels, synonyms, state, tuple(broader), uri, details, tuple(related), replaced, ref=str(node))


def _away(graph: Graph, nodes: Iterable[Node]) -> list[tuple[str, str]]:
    """(facet, key) of concepts of other facets, as `write` tells them."""
    parts = (_one(graph, node, SKOS.notation).partition(":") for node in sorted(nodes, key=str))
    return [(facet, key) for facet, colon, key in parts if colon]


def _joined(texts: Texts) -> Texts:
    """One text a language."""
    found: dict[str, str] = {}
    for text in texts:
        found[text.language] = f"{found[text.language]} {text.text}" if text.language in found else text.text
    return tuple(Text(language, text) for language, text in found.items())


def _state(graph: Graph, node: URIRef, *, merged: bool) -> TermState:
    if _one(graph, node, OWL.deprecated) in ("true", "1"):
        return "merged" if merged else "retired"
    return "proposed" if _one(graph, node, VS.term_status) == "unstable" else "approved"


def _key(graph: Graph, node: URIRef) -> str:
    """Its notation; empty for a concept from elsewhere, whose key is then made from its name."""
    return _one(graph, node, SKOS.notation)


def _one(graph: Graph, node: Node | None, name: URIRef) -> str:
    return min((str(value).strip() for value in graph.objects(node, name)), default="")


def _texts(graph: Graph, node: Node, name: URIRef) -> Texts:
    found = (value for value in graph.objects(node, name) if isinstance(value, Literal))
    texts = (Text((value.language or "").lower(), " ".join(clean(str(value)).split())) for value in found)
    return tuple(sorted((text for text in texts if text.text), key=_place))


def _place(text: Text) -> tuple[int, str, str]:
    return *languages_first(text.language), text.text


def _first_each(texts: Texts) -> tuple[Texts, Texts]:
    """One label a language (S14); the others become synonyms."""
    first: dict[str, Text] = {}
    more = [text for text in texts if first.setdefault(text.language, text) is not text]
    return tuple(first.values()), tuple(more)
