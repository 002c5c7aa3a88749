"""Terms of the vocabulary: all of them in memory, reloaded when the record says they changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select, update

from repository.analysis.words import cut
from repository.engines.sql import schema as s
from repository.errors import Conflict
from repository.model import Term, Text, Texts


def folded(label: str) -> str:
    """What makes two spellings of a label the same."""
    return " ".join(cut(label))


def key_of(label: str) -> str:
    """A URL-safe key: folded words joined with hyphens, at most 80 characters."""
    return "-".join(cut(label))[:80].strip("-") or "term"


@dataclass
class Vocabulary:
    """Every term at one version."""

    version: str
    by_id: dict[int, Term] = field(default_factory=dict)
    by_key: dict[tuple[str, str], int] = field(default_factory=dict)
    by_label: dict[tuple[str, str], int] = field(default_factory=dict)
    by_folded: dict[str, list[int]] = field(default_factory=dict)
    narrower: dict[int, list[int]] = field(default_factory=dict)

    def add(self, term: Term) -> None:
        """Takes a new term in."""
        self.by_id[term.id] = term
        self.by_key[(term.facet, term.key)] = term.id
        for label in (*term.labels, *term.synonyms):
            words = folded(label.text)
            self.by_label.setdefault((term.facet, words), term.id)
            if term.id not in self.by_folded.setdefault(words, []):
                self.by_folded[words].append(term.id)
        for above in term.broader:
            self.narrower.setdefault(above, []).append(term.id)

    def lead(self, term: Term | None) -> Term | None:
        """The term a merged one leads to."""
        seen: set[int] = set()
        while term is not None and term.merged_into is not None and term.id not in seen:
            seen.add(term.id)
            term = self.by_id.get(term.merged_into)
        return term

    def find(self, facet: str, label: str) -> Term | None:
        """By key, then by label or synonym."""
        found = self.by_key.get((facet, label)) or self.by_key.get((facet, label.upper())) or self.by_key.get((facet, label.lower()))
        found = found or self.by_label.get((facet, folded(label)))
        return self.lead(self.by_id.get(found)) if found else None

    def closure(self, ids: Iterable[int]) -> set[int]:
        """The terms and all broader ones."""
        todo, seen = list(ids), set[int]()
        while todo:
            term = todo.pop()
            if term not in seen and term in self.by_id:
                seen.add(term)
                todo.extend(self.by_id[term].broader)
        return seen

    def beneath(self, term: int) -> set[int]:
        """The term and all narrower ones."""
        todo, seen = [term], set[int]()
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo.extend(self.narrower.get(one, ()))
        return seen


def version(connection: Connection) -> str:
    """Changes with every change of a term."""
    return connection.execute(select(s.meta.c.value).where(s.meta.c.key == "terms")).scalar() or "0"


def load(connection: Connection) -> Vocabulary:
    """Reads them all."""
    vocabulary = Vocabulary(version(connection))
    labels: dict[int, list[Text]] = {}
    synonyms: dict[int, list[Text]] = {}
    order = select(s.labels.c.term, s.labels.c.kind, s.labels.c.language, s.labels.c.text).order_by(s.labels.c.term, s.labels.c.position)
    for term, kind, language, text in connection.execute(order):
        (labels if kind == "label" else synonyms).setdefault(term, []).append(Text(language, text))
    above: dict[int, list[int]] = {}
    for term, broader in connection.execute(select(s.broader)):
        above.setdefault(term, []).append(broader)
    for row in connection.execute(select(s.terms).order_by(s.terms.c.id)):
        vocabulary.add(Term(row.id, row.facet, row.key, row.state, tuple(labels.get(row.id, ())),
                            tuple(synonyms.get(row.id, ())), tuple(above.get(row.id, ())), row.merged_into))  # fmt: skip
    return vocabulary


def touch(connection: Connection) -> str:
    """Says that terms changed; the new version."""
    new = str(int(version(connection)) + 1)
    connection.execute(delete(s.meta).where(s.meta.c.key == "terms"))
    connection.execute(insert(s.meta).values(key="terms", value=new))
    return new


def _label_rows(term: Term) -> list[dict[str, object]]:
    return [
        {"term": term.id, "kind": kind, "position": position, "language": each.language, "text": each.text, "folded": folded(each.text)}
        for kind, texts in (("label", term.labels), ("synonym", term.synonyms))
        for position, each in enumerate(texts)
    ]


def insert_term(
    connection: Connection, vocabulary: Vocabulary, facet: str, labels: Texts, *, key: str, synonyms: Texts, state: str,
    broader: Sequence[int],
) -> Term:  # fmt: skip
    """Writes a new term; a taken key gets a number unless it was asked for."""
    wanted, base = key or key_of(labels[0].text), key
    number = 2
    while (facet, wanted) in vocabulary.by_key:
        if base:
            raise Conflict("term_key", value=wanted)
        wanted = f"{key_of(labels[0].text)}-{number}"
        number += 1
    found = connection.execute(insert(s.terms).values(facet=facet, key=wanted, state=state).returning(s.terms.c.id)).scalar_one()
    term = Term(found, facet, wanted, state, labels, synonyms, tuple(broader))  # type: ignore[arg-type]
    _write_details(connection, term)
    return term


def _write_details(connection: Connection, term: Term) -> None:
    if rows := _label_rows(term):
        connection.execute(insert(s.labels), rows)
    if term.broader:
        connection.execute(insert(s.broader), [{"term": term.id, "broader": above} for above in dict.fromkeys(term.broader)])


def replace_term(connection: Connection, term: Term) -> None:
    """Writes a changed term whole."""
    connection.execute(update(s.terms).where(s.terms.c.id == term.id).values(key=term.key, state=term.state, merged_into=term.merged_into))
    connection.execute(delete(s.labels).where(s.labels.c.term == term.id))
    connection.execute(delete(s.broader).where(s.broader.c.term == term.id))
    _write_details(connection, term)
