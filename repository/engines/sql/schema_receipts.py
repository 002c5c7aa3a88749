"""The tables of uploads: what was sent in together, whose it is, and what became of each file. Lists and maps are JSON text."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, String, Table, Text, text, true

from repository.engines.sql.schema import ID, _id, _text, _to, _where, metadata

uploads = Table(
    "uploads", metadata, _id(), _to("account", "accounts.id"), _to("report", "reports.number", nullable=True), _text("typed"),
    _text("note"), _text("answers"), _text("key"), _text("fingerprint"), _text("answer"), Column("created", String(30), nullable=False),
    Column("changed", String(30), nullable=False), Column("batch", ID), Column("told", Boolean, nullable=False, server_default=true()),
    Index("ix_uploads_untold", "id", **_where("NOT told")), Index("ix_uploads_account", "account"), Index("ix_uploads_report", "report"),
    Index("uq_uploads_key", "account", "key", unique=True, sqlite_where=text("key <> ''"), postgresql_where=text("key <> ''")),
)  # fmt: skip

upload_organisations = Table(
    "upload_organisations", metadata, _to("upload", "uploads.id", primary_key=True), _to("term", "terms.id", primary_key=True),
    Column("position", Integer, nullable=False), Index("ix_upload_organisations_term", "term"),
)  # fmt: skip

upload_items = Table(
    "upload_items", metadata, _to("upload", "uploads.id", primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False), _text("name"), Column("outcome", String(20), nullable=False),
    _text("sha256"), Column("size", ID, nullable=False), _to("file", "files.id", nullable=True),
    _to("number", "reports.number", nullable=True), Column("detail", Text, nullable=False),
    CheckConstraint("outcome IN ('kept', 'same_file', 'refused')", name="outcome"),
)  # fmt: skip

sent = Table(
    "sent", metadata, Column("whose", String(24), primary_key=True), Column("day", String(10), primary_key=True),
    Column("files", Integer, nullable=False), Column("bytes", ID, nullable=False),
)  # fmt: skip
