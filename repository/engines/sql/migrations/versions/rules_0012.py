"""Terms that are set without a person on what comes in and clearly names them."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String

revision = "0012_rules"
down_revision = "0012_asked"


def upgrade() -> None:
    """Makes the table."""
    id_ = BigInteger().with_variant(Integer, "sqlite")
    op.create_table(
        "rules", Column("term", id_, ForeignKey("terms.id", name="fk_rules_term"), primary_key=True, autoincrement=False),
        Column("at", String(30), nullable=False),
    )  # fmt: skip
