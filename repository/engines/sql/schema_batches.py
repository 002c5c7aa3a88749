"""The tables of batches: a ZIP that becomes many reports, and the receipt of each of its rows as JSON text."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, String, Table, Text

from repository.engines.sql.schema import ID, _id, _number, _text, _to, metadata

batches = Table(
    "batches", metadata, _id(), _to("account", "accounts.id"), _text("name"), _text("sha256"), Column("size", ID, nullable=False),
    _to("organisation", "terms.id", nullable=True), Column("state", String(10), nullable=False), _number("total"), _text("detail"),
    Column("created", String(30), nullable=False), Column("changed", String(30), nullable=False),
    CheckConstraint("state IN ('looking', 'looked', 'taking', 'reading', 'done', 'unusable', 'discarded')", name="state"),
    Index("ix_batches_account", "account"), Index("ix_batches_state", "state"),
)  # fmt: skip

batch_organisations = Table(
    "batch_organisations", metadata, _to("batch", "batches.id", primary_key=True), _to("term", "terms.id", primary_key=True),
    Column("position", Integer, nullable=False), Index("ix_batch_organisations_term", "term"),
)  # fmt: skip

batch_rows = Table(
    "batch_rows", metadata, _to("batch", "batches.id", primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False), Column("taken", Boolean, nullable=False),
    Column("receipt", Text, nullable=False),
)  # fmt: skip
