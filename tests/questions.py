"""What the database is asked: the way to it through Python is most of what a page costs."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from repository.engines import Engines


@contextmanager
def asked(engines: Engines) -> Iterator[list[str]]:
    """The statements of what is done inside."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = engines.catalogue.database.engine  # type: ignore[attr-defined]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
