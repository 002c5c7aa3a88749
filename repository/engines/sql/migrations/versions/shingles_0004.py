"""Sketches of texts, for near duplicates. Those of texts that are there already are made afterwards, see `sketch_missing`."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, text

revision = "0004_shingles"
down_revision = "0002_accounts"

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Makes the table."""
    own, of_file = text("file IS NULL"), text("file IS NOT NULL")
    op.create_table(
        "sketches", Column("id", ID, primary_key=True, autoincrement=False),
        Column("report", ID, ForeignKey("reports.number", name="fk_sketches_report"), nullable=False),
        Column("file", ID, ForeignKey("files.id", name="fk_sketches_file")), Column("letters", Integer, nullable=False),
        Column("chosen", LargeBinary, nullable=False),
        Index("uq_sketches_own", "report", unique=True, sqlite_where=own, postgresql_where=own),
        Index("uq_sketches_file", "file", unique=True, sqlite_where=of_file, postgresql_where=of_file),
    )  # fmt: skip
