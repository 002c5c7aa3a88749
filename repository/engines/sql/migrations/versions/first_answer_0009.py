"""Uploads of programs: the first answer to one is kept, so that sending it again is answered alike."""

from alembic import op
from sqlalchemy import Column, Text, text

revision = "0009_first_answer"
down_revision = "0005_uploads"


def upgrade() -> None:
    """Adds the column."""
    op.add_column("uploads", Column("answer", Text, nullable=False, server_default=text("''")))
