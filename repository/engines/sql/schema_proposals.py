"""The tables of proposed terms: which were declined, which are set without a person."""

from sqlalchemy import Column, Index, String, Table

from repository.engines.sql.schema import _to, metadata

RULED = "ruled"  # the counter that has the last line of history rules were applied to

declined = Table(
    "declined", metadata, _to("report", "reports.number", primary_key=True), _to("term", "terms.id", primary_key=True),
    Column("at", String(30), nullable=False), Index("ix_declined_term", "term"), sqlite_with_rowid=False,
)  # fmt: skip

rules = Table("rules", metadata, _to("term", "terms.id", primary_key=True), Column("at", String(30), nullable=False))
