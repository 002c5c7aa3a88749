"""Writing the vocabulary: terms and facets; every report concerned is logged for the index."""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, select, update

from repository.engines.sql import schema as s
from repository.engines.sql.ledger import Ledger, Parts
from repository.engines.sql.lookup import folded, key_from
from repository.engines.sql.rows import AnyRow, as_json, details_said, facet_said, parts, term_said
from repository.engines.sql.write_reports import storable
from repository.errors import Conflict, InputError, NotFound
from repository.model import PLAIN, Details, Facet, Term, TermState, Text, Texts

KEY = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")


class WriteTerms(Ledger):
    """The part of a transaction that changes terms and facets."""

    @property
    def newest(self) -> int:
        """The newest line of history, those of this transaction included."""
        return self.counters["history"]

    def term(self, term: int) -> Term | None:
        """One, as this transaction left it."""
        return self.lookup.terms.get(term)

    def facet(self, key: str) -> Facet | None:
        """One, as this transaction left it."""
        return self.lookup.facets.get(key)

    def term_with_key(self, facet: str, key: str) -> Term | None:
        """The term itself, also when it was merged."""
        return self.lookup.with_key(facet, key)

    @contextmanager
    def as_one(self, what: str, *, term: int | None = None, **detail: object) -> Iterator[None]:
        """What is done to terms inside is one line of history."""
        before = dict(self.lookup.terms)
        with self.silent():
            yield
        held = self.parts()
        for id_, now in sorted(self.lookup.terms.items()):
            was = before.get(id_)
            if was is None:  # its number is never given again: to be retired stands for not being there
                held.add("term", id_, {"state": "retired"}, {"state": now.state})
            elif was != now:
                self.part_of_term(held, was, now)
        if held.digest.count:
            self.record_parts(what, held, {**detail, "terms": held.digest.count}, term=term)
        else:
            self.forget(held)

    @staticmethod
    def part_of_term(held: Parts, before: Term, after: Term) -> None:
        """Tells what changed about a term."""
        was, will = term_said(before), term_said(after)
        changed = [name for name, value in will.items() if was[name] != value]
        if changed:
            held.add("term", after.id, {name: was[name] for name in changed}, {name: will[name] for name in changed})

    def find_term(self, facet: str, label: str) -> Term | None:
        """By key, label or synonym, terms of this transaction included; follows merges."""
        return self.lookup.find(facet, label)

    def add_term(
        self, facet: str, labels: Texts, *, key: str = "", synonyms: Texts = (), state: TermState = "proposed",
        broader: Sequence[int] = (), uri: str = "", details: Details = PLAIN,
    ) -> Term:  # fmt: skip
        """A new term; a taken key is a Conflict when it was asked for, else the new one gets a number."""
        if facet not in self.lookup.facets:
            raise InputError("no_facet", facet=facet)
        if key and self.lookup.has_key(facet, key):
            raise Conflict("term_key", value=key, facet=facet)
        if (key and not KEY.match(key)) or not (labels or key):
            raise InputError("term_key_form", value=key)
        self._known(broader)
        self._place(facet, broader)
        id_ = self.next("term")
        key = key or self._free_key(facet, labels[0].text, id_)
        labels, synonyms = named(labels, synonyms)
        term = Term(id_, facet, key, state, labels, synonyms, tuple(sorted(set(broader))), None, uri, quiet(details, labels, synonyms))
        self._belonging(term)
        self.put(term)
        self.hold("terms", {"id": id_, "facet": facet, "key": key, "state": state, "merged_into": None, "uri": uri,
                            "changed": self.version, "details": _details_row(term)})  # fmt: skip
        self.rows["labels"] += _label_rows(term)
        self.rows["broader"] += [{"term": id_, "broader": above} for above in term.broader]
        self._tie(term, ())
        self.record("term_added", term=id_, facet=facet, key=key, state=state)
        return term

    def _free_key(self, facet: str, label: str, id_: int) -> str:
        base = key_from(label) or f"t{id_}"
        key, n = base, 1
        while self.lookup.has_key(facet, key):
            n += 1
            key = f"{base}-{n}"
        return key

    def update_term(self, term: Term) -> int:
        """Replaces labels, synonyms, broader, state, key and uri of a term; its line of history, 0 when nothing changed."""
        before = self.lookup.terms.get(term.id)
        if before is None:
            raise NotFound("no_term", term=term.id)
        above = tuple(sorted(set(term.broader)))
        labels, synonyms = named(term.labels, term.synonyms)
        term = replace(term, facet=before.facet, labels=labels, synonyms=synonyms, broader=above,
                       details=quiet(term.details, labels, synonyms))  # fmt: skip
        if term == before:
            return 0
        if term.key != before.key:
            taken = self.lookup.by_key(term.facet, term.key)
            if not KEY.match(term.key):
                raise InputError("term_key_form", value=term.key)
            if taken is not None and taken.id != term.id:
                raise Conflict("term_key", value=term.key, facet=term.facet)
        if (term.state == "merged") != (term.merged_into is not None):
            raise InputError("term_state", state=term.state)
        self._known(term.broader)
        self._place(term.facet, term.broader)
        self._no_cycle(term)
        self._belonging(term)
        self._concerned(self.lookup.below(term.id) if term.broader != before.broader else {term.id})
        self._write(term)
        was, will = term_said(before), term_said(term)
        changed = [name for name, value in will.items() if was[name] != value]
        return self.record("term_edited", term=term.id, before={name: was[name] for name in changed},
                           after={name: will[name] for name in changed})  # fmt: skip

    def merge_terms(self, source: int, target: int) -> int:
        """Source's reports, labels and narrower terms go to target; source stays as `merged` and leads there."""
        self.write_through()
        old, new = self._mergeable(source, target)
        held = self.parts()
        self._concerned({target, *self.lookup.below(source)})
        moved = self._moved(source, target, held)
        self._retag(source, target)
        for part in parts(moved):
            self.connection.execute(update(s.reports).where(s.reports.c.number.in_(part))
                                    .values(version=s.reports.c.version + 1, changed=self.now))  # fmt: skip
        became = [replace(old, state="merged", merged_into=target, broader=(), details=replace(old.details, related=())), joined(new, old)]
        below = [term for term in self.lookup.terms.values() if source in term.broader]
        became += [replace(term, broader=tuple(sorted({*term.broader, target} - {source})), details=_not_to(term.details, {target}))
                   for term in below]  # fmt: skip
        became[1] = replace(became[1], details=_not_to(became[1].details, {term.id for term in below}))
        for term in sorted(became, key=lambda term: term.id):
            now = self.lookup.terms[term.id]
            if term != now:
                self.part_of_term(held, now, term)
                self._write(term)
        told = {"other": source, "source": _name(old), "target": _name(new), "reports": len(moved)}
        return self.record_parts("term_merged", held, told, term=target)

    def _moved(self, source: int, target: int, held: Parts) -> list[int]:
        """The reports that have the source, what happens to each told to the history."""
        c = s.report_terms.c
        rows = select(c.report, c.term, c.role, c.position).where(c.term.in_((source, target))).order_by(c.report, c.position)
        by_report: dict[int, list[AnyRow]] = {}
        for row in self.connection.execute(rows):
            by_report.setdefault(row.report, []).append(row)
        moved = []
        for number, tags in by_report.items():
            kept = {row.role for row in tags if row.term == target}
            mine = [row for row in tags if row.term == source]
            if mine:
                moved.append(number)
                held.add("report", number, {"tags": [[source, row.role, row.position] for row in mine]},
                         {"tags": [[target, row.role, row.position] for row in mine if row.role not in kept]})  # fmt: skip
        return moved

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

    def set_apart(self, one: int, other: int) -> int:
        """Remembers that two terms are not the same; its line of history, 0 when it was so."""
        self._known((one, other))
        if one == other or self.lookup.terms[one].facet != self.lookup.terms[other].facet:
            raise InputError("apart_facets", one=one, other=other)
        first, second = sorted((one, other))
        if not self.put_apart(first, second, apart=True):
            return 0
        source, target = _name(self.lookup.terms[first]), _name(self.lookup.terms[second])
        return self.record("terms_apart", term=first, other=second, source=source, target=target, before=False, after=True)

    def put_apart(self, first: int, second: int, *, apart: bool) -> bool:
        """Writes it, the smaller number first; False when it was so."""
        self.write_through()
        pair = and_(s.apart.c.term == first, s.apart.c.other == second)
        if (self.connection.execute(select(s.apart).where(pair)).first() is not None) == apart:
            return False
        self.connection.execute(insert(s.apart).values(term=first, other=second) if apart else delete(s.apart).where(pair))
        return True

    def add_facet(self, facet: Facet) -> int:
        """A curated facet; its line of history."""
        if facet.key in self.lookup.facets:
            raise Conflict("facet_taken", facet=facet.key)
        self.set_facet(facet.key, facet)
        return self.record("facet_added", facet=facet.key, before=None, after=facet_said(facet))

    def with_several(self, facet: str) -> int:
        """How many reports have more than one term of this facet."""
        self.write_through()
        c = s.report_terms.c
        many = select(c.report).join(s.terms, s.terms.c.id == c.term).where(s.terms.c.facet == facet)
        many = many.group_by(c.report).having(func.count(c.term.distinct()) > 1)
        return self.connection.execute(select(func.count()).select_from(many.subquery())).scalar_one()

    def with_tree(self, facet: str) -> int:
        """How many terms of this facet stand under another one of it."""
        terms = self.lookup.terms
        return sum(any(terms[above].facet == facet for above in term.broader) for term in terms.values() if term.facet == facet)

    def update_facet(self, facet: Facet) -> int:
        """Replaces names, place, form and audience of a facet; its line of history, 0 when nothing changed."""
        before = self.lookup.facets.get(facet.key)
        if before is None:
            raise NotFound("no_facet", facet=facet.key)
        if before == facet:
            return 0
        self.set_facet(facet.key, facet)
        return self.record("facet_edited", facet=facet.key, before=facet_said(before), after=facet_said(facet))

    def set_facet(self, key: str, facet: Facet | None) -> None:
        """Writes a facet, or takes one out that has no term."""
        self.write_through()
        there = key in self.lookup.facets
        if facet is not None and there and facet.public != self.lookup.facets[key].public:
            self._concerned({term.id for term in self.lookup.terms.values() if term.facet == key})
        row = {**facet_said(facet), "labels": as_json(facet_said(facet)["labels"])} if facet else {}  # type: ignore[arg-type]
        if facet is None:
            self.connection.execute(delete(s.facets).where(s.facets.c.key == key))
        elif there:
            self.connection.execute(update(s.facets).where(s.facets.c.key == key).values(**row))
        else:
            self.connection.execute(insert(s.facets).values(key=key, **row))
        self.put_facet(key, facet)

    # -- pieces

    def _known(self, ids: Iterable[int]) -> None:
        for id_ in ids:
            if id_ not in self.lookup.terms:
                raise InputError("no_term", term=id_)

    def _place(self, facet: str, broader: Iterable[int]) -> None:
        for above in broader:
            if not self.lookup.facets[facet].tree and self.lookup.terms[above].facet == facet:
                raise InputError("facet_flat", facet=facet)

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

    def _belonging(self, term: Term) -> None:
        """Related terms are there, and neither it nor over or under it (S27 of SKOS)."""
        self._known(term.details.related)
        if term.details.related:
            over = {id_ for above in term.broader for id_ in self.lookup.above(above)} | self.lookup.below(term.id) | {term.id}
            wrong = next((id_ for id_ in term.details.related if id_ in over), None)
            if wrong is not None:
                raise InputError("term_related", value=term.key, other=self.lookup.terms[wrong].key if wrong != term.id else term.key)

    def _tie(self, term: Term, before: tuple[int, ...]) -> None:
        """The other side of what a term is related to says the same."""
        for id_ in {*before} ^ {*term.details.related}:
            other = self.lookup.terms[id_]
            related = {*other.details.related, term.id} if id_ in term.details.related else {*other.details.related} - {term.id}
            self.put(replace(other, details=replace(other.details, related=tuple(sorted(related)))))
            self.write_through()
            self.connection.execute(update(s.terms).where(s.terms.c.id == id_).values(changed=self.version))
            first, second = sorted((id_, term.id))
            pair = and_(s.related.c.term == first, s.related.c.other == second)
            self.connection.execute(insert(s.related).values(term=first, other=second) if id_ in term.details.related
                                    else delete(s.related).where(pair))  # fmt: skip

    def _write(self, term: Term) -> None:
        before = self.lookup.terms[term.id].details.related
        self.put(term)
        self.write_through()
        values: dict[str, Any] = {"key": term.key, "state": term.state, "merged_into": term.merged_into, "uri": term.uri,
                                  "details": _details_row(term)}  # fmt: skip
        self.connection.execute(update(s.terms).where(s.terms.c.id == term.id).values(changed=self.version, **values))
        self.connection.execute(delete(s.labels).where(s.labels.c.term == term.id))
        self.connection.execute(delete(s.broader).where(s.broader.c.term == term.id))
        self.rows["labels"] += _label_rows(term)
        self.rows["broader"] += [{"term": term.id, "broader": above} for above in term.broader]
        self._tie(term, before)


def tidy(texts: Texts) -> Texts:
    """Without empty texts and repetitions, spaces put right."""
    clean = (Text(text.language, " ".join(text.text.split())) for text in texts)
    return tuple(dict.fromkeys(text for text in clean if text.text))


def named(labels: Texts, synonyms: Texts) -> tuple[Texts, Texts]:
    """(labels, synonyms): tidy, one label a language, what is a label already is no synonym."""
    storable(text.text for text in (*labels, *synonyms))
    first: dict[str, Text] = {}
    for text in tidy(labels):
        first.setdefault(text.language, text)
    chosen = tuple(first.values())
    return chosen, tuple(text for text in tidy((*labels, *synonyms)) if text not in chosen)


def quiet(details: Details, labels: Texts, synonyms: Texts) -> Details:
    """Tidy, one definition and note a language; a name that is shown is not hidden."""
    if details == PLAIN:
        return PLAIN
    storable(text.text for text in (*details.hidden, *details.definitions, *details.notes))
    shown = {*labels, *synonyms}
    return replace(
        details, hidden=tuple(text for text in tidy(details.hidden) if text not in shown), definitions=_one_each(details.definitions),
        notes=_one_each(details.notes), related=tuple(sorted(set(details.related))), exact=tuple(dict.fromkeys(details.exact)),
        close=tuple(dict.fromkeys(details.close)),
    )  # fmt: skip


def _one_each(texts: Texts) -> Texts:
    first: dict[str, Text] = {}
    for text in texts:
        if text.text.strip():
            first.setdefault(text.language, text)
    return tuple(first.values())


def joined(into: Term, other: Term) -> Term:
    """A term with the names and relations of another that is merged into it; what it says itself stands."""
    names = {folded(text.text) for text in (*into.labels, *into.synonyms)}
    extra = tuple(text for text in (*other.labels, *other.synonyms) if folded(text.text) not in names)
    mine, theirs = into.details, other.details
    spoken = {text.language for text in mine.definitions}
    details = replace(
        mine, hidden=(*mine.hidden, *theirs.hidden), related=tuple(sorted({*mine.related, *theirs.related} - {into.id, other.id})),
        definitions=(*mine.definitions, *(text for text in theirs.definitions if text.language not in spoken)),
        exact=(*mine.exact, *(uri for uri in (other.uri, *theirs.exact) if uri and uri not in (into.uri, *mine.exact))),
        close=(*mine.close, *(uri for uri in theirs.close if uri not in mine.close)), date=mine.date or theirs.date,
    )  # fmt: skip
    synonyms = (*into.synonyms, *extra)
    return replace(into, synonyms=synonyms, details=quiet(details, into.labels, synonyms))


def _not_to(details: Details, others: AbstractSet[int]) -> Details:
    """Not related to these."""
    return replace(details, related=tuple(id_ for id_ in details.related if id_ not in others)) if others & {*details.related} else details


def _details_row(term: Term) -> str:
    return as_json({name: said for name, said in details_said(term.details).items() if said})


def _name(term: Term) -> str:
    return term.labels[0].text if term.labels else term.key


def _label_rows(term: Term) -> list[dict[str, object]]:
    return [
        {"term": term.id, "kind": kind, "position": position, "language": text.language, "text": text.text}
        for kind, texts in (("label", term.labels), ("synonym", term.synonyms), ("hidden", term.details.hidden))
        for position, text in enumerate(texts)
    ]
