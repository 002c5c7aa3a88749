"""How much each organisation sent in on a day."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String

revision = "0010_sent"
down_revision = "0014_facets"

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "sent", Column("whose", String(24), primary_key=True), Column("day", String(10), primary_key=True),
        Column("files", Integer, nullable=False), Column("bytes", ID, nullable=False),
    )  # fmt: skip
