"""Review: corrections of public reports that wait for the staff."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Text, text

revision = "0008_corrections"
down_revision = "0012_text"

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "corrections", Column("id", ID, primary_key=True, autoincrement=False),
        Column("report", ID, ForeignKey("reports.number", name="fk_corrections_report"), nullable=False),
        Column("account", ID, ForeignKey("accounts.id", name="fk_corrections_account"), nullable=False),
        Column("at", String(30), nullable=False),
        *(Column(name, Text, nullable=False, server_default=text("''")) for name in ("fields", "note")),
        Column("replaced", ID, ForeignKey("files.id", name="fk_corrections_replaced")),
        Column("file", ID, ForeignKey("files.id", name="fk_corrections_file")), Index("ix_corrections_report", "report"),
    )  # fmt: skip
