"""The tables of the record, for every SQL database."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


def _report(name: str = "report", **options: object) -> "Column[int]":
    return Column(name, Integer, ForeignKey("reports.number", ondelete="CASCADE"), **options)  # type: ignore[arg-type]


meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False))

reports = Table(
    "reports", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("external_id", String, unique=True),
    Column("state", String, nullable=False, index=True),
    Column("version", Integer, nullable=False, default=1),
    Column("date", String, nullable=False), Column("date_note", String, nullable=False),
    Column("licence", String, nullable=False), Column("source", String, nullable=False),
    Column("reason", String, nullable=False, default=""), Column("successor", Integer),
    Column("fingerprint", String, nullable=False, index=True),
    Column("publish_when_read", Boolean, nullable=False),
    Column("title_folded", String, nullable=False),
    Column("own_pages", Integer, nullable=False, default=0),
    Column("created", String, nullable=False), Column("changed", String, nullable=False), Column("published", String),
    sqlite_autoincrement=True,
)  # fmt: skip

texts = Table(
    "texts", metadata, _report(nullable=False, primary_key=True), Column("kind", String, primary_key=True),
    Column("position", Integer, primary_key=True), Column("language", String, nullable=False), Column("text", Text, nullable=False),
)  # fmt: skip

facets = Table(
    "facets", metadata, Column("key", String, primary_key=True), Column("position", Integer, nullable=False),
    Column("public", Boolean, nullable=False), Column("labels", JSON, nullable=False),
)  # fmt: skip

terms = Table(
    "terms", metadata, Column("id", Integer, primary_key=True, autoincrement=True),
    Column("facet", String, ForeignKey("facets.key"), nullable=False), Column("key", String, nullable=False),
    Column("state", String, nullable=False), Column("merged_into", Integer, ForeignKey("terms.id")),
    UniqueConstraint("facet", "key"), sqlite_autoincrement=True,
)  # fmt: skip

labels = Table(
    "labels", metadata, Column("term", Integer, ForeignKey("terms.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String, primary_key=True), Column("position", Integer, primary_key=True),
    Column("language", String, nullable=False), Column("text", String, nullable=False),
    Column("folded", String, nullable=False, index=True),
)  # fmt: skip

broader = Table(
    "broader", metadata, Column("term", Integer, ForeignKey("terms.id", ondelete="CASCADE"), primary_key=True),
    Column("broader", Integer, ForeignKey("terms.id", ondelete="CASCADE"), primary_key=True, index=True),
)  # fmt: skip

report_terms = Table(
    "report_terms", metadata, _report(primary_key=True), Column("position", Integer, primary_key=True),
    Column("term", Integer, ForeignKey("terms.id"), nullable=False, index=True), Column("role", String, nullable=False),
)  # fmt: skip

relations = Table(
    "relations", metadata, _report(primary_key=True), Column("position", Integer, primary_key=True),
    Column("kind", String, nullable=False), Column("target", Integer, index=True),
    Column("external_id", String, nullable=False, index=True),
)  # fmt: skip

files = Table(
    "files", metadata, Column("id", Integer, primary_key=True, autoincrement=True), _report(nullable=False, index=True),
    Column("name", String, nullable=False), Column("slug", String, nullable=False), Column("extension", String, nullable=False),
    Column("media_type", String, nullable=False), Column("sha256", String, nullable=False, index=True),
    Column("size", Integer, nullable=False), Column("language", String, nullable=False),
    Column("state", String, nullable=False, index=True), Column("outcome", String), Column("detail", JSON, nullable=False),
    Column("pages", Integer, nullable=False), Column("pages_with_text", Integer, nullable=False),
    UniqueConstraint("report", "slug", "extension"), sqlite_autoincrement=True,
)  # fmt: skip

pages = Table(
    "pages", metadata, Column("id", Integer, primary_key=True, autoincrement=True), _report(nullable=False),
    Column("file", Integer, ForeignKey("files.id", ondelete="CASCADE")), Column("n", Integer, nullable=False),
    Column("label", String, nullable=False), Column("language", String, nullable=False), Column("health", String, nullable=False),
    Column("text", Text, nullable=False), Index("pages_place", "report", "file", "n"), sqlite_autoincrement=True,
)  # fmt: skip

changes = Table(
    "changes", metadata, Column("id", Integer, primary_key=True, autoincrement=True), Column("report", Integer, nullable=False),
    sqlite_autoincrement=True,
)  # fmt: skip

history = Table(
    "history", metadata, Column("id", Integer, primary_key=True, autoincrement=True), Column("at", String, nullable=False),
    Column("who", String, nullable=False), Column("account", Integer), Column("what", String, nullable=False),
    Column("report", Integer, index=True), Column("term", Integer, index=True), Column("detail", JSON, nullable=False),
    Column("undone_by", Integer), sqlite_autoincrement=True,
)  # fmt: skip

work = Table(
    "work", metadata, Column("id", Integer, primary_key=True, autoincrement=True), Column("kind", String, nullable=False),
    Column("file", Integer, ForeignKey("files.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("tries", Integer, nullable=False), Column("lease_until", Float, nullable=False), Column("worker", String, nullable=False),
    Column("error", String, nullable=False), Column("parked", Boolean, nullable=False), sqlite_autoincrement=True,
)  # fmt: skip
