"""Batches: a ZIP that becomes many reports, with a receipt for each row; and whether somebody was told what became of an upload."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Text, text, true

revision = "0010_batches"
down_revision = "0011_proposals"

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Makes the tables; uploads of before count as told."""
    empty = text("''")
    op.create_table(
        "batches", Column("id", ID, primary_key=True, autoincrement=False),
        Column("account", ID, ForeignKey("accounts.id", name="fk_batches_account"), nullable=False),
        *(Column(name, Text, nullable=False, server_default=empty) for name in ("name", "sha256")), Column("size", ID, nullable=False),
        Column("organisation", ID, ForeignKey("terms.id", name="fk_batches_organisation")), Column("state", String(10), nullable=False),
        Column("total", Integer, nullable=False, server_default=text("0")), Column("detail", Text, nullable=False, server_default=empty),
        Column("created", String(30), nullable=False), Column("changed", String(30), nullable=False),
        CheckConstraint(
            "state IN ('looking', 'looked', 'taking', 'reading', 'done', 'unusable', 'discarded')", name="ck_batches_state"
        ),
        Index("ix_batches_account", "account"), Index("ix_batches_state", "state"),
    )  # fmt: skip
    op.create_table(
        "batch_organisations",
        Column("batch", ID, ForeignKey("batches.id", name="fk_batch_organisations_batch"), primary_key=True, autoincrement=False),
        Column("term", ID, ForeignKey("terms.id", name="fk_batch_organisations_term"), primary_key=True, autoincrement=False),
        Column("position", Integer, nullable=False), Index("ix_batch_organisations_term", "term"),
    )  # fmt: skip
    op.create_table(
        "batch_rows",
        Column("batch", ID, ForeignKey("batches.id", name="fk_batch_rows_batch"), primary_key=True, autoincrement=False),
        Column("position", Integer, primary_key=True, autoincrement=False), Column("taken", Boolean, nullable=False),
        Column("receipt", Text, nullable=False),
    )  # fmt: skip
    op.add_column("uploads", Column("batch", ID))
    op.add_column("uploads", Column("told", Boolean, nullable=False, server_default=true()))
    op.create_index("ix_uploads_untold", "uploads", ["id"], sqlite_where=text("NOT told"), postgresql_where=text("NOT told"))
