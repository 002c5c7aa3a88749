"""What every part of the catalogue stands on: the database, the shared vocabulary, questions of one row or many."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Select

from repository.engines.sql.ledger import counted
from repository.engines.sql.lookup import Lookup
from repository.engines.sql.open import Database
from repository.engines.sql.rows import AnyRow, Look
from repository.engines.sql.vocabulary import Vocabularies
from repository.engines.sql.writing import SqlWriting
from repository.model import Actor

T = TypeVar("T")
Condition = ColumnElement[bool]


class _ForgottenError(Exception):
    """Ends a transaction of which nothing is kept."""


class Part:
    """The base of `SqlCatalogue`'s parts. `clock` gives wall time in seconds, `steady` time that never jumps."""

    def __init__(self, url: str, *, clock: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self.database = Database(url)
        self.vocabularies = Vocabularies()
        self.clock, self.steady = clock, steady
        self._look = threading.local()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Inside, this thread sees the vocabulary as it was at the beginning, and asks the database for it once."""
        before = getattr(self._look, "lookup", None)
        self._look.lookup = before or self._lookup()
        try:
            yield
        finally:
            self._look.lookup = before

    @contextmanager
    def writing(self, actor: Actor, *, patience: float | None = None) -> Iterator[SqlWriting]:
        """A transaction; waits for others up to 20 s (or `patience`), then raises CatalogueUnavailable `busy`."""
        with self._transaction(actor, patience) as writing:
            yield writing
            writing.finish()
        self.vocabularies.keep(writing.lookup)

    @contextmanager
    def trying(self, actor: Actor) -> Iterator[SqlWriting]:
        """A transaction of which nothing is kept: what a change would do is seen by making it."""
        with suppress(_ForgottenError), self._transaction(actor, None) as writing:
            yield writing
            writing.flush()
            raise _ForgottenError

    @contextmanager
    def _transaction(self, actor: Actor, patience: float | None) -> Iterator[SqlWriting]:
        with self.database.alone(patience) as connection:
            last = counted(connection)
            writing = SqlWriting(connection, actor, self.vocabularies.latest(connection, last.get("terms", 0)), last)
            self.database.current = writing
            try:
                yield writing
            finally:
                self.database.current = None

    def _rows(self, question: Select[Any], **values: object) -> list[AnyRow]:
        with self.database.reading(glance=True) as connection:
            return list(connection.execute(question, values).all())

    def _first(self, question: Select[Any], **values: object) -> AnyRow | None:
        with self.database.reading(glance=True) as connection:
            return connection.execute(question, values).first()

    def _value(self, question: Select[T]) -> T | None:
        with self.database.reading(glance=True) as connection:
            return connection.execute(question).scalar()

    def _lookup(self, seen: int | None = None) -> Lookup:
        """The vocabulary; inside this thread's transaction with what it changed. `seen`: its version, where that was asked beside
        another question.
        """
        writing = self.database.current
        if writing is not None:
            return writing.lookup
        held: Lookup | None = getattr(self._look, "lookup", None)
        if held is not None:
            return held
        if seen is not None and (known := self.vocabularies.as_new_as(seen)) is not None:
            return known
        with self.database.reading(glance=True) as connection:
            known = self.vocabularies.known(connection)
        if known is not None:
            return known
        with self.database.reading() as connection:
            return self.vocabularies.latest(connection)

    def _same_terms(self, terms: Iterable[int]) -> list[int]:
        """Those and what was merged into them."""
        wanted, lookup = set(terms), self._lookup()
        return [each.id for each in lookup.terms.values() if (lead := lookup.lead(each)) is not None and lead.id in wanted]

    def _lookup_of(self, connection: Connection, seen: int | None = None) -> Lookup:
        writing = self.database.current
        return writing.lookup if writing is not None else self.vocabularies.latest(connection, seen)

    def _looking(self, connection: Connection) -> Look:
        """The vocabulary for rows of this connection that say which version they go with."""
        return partial(self._lookup_of, connection)
