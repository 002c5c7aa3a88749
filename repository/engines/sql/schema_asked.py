"""The table of what people could not find: signatures of words, and the words themselves once they were asked on enough days."""

from sqlalchemy import Boolean, Column, String, Table, false

from repository.engines.sql.schema import _number, _text, metadata

missed = Table(
    "missed", metadata, Column("key", String(64), primary_key=True), _text("words"), _number("days"), _number("times"),
    Column("last", String(10), nullable=False), Column("aside", Boolean, nullable=False, server_default=false()),
)  # fmt: skip
