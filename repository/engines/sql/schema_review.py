"""The tables of review: claims end by themselves, a wish or a proposed correction ends when it is answered, an organisation
without a row is reviewed.
"""

from sqlalchemy import CheckConstraint, Column, Float, Index, String, Table

from repository.engines.sql.schema import _id, _text, _to, metadata

claims = Table(
    "claims", metadata, _to("report", "reports.number", primary_key=True), _to("account", "accounts.id"),
    Column("since", Float, nullable=False), Column("until", Float, nullable=False),
)  # fmt: skip

wishes = Table(
    "wishes", metadata, _to("report", "reports.number", primary_key=True), _to("account", "accounts.id"), _text("reason"),
    Column("at", String(30), nullable=False),
)  # fmt: skip

trust = Table(
    "trust", metadata, _to("term", "terms.id", primary_key=True), Column("level", String(10), nullable=False),
    CheckConstraint("level IN ('blocked', 'reviewed', 'trusted')", name="level"),
)  # fmt: skip

corrections = Table(
    "corrections", metadata, _id(), _to("report", "reports.number"), _to("account", "accounts.id"), Column("at", String(30), nullable=False),
    _text("fields"), _text("note"), _to("replaced", "files.id", nullable=True), _to("file", "files.id", nullable=True),
    Index("ix_corrections_report", "report"),
)  # fmt: skip
