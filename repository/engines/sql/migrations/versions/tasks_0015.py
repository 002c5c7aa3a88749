"""Changes of many reports that are made beside."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, Text, text

revision = "0015_tasks"
down_revision = "0012_rules"


def upgrade() -> None:
    """Makes the table."""
    id_ = BigInteger().with_variant(Integer, "sqlite")
    zero = text("0")
    op.create_table(
        "tasks", Column("id", id_, primary_key=True, autoincrement=False),
        Column("account", id_, ForeignKey("accounts.id", name="fk_tasks_account"), nullable=False),
        Column("kind", String(10), nullable=False), Column("total", Integer, nullable=False, server_default=zero),
        Column("asked", Text, nullable=False), Column("state", String(10), nullable=False),
        *(Column(name, Integer, nullable=False, server_default=zero) for name in ("tries", "change", "reports")),
        Column("detail", Text, nullable=False, server_default=text("''")), Column("created", String(30), nullable=False),
        Column("ended", String(30), nullable=False),
        CheckConstraint("kind IN ('edit', 'undo')", name="ck_tasks_kind"),
        CheckConstraint("state IN ('waiting', 'done', 'failed')", name="ck_tasks_state"), Index("ix_tasks_state", "state"),
    )  # fmt: skip
