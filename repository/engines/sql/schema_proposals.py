"""The table of proposed terms that were declined."""

from sqlalchemy import Column, Index, String, Table

from repository.engines.sql.schema import _to, metadata

declined = Table(
    "declined", metadata, _to("report", "reports.number", primary_key=True), _to("term", "terms.id", primary_key=True),
    Column("at", String(30), nullable=False), Index("ix_declined_term", "term"), sqlite_with_rowid=False,
)  # fmt: skip
