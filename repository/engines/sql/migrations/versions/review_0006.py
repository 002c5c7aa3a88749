"""Review: when an embargo ends, who looks at what, who asked for a withdrawal, how far an organisation is trusted."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, Float, ForeignKey, Integer, String, Text, text

revision = "0006_review"
down_revision = "0003_history_chain"

ID = BigInteger().with_variant(Integer, "sqlite")
EMPTY = text("''")


def upgrade() -> None:
    """Adds a column and three tables."""
    op.add_column("reports", Column("opens", String(10), nullable=False, server_default=EMPTY))
    op.create_table(
        "claims", Column("report", ID, ForeignKey("reports.number", name="fk_claims_report"), primary_key=True, autoincrement=False),
        Column("account", ID, ForeignKey("accounts.id", name="fk_claims_account"), nullable=False),
        Column("since", Float, nullable=False), Column("until", Float, nullable=False),
    )  # fmt: skip
    op.create_table(
        "wishes", Column("report", ID, ForeignKey("reports.number", name="fk_wishes_report"), primary_key=True, autoincrement=False),
        Column("account", ID, ForeignKey("accounts.id", name="fk_wishes_account"), nullable=False),
        Column("reason", Text, nullable=False, server_default=EMPTY), Column("at", String(30), nullable=False),
    )  # fmt: skip
    op.create_table(
        "trust", Column("term", ID, ForeignKey("terms.id", name="fk_trust_term"), primary_key=True, autoincrement=False),
        Column("level", String(10), nullable=False), CheckConstraint("level IN ('blocked', 'reviewed', 'trusted')", name="ck_trust_level"),
    )  # fmt: skip
