"""Writing the vocabulary: terms and facets; every report concerned is logged for the index."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, delete, exists, insert, select, update

from repository.engines.sql import schema as s
from repository.engines.sql.ledger import Ledger
from repository.engines.sql.lookup import folded, key_from
from repository.engines.sql.rows import as_json, parts, term_said
from repository.errors import Conflict, InputError, NotFound
from repository.model import Facet, Term, TermState, Text, Texts

KEY = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")


class WriteTerms(Ledger):
    """The part of a transaction that changes terms and facets."""

    def find_term(self, facet: str, label: str) -> Term | None:
        """By key, label or synonym, terms of this transaction included; follows merges."""
        return self.lookup.find(facet, label)

    def add_term(
        self, facet: str, labels: Texts, *, key: str = "", synonyms: Texts = (), state: TermState = "proposed",
        broader: Sequence[int] = (), uri: str = "",
    ) -> Term:  # fmt: skip
        """A new term; a taken key is a Conflict when it was asked for, else the new one gets a number."""
        if facet not in self.lookup.facets:
            raise InputError("no_facet", facet=facet)
        if key and self.lookup.has_key(facet, key):
            raise Conflict("term_key", value=key, facet=facet)
        if (key and not KEY.match(key)) or not (labels or key):
            raise InputError("term_key_form", value=key)
        self._known(broader)
        id_ = self.next("term")
        key = key or self._free_key(facet, labels[0].text, id_)
        term = Term(id_, facet, key, state, tidy(labels), tidy(synonyms), tuple(sorted(set(broader))), None, uri)
        self.put(term)
        self.hold("terms", {"id": id_, "facet": facet, "key": key, "state": state, "merged_into": None, "uri": uri,
                            "changed": self.version})  # fmt: skip
        self.rows["labels"] += _label_rows(term)
        self.rows["broader"] += [{"term": id_, "broader": above} for above in term.broader]
        self.record("term_added", term=id_, facet=facet, key=key, state=state)
        return term

    def _free_key(self, facet: str, label: str, id_: int) -> str:
        base = key_from(label) or f"t{id_}"
        key, n = base, 1
        while self.lookup.has_key(facet, key):
            n += 1
            key = f"{base}-{n}"
        return key

    def update_term(self, term: Term) -> None:
        """Replaces labels, synonyms, broader, state and key of a term."""
        before = self.lookup.terms.get(term.id)
        if before is None:
            raise NotFound("no_term", term=term.id)
        above = tuple(sorted(set(term.broader)))
        term = replace(term, facet=before.facet, labels=tidy(term.labels), synonyms=tidy(term.synonyms), broader=above)
        if term == before:
            return
        if term.key != before.key:
            taken = self.lookup.by_key(term.facet, term.key)
            if not KEY.match(term.key):
                raise InputError("term_key_form", value=term.key)
            if taken is not None and taken.id != term.id:
                raise Conflict("term_key", value=term.key, facet=term.facet)
        if (term.state == "merged") != (term.merged_into is not None):
            raise InputError("term_state", state=term.state)
        self._known(term.broader)
        self._no_cycle(term)
        self._concerned(self.lookup.below(term.id) if term.broader != before.broader else {term.id})
        self._write(term)
        was, will = term_said(before), term_said(term)
        changed = [name for name, value in will.items() if was[name] != value]
        self.record("term_edited", term=term.id, before={name: was[name] for name in changed},
                    after={name: will[name] for name in changed})  # fmt: skip

    def merge_terms(self, source: int, target: int) -> None:
        """Source's reports, labels and narrower terms go to target; source stays as `merged` and leads there."""
        self.write_through()
        old, new = self._mergeable(source, target)
        c = s.report_terms.c
        moved = self.connection.execute(select(c.report, c.role, c.position).where(c.term == source)).all()
        self._concerned({target, *self.lookup.below(source)})
        self._retag(source, target)
        for part in parts([row.report for row in moved]):
            self.connection.execute(update(s.reports).where(s.reports.c.number.in_(part))
                                    .values(version=s.reports.c.version + 1, changed=self.now))  # fmt: skip
        children = [replace(term, broader=tuple(sorted({*term.broader, target} - {source}))) for term in self.lookup.terms.values()
                    if source in term.broader]  # fmt: skip
        names = {folded(text.text) for text in (*new.labels, *new.synonyms)}
        extra = tuple(text for text in (*old.labels, *old.synonyms) if folded(text.text) not in names)
        self._write(replace(old, state="merged", merged_into=target, broader=()))
        self._write(replace(new, synonyms=(*new.synonyms, *extra)))
        for child in children:
            self._write(child)
        self.record("term_merged", term=target, other=source, source=term_said(old), target=term_said(new),
                    narrower=[child.id for child in children], reports=[list(row) for row in moved])  # fmt: skip

    def _mergeable(self, source: int, target: int) -> tuple[Term, Term]:
        old, new = self.lookup.terms.get(source), self.lookup.terms.get(target)
        if old is None or new is None:
            raise NotFound("no_term", term=source if old is None else target)
        if old.facet != new.facet:
            raise InputError("merge_facets", source=old.key, target=new.key)
        if source == target or source in self.lookup.above(target):
            raise InputError("merge_narrower", source=old.key, target=new.key)
        if "merged" in (old.state, new.state):
            raise Conflict("merge_merged", source=old.key, target=new.key)
        return old, new

    def _retag(self, source: int, target: int) -> None:
        """Reports that have both keep one."""
        c = s.report_terms.c
        other = s.report_terms.alias("other")
        both = exists().where(and_(other.c.report == c.report, other.c.role == c.role, other.c.term == target))
        self.connection.execute(delete(s.report_terms).where(c.term == source, both))
        self.connection.execute(update(s.report_terms).where(c.term == source).values(term=target))

    def add_facet(self, facet: Facet) -> None:
        """A curated facet."""
        if facet.key in self.lookup.facets:
            raise Conflict("facet_taken", facet=facet.key)
        self.write_through()
        labels = as_json([[text.language, text.text] for text in facet.labels])
        self.connection.execute(insert(s.facets).values(key=facet.key, position=facet.position, public=facet.public, labels=labels))
        self.put_facet(facet)
        self.record("facet_added", facet=facet.key)

    # -- pieces

    def _known(self, ids: Iterable[int]) -> None:
        for id_ in ids:
            if id_ not in self.lookup.terms:
                raise InputError("no_term", term=id_)

    def _no_cycle(self, term: Term) -> None:
        below = self.lookup.below(term.id)
        for above in term.broader:
            if above in below:
                raise InputError("term_cycle", value=term.key, broader=self.lookup.terms[above].key)

    def _concerned(self, terms: Iterable[int]) -> None:
        """Logs every report, public now or once, that has one of these terms."""
        self.write_through()
        c = s.report_terms.c
        once = select(c.report).join(s.reports, s.reports.c.number == c.report).where(s.reports.c.published.is_not(None))
        for part in parts(sorted(terms)):
            self.touched += self.connection.execute(once.where(c.term.in_(part)).distinct().order_by(c.report)).scalars()

    def _write(self, term: Term) -> None:
        self.put(term)
        self.write_through()
        values: dict[str, Any] = {"key": term.key, "state": term.state, "merged_into": term.merged_into, "uri": term.uri}
        self.connection.execute(update(s.terms).where(s.terms.c.id == term.id).values(changed=self.version, **values))
        self.connection.execute(delete(s.labels).where(s.labels.c.term == term.id, s.labels.c.kind != "hidden"))
        self.connection.execute(delete(s.broader).where(s.broader.c.term == term.id))
        self.rows["labels"] += _label_rows(term)
        self.rows["broader"] += [{"term": term.id, "broader": above} for above in term.broader]


def tidy(texts: Texts) -> Texts:
    """Without empty texts and repetitions, spaces put right."""
    clean = (Text(text.language, " ".join(text.text.split())) for text in texts)
    return tuple(dict.fromkeys(text for text in clean if text.text))


def _label_rows(term: Term) -> list[dict[str, object]]:
    return [
        {"term": term.id, "kind": kind, "position": position, "language": text.language, "text": text.text}
        for kind, texts in (("label", term.labels), ("synonym", term.synonyms))
        for position, text in enumerate(texts)
    ]
