"""The table of tasks: changes of many reports that are made beside; what was asked, and why it could not be, are JSON text."""

from sqlalchemy import CheckConstraint, Column, Index, String, Table, Text

from repository.engines.sql.schema import _id, _number, _text, _to, metadata

tasks = Table(
    "tasks", metadata, _id(), _to("account", "accounts.id"), Column("kind", String(10), nullable=False), _number("total"),
    Column("asked", Text, nullable=False), Column("state", String(10), nullable=False), _number("tries"), _number("change"),
    _number("reports"), _text("detail"), Column("created", String(30), nullable=False), Column("ended", String(30), nullable=False),
    CheckConstraint("kind IN ('edit', 'undo')", name="kind"), CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state"),
    Index("ix_tasks_state", "state"),
)  # fmt: skip
