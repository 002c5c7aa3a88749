"""The history becomes a chain that only grows, a change keeps what it did to each report, facets know their form."""

import hashlib
import json

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Text, column, select, table, text, true, update

revision = "0003_history_chain"
down_revision = "0004_shingles"

ID = BigInteger().with_variant(Integer, "sqlite")
LINES = ("id", "at", "who", "account", "what", "report", "term", "other", "detail")
NEVER = "the history is only added to"
TRIGGERS = (
    ("history_kept", f"BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"),
    ("history_fixed", f"BEFORE UPDATE OF {', '.join(LINES)}, hash ON history BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"),
    ("history_undone_once", f"BEFORE UPDATE OF undone_by ON history WHEN OLD.undone_by IS NOT NULL BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"),
    ("history_parts_kept", f"BEFORE DELETE ON history_parts BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"),
    ("history_parts_fixed", f"BEFORE UPDATE ON history_parts BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"),
)  # fmt: skip


def upgrade() -> None:
    """Adds columns, links the lines there are, and lets nothing change them from here on."""
    for name in ("tree", "several"):
        op.add_column("facets", Column(name, Boolean, nullable=False, server_default=true()))
    op.add_column("history", Column("hash", String(64), nullable=False, server_default=text("''")))
    op.create_table(
        "history_parts", Column("history", ID, primary_key=True, autoincrement=False), Column("kind", String(10), primary_key=True),
        Column("item", ID, primary_key=True, autoincrement=False), Column("before", Text, nullable=False),
        Column("after", Text, nullable=False), Index("ix_history_parts_kind_item", "kind", "item"), sqlite_with_rowid=False,
    )  # fmt: skip
    _link()
    if op.get_bind().dialect.name == "sqlite":
        for name, does in TRIGGERS:
            op.execute(f"CREATE TRIGGER {name} {does}")


def _link() -> None:
    """The chain as it was defined with this revision; see `chain.py` for what it is today."""
    history = table("history", *(column(name) for name in (*LINES, "hash")))
    connection = op.get_bind()
    before = ""
    for row in connection.execute(select(*(history.c[name] for name in LINES)).order_by(history.c.id)).all():
        said = json.dumps([before, *row, ""], ensure_ascii=True, separators=(",", ":"))
        before = hashlib.sha256(said.encode()).hexdigest()
        connection.execute(update(history).where(history.c.id == row.id).values(hash=before))
