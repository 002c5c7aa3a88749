"""Proposed terms: which were declined for which report."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String

revision = "0011_proposals"
down_revision = "0013_terms"

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "declined",
        Column("report", ID, ForeignKey("reports.number", name="fk_declined_report"), primary_key=True, autoincrement=False),
        Column("term", ID, ForeignKey("terms.id", name="fk_declined_term"), primary_key=True, autoincrement=False),
        Column("at", String(30), nullable=False), Index("ix_declined_term", "term"), sqlite_with_rowid=False,
    )  # fmt: skip
