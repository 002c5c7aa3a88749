"""Uploads: what was sent in together, whose it is, and what became of each file."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, Text, text

revision = "0005_uploads"
down_revision = "0006_review"

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Makes the tables."""
    empty, keyed = text("''"), text("key <> ''")
    op.create_table(
        "uploads", Column("id", ID, primary_key=True, autoincrement=False),
        Column("account", ID, ForeignKey("accounts.id", name="fk_uploads_account"), nullable=False),
        Column("report", ID, ForeignKey("reports.number", name="fk_uploads_report")),
        *(Column(name, Text, nullable=False, server_default=empty) for name in ("typed", "note", "answers", "key", "fingerprint")),
        Column("created", String(30), nullable=False), Column("changed", String(30), nullable=False),
        Index("ix_uploads_account", "account"), Index("ix_uploads_report", "report"),
        Index("uq_uploads_key", "account", "key", unique=True, sqlite_where=keyed, postgresql_where=keyed),
    )  # fmt: skip
    op.create_table(
        "upload_organisations",
        Column("upload", ID, ForeignKey("uploads.id", name="fk_upload_organisations_upload"), primary_key=True, autoincrement=False),
        Column("term", ID, ForeignKey("terms.id", name="fk_upload_organisations_term"), primary_key=True, autoincrement=False),
        Column("position", Integer, nullable=False), Index("ix_upload_organisations_term", "term"),
    )  # fmt: skip
    op.create_table(
        "upload_items",
        Column("upload", ID, ForeignKey("uploads.id", name="fk_upload_items_upload"), primary_key=True, autoincrement=False),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("name", Text, nullable=False, server_default=empty), Column("outcome", String(20), nullable=False),
        Column("sha256", Text, nullable=False, server_default=empty), Column("size", ID, nullable=False),
        Column("file", ID, ForeignKey("files.id", name="fk_upload_items_file")),
        Column("number", ID, ForeignKey("reports.number", name="fk_upload_items_number")), Column("detail", Text, nullable=False),
        CheckConstraint("outcome IN ('kept', 'same_file', 'refused')", name="ck_upload_items_outcome"),
    )  # fmt: skip
