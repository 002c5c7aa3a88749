"""Given a connection, the newest `Lookup`: shared by all threads, brought up by the terms that changed since."""

import json
import threading
from typing import Any

from sqlalchemy import Connection, Select, select

from repository.engines.sql import schema as s
from repository.engines.sql.lookup import Lookup
from repository.engines.sql.rows import VERSION, AnyRow
from repository.model import PLAIN, Details, Facet, Term, Text, Texts

_MANY = 500  # terms asked for by id in one question


class Vocabularies:
    """Keeps one `Lookup` and knows from one number in the record whether it is still the newest."""

    def __init__(self) -> None:
        self._shared = Lookup()
        self._lock = threading.Lock()

    def known(self, connection: Connection) -> Lookup | None:
        """The one in memory, if it is as new as what this connection sees."""
        return self.as_new_as(_seen(connection))

    def latest(self, connection: Connection, seen: int | None = None) -> Lookup:
        """As of what this connection sees, in one transaction; `seen`: its version, where that was asked already."""
        version = _seen(connection) if seen is None else seen
        known = self.as_new_as(version)
        if known is not None:
            return known
        with self._lock:
            if self._shared.version < version:
                self._shared = newer(connection, self._shared, version)
            return self._shared

    def as_new_as(self, version: int) -> Lookup | None:
        """The one in memory, if it is at least of this version. Terms are never deleted: a newer one knows the older one, too."""
        return self._shared if self._shared.version >= version else None

    def keep(self, lookup: Lookup) -> None:
        """What a kept transaction made of it."""
        with self._lock:
            if lookup.version > self._shared.version:
                self._shared = lookup


def _seen(connection: Connection) -> int:
    """The number of the vocabulary this connection sees."""
    return connection.execute(VERSION).scalar() or 0


def newer(connection: Connection, known: Lookup, version: int) -> Lookup:
    """`known` with every term that changed after it."""
    lookup = known.copy()
    lookup.version = version
    lookup.facets = {
        row.key: Facet(row.key, row.position, row.public, _texts(json.loads(row.labels)), row.tree, row.several, row.kind, row.wanted)
        for row in connection.execute(select(s.facets).order_by(s.facets.c.position, s.facets.c.key))
    }
    rows = connection.execute(select(s.terms).where(s.terms.c.changed > known.version).order_by(s.terms.c.id)).all()
    details = _Details(connection, [row.id for row in rows])
    for row in rows:
        lookup.put(details.term(row))
    return lookup


class _Details:
    """Labels, synonyms and broader terms of some terms."""

    def __init__(self, connection: Connection, ids: list[int]) -> None:
        self.texts: dict[tuple[int, str], list[Text]] = {}
        self.broader: dict[int, list[int]] = {}
        columns = select(s.labels.c.term, s.labels.c.kind, s.labels.c.language, s.labels.c.text)
        for term, kind, language, text in self._rows(connection, columns, s.labels.c.term, ids):
            self.texts.setdefault((term, kind), []).append(Text(language, text))
        self.related: dict[int, list[int]] = {}
        for one, other in ((s.related.c.term, s.related.c.other), (s.related.c.other, s.related.c.term)):
            for term, related in self._rows(connection, select(one, other), one, ids):
                self.related.setdefault(term, []).append(related)
        for term, above in self._rows(connection, select(s.broader.c.term, s.broader.c.broader), s.broader.c.term, ids):
            self.broader.setdefault(term, []).append(above)

    @staticmethod
    def _rows(connection: Connection, columns: Select[Any], term: Any, ids: list[int]) -> list[AnyRow]:
        ordered = columns.order_by(*columns.selected_columns[:1], *([s.labels.c.position] if term.table is s.labels else []))
        if len(ids) > _MANY:
            return list(connection.execute(ordered).all())
        return list(connection.execute(ordered.where(term.in_(ids))).all())

    def term(self, row: AnyRow) -> Term:
        """The whole term."""
        return Term(row.id, row.facet, row.key, row.state, tuple(self.texts.get((row.id, "label"), ())),
                    tuple(self.texts.get((row.id, "synonym"), ())), tuple(sorted(self.broader.get(row.id, ()))),
                    row.merged_into, row.uri, self._details(row))  # fmt: skip

    def _details(self, row: AnyRow) -> Details:
        hidden, related = tuple(self.texts.get((row.id, "hidden"), ())), tuple(sorted(self.related.get(row.id, ())))
        if row.details == "{}" and not hidden and not related:
            return PLAIN
        said = json.loads(row.details)
        return Details(hidden, _texts(said.get("definitions", [])), _texts(said.get("notes", [])), related, tuple(said.get("exact", ())),
                       tuple(said.get("close", ())), said.get("date", ""), bool(said.get("alone")))  # fmt: skip


def _texts(pairs: list[list[str]]) -> Texts:
    return tuple(Text(language, text) for language, text in pairs)
