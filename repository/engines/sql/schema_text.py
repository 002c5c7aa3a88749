"""The tables of text health: text that people typed, files whose text is accepted as it is, how often reports are opened."""

from sqlalchemy import Column, Integer, String, Table, Text

from repository.engines.sql.schema import _number, _text, _to, metadata

typed_pages = Table(
    "typed_pages", metadata, _to("file", "files.id", primary_key=True), Column("n", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False), _text("language"), Column("at", String(30), nullable=False),
)  # fmt: skip

accepted_files = Table("accepted_files", metadata, _to("file", "files.id", primary_key=True), Column("at", String(30), nullable=False))

looks = Table(
    "looks", metadata, _to("report", "reports.number", primary_key=True), Column("day", String(10), primary_key=True), _number("times"),
    sqlite_with_rowid=False,
)  # fmt: skip
