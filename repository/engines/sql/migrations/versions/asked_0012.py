"""What people could not find, counted by day without who asked."""

from alembic import op
from sqlalchemy import Boolean, Column, Integer, String, Text, false, text

revision = "0012_asked"
down_revision = "0010_sent"


def upgrade() -> None:
    """Makes the table."""
    zero = text("0")
    op.create_table(
        "missed", Column("key", String(64), primary_key=True), Column("words", Text, nullable=False, server_default=text("''")),
        Column("days", Integer, nullable=False, server_default=zero), Column("times", Integer, nullable=False, server_default=zero),
        Column("last", String(10), nullable=False), Column("aside", Boolean, nullable=False, server_default=false()),
    )  # fmt: skip
