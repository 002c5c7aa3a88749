"""Text health: which pages are not well, text that people typed, files accepted as they are, how often reports are opened."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Text, text

revision = "0012_text"
down_revision = "0010_batches"

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Makes an index and three tables."""
    unwell = text("health <> 'ok'")
    op.create_index("ix_pages_unwell", "pages", ["file", "health"], sqlite_where=unwell, postgresql_where=unwell)

    def file(table: str) -> "Column[int]":
        return Column("file", ID, ForeignKey("files.id", name=f"fk_{table}_file"), primary_key=True, autoincrement=False)

    op.create_table(
        "typed_pages", file("typed_pages"), Column("n", Integer, primary_key=True, autoincrement=False),
        Column("text", Text, nullable=False), Column("language", Text, nullable=False, server_default=text("''")),
        Column("at", String(30), nullable=False),
    )  # fmt: skip
    op.create_table("accepted_files", file("accepted_files"), Column("at", String(30), nullable=False))
    op.create_table(
        "looks", Column("report", ID, ForeignKey("reports.number", name="fk_looks_report"), primary_key=True, autoincrement=False),
        Column("day", String(10), primary_key=True), Column("times", Integer, nullable=False, server_default=text("0")),
        sqlite_with_rowid=False,
    )  # fmt: skip
