"""The tables of the record as they are now; how they came to be is in `migrations/`.

Numbers and ids are given out from `counters` by the one writer, so none is ever used twice. Facets, terms and labels
are small and kept in memory by `lookup.py`. Details of history, terms and files are JSON text.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)

HEAD = "0015_tasks"  # the newest revision; a test holds it to the migrations

metadata = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s",
})  # fmt: skip

ID = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER is SQLite's own row number
EMPTY = text("''")
ZERO = text("0")


def _id(name: str = "id") -> "Column[int]":
    return Column(name, ID, primary_key=True, autoincrement=False)


def _to(name: str, target: str, *, nullable: bool = False, primary_key: bool = False) -> "Column[int]":
    return Column(name, ID, ForeignKey(target), nullable=nullable, primary_key=primary_key, autoincrement=False)


def _text(name: str) -> "Column[str]":
    return Column(name, Text, nullable=False, server_default=EMPTY)


def _number(name: str) -> "Column[int]":
    return Column(name, Integer, nullable=False, server_default=ZERO)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


counters = Table("counters", metadata, Column("name", String(20), primary_key=True), Column("last", ID, nullable=False))

reports = Table(
    "reports", metadata, _id("number"), Column("external_id", Text, unique=True), Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False), _text("date"), _text("date_note"), _text("licence"), _text("source"),
    _text("reason"), _to("successor", "reports.number", nullable=True), _text("fingerprint"),
    Column("publish_when_read", Boolean, nullable=False), _text("title_folded"), _number("own_pages"),
    Column("created", String(30), nullable=False), Column("changed", String(30), nullable=False), Column("published", String(30)),
    Column("opens", String(10), nullable=False, server_default=EMPTY),
    CheckConstraint(
        "state IN ('draft', 'submitted', 'on_hold', 'returned', 'refused', 'embargoed', 'published', 'withdrawn')", name="state"
    ),
    CheckConstraint("state <> 'published' OR published IS NOT NULL", name="published"),
    Index("ix_reports_state_published", "state", "published"),
    Index("ix_reports_fingerprint", "fingerprint", **_where("fingerprint <> ''")),
)  # fmt: skip

texts = Table(
    "texts", metadata, _to("report", "reports.number", primary_key=True), Column("kind", String(10), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False), Column("language", String(12), nullable=False),
    Column("text", Text, nullable=False), CheckConstraint("kind IN ('title', 'abstract')", name="kind"),
)  # fmt: skip

facets = Table(
    "facets", metadata, Column("key", String(40), primary_key=True), Column("position", Integer, nullable=False),
    Column("public", Boolean, nullable=False), Column("labels", Text, nullable=False),
    Column("tree", Boolean, nullable=False, server_default=true()), Column("several", Boolean, nullable=False, server_default=true()),
    Column("kind", String(12), nullable=False, server_default=text("'terms'")),
    Column("wanted", String(12), nullable=False, server_default=text("'optional'")),
)  # fmt: skip

terms = Table(
    "terms", metadata, _id(), Column("facet", String(40), ForeignKey("facets.key"), nullable=False),
    Column("key", String(120), nullable=False), Column("state", String(10), nullable=False),
    _to("merged_into", "terms.id", nullable=True), _text("uri"), Column("changed", ID, nullable=False),
    Column("details", Text, nullable=False, server_default=text("'{}'")),
    CheckConstraint("state IN ('approved', 'proposed', 'retired', 'merged')", name="state"),
    CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged"),
    UniqueConstraint("facet", "key"), Index("ix_terms_changed", "changed"),
)  # fmt: skip

labels = Table(
    "labels", metadata, _to("term", "terms.id", primary_key=True), Column("kind", String(10), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False), Column("language", String(12), nullable=False),
    Column("text", Text, nullable=False), CheckConstraint("kind IN ('label', 'synonym', 'hidden')", name="kind"),
)  # fmt: skip

broader = Table(
    "broader", metadata, _to("term", "terms.id", primary_key=True), _to("broader", "terms.id", primary_key=True),
    Index("ix_broader_broader", "broader"), sqlite_with_rowid=False,
)  # fmt: skip

# Both are between two terms whichever stands first; the smaller number does.
related, apart = (
    Table(
        name, metadata, _to("term", "terms.id", primary_key=True), _to("other", "terms.id", primary_key=True),
        Index(f"ix_{name}_other", "other"), sqlite_with_rowid=False,
    )
    for name in ("related", "apart")
)  # fmt: skip

report_terms = Table(
    "report_terms", metadata, _to("report", "reports.number", primary_key=True), _to("term", "terms.id", primary_key=True),
    Column("role", String(20), primary_key=True), Column("position", Integer, nullable=False),
    Index("ix_report_terms_term", "term", "report"), sqlite_with_rowid=False,
)  # fmt: skip

relations = Table(
    "relations", metadata, _to("report", "reports.number", primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False), Column("kind", String(20), nullable=False),
    _to("target", "reports.number", nullable=True), _text("external_id"), Index("ix_relations_target", "target", "kind"),
    Index("ix_relations_open", "external_id", **_where("target IS NULL")),
)  # fmt: skip

files = Table(
    "files", metadata, _id(), _to("report", "reports.number"), _text("name"), Column("slug", String(120), nullable=False),
    Column("extension", String(10), nullable=False), _text("media_type"), Column("sha256", String(64), nullable=False),
    Column("size", ID, nullable=False), _text("language"), Column("state", String(10), nullable=False),
    Column("outcome", String(20)), Column("detail", Text, nullable=False), _number("pages"), _number("pages_with_text"),
    Column("removed", String(30)), CheckConstraint("state IN ('waiting', 'done', 'parked')", name="state"),
    Index("ix_files_sha256", "sha256"), Index("ix_files_report", "report"),
    Index("uq_files_slug", "report", "slug", unique=True, **_where("removed IS NULL")),
)  # fmt: skip

pages = Table(
    "pages", metadata, _id(), _to("report", "reports.number"), _to("file", "files.id", nullable=True),
    Column("n", Integer, nullable=False), _text("label"), _text("language"), Column("health", String(10), nullable=False),
    Column("text", Text, nullable=False), CheckConstraint("health IN ('ok', 'no_text', 'garbled')", name="health"),
    Index("uq_pages_own", "report", "n", unique=True, **_where("file IS NULL")),
    Index("uq_pages_file", "file", "n", unique=True, **_where("file IS NOT NULL")),
    Index("ix_pages_unwell", "file", "health", **_where("health <> 'ok'")),
)  # fmt: skip

# One row a text (the report's own, or a file's). Its id grows with each change, so that a reader knows what is new;
# a text that is gone has an empty one. `chosen` are little-endian 32-bit numbers, see alike.py.
sketches = Table(
    "sketches", metadata, _id(), _to("report", "reports.number"), _to("file", "files.id", nullable=True),
    Column("letters", Integer, nullable=False), Column("chosen", LargeBinary, nullable=False),
    Index("uq_sketches_own", "report", unique=True, **_where("file IS NULL")),
    Index("uq_sketches_file", "file", unique=True, **_where("file IS NOT NULL")),
)  # fmt: skip

# One row a report: the newest change is the only one an index needs, so the log does not grow with every edit.
changes = Table("changes", metadata, _to("report", "reports.number", primary_key=True), Column("id", ID, nullable=False, unique=True))

history = Table(
    "history", metadata, _id(), Column("at", String(30), nullable=False), _text("who"), Column("account", ID),
    Column("what", String(30), nullable=False), Column("report", ID), Column("term", ID), Column("other", ID),
    Column("detail", Text, nullable=False), Column("undone_by", ID), Column("hash", String(64), nullable=False, server_default=EMPTY),
    Index("ix_history_report", "report", **_where("report IS NOT NULL")),
    Index("ix_history_term", "term", **_where("term IS NOT NULL")),
    Index("ix_history_other", "other", **_where("other IS NOT NULL")),
)  # fmt: skip

# What one change did to each report and term, so that it can be taken back: a change of 20,000 reports is one line and as many rows.
history_parts = Table(
    "history_parts", metadata, Column("history", ID, primary_key=True, autoincrement=False), Column("kind", String(10), primary_key=True),
    Column("item", ID, primary_key=True, autoincrement=False), Column("before", Text, nullable=False),
    Column("after", Text, nullable=False), Index("ix_history_parts_kind_item", "kind", "item"), sqlite_with_rowid=False,
)  # fmt: skip

work = Table(
    "work", metadata, _id(), Column("kind", String(20), nullable=False),
    Column("file", ID, ForeignKey("files.id"), nullable=False, unique=True),
    _number("tries"), _number("interruptions"), Column("leased_at", Float), Column("lease_until", Float), _text("worker"), _text("error"),
)  # fmt: skip
