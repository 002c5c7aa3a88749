"""Vocabulary: what a term says beyond its names, terms that belong together, and terms that only look alike."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Text, text

revision = "0013_terms"
down_revision = "0009_first_answer"

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Adds a column and two tables."""
    op.add_column("terms", Column("details", Text, nullable=False, server_default=text("'{}'")))
    for table in ("related", "apart"):
        op.create_table(
            table, Column("term", ID, ForeignKey("terms.id", name=f"fk_{table}_term"), primary_key=True, autoincrement=False),
            Column("other", ID, ForeignKey("terms.id", name=f"fk_{table}_other"), primary_key=True, autoincrement=False),
            Index(f"ix_{table}_other", "other"), sqlite_with_rowid=False,
        )  # fmt: skip
