"""The tables of people. What a person holds (session, link, code, token) is kept as its SHA-256 only."""

from sqlalchemy import Boolean, CheckConstraint, Column, Float, Index, Integer, String, Table, Text

from repository.engines.sql.schema import _id, _text, _to, metadata

accounts = Table(
    "accounts", metadata, _id(), _text("email"), Column("folded", Text, nullable=False, unique=True), _text("name"),
    Column("role", String(20), nullable=False), Column("state", String(20), nullable=False), _text("language"),
    Column("sample", Boolean, nullable=False), Column("created", String(30), nullable=False), _text("password"), _text("second_factor"),
    Column("step", Integer, nullable=False), CheckConstraint("role IN ('reader', 'partner', 'curator', 'admin')", name="role"),
    CheckConstraint("state IN ('invited', 'active', 'disabled')", name="state"),
)  # fmt: skip

account_organisations = Table(
    "account_organisations", metadata, _to("account", "accounts.id", primary_key=True), _to("term", "terms.id", primary_key=True),
    Column("position", Integer, nullable=False), Index("ix_account_organisations_term", "term"),
)  # fmt: skip

recovery_codes = Table(
    "recovery_codes", metadata, _to("account", "accounts.id", primary_key=True), Column("digest", String(64), primary_key=True),
)  # fmt: skip

sessions = Table(
    "sessions", metadata, Column("digest", String(64), primary_key=True), _to("account", "accounts.id"),
    Column("stage", String(10), nullable=False), Column("created", Float, nullable=False), Column("seen", Float, nullable=False),
    _text("agent"), _text("pending"), CheckConstraint("stage IN ('code', 'enrol', 'full')", name="stage"),
    Index("ix_sessions_account", "account"),
)  # fmt: skip

links = Table(
    "links", metadata, Column("digest", String(64), primary_key=True), _to("account", "accounts.id", nullable=True),
    Column("kind", String(20), nullable=False), Column("expires", Float, nullable=False), Index("ix_links_account", "account"),
    CheckConstraint("kind IN ('first', 'invitation', 'password', 'reset')", name="kind"),
    CheckConstraint("(kind = 'first') = (account IS NULL)", name="account"),
)  # fmt: skip

tokens = Table(
    "tokens", metadata, _id(), _to("account", "accounts.id"), Column("digest", String(64), nullable=False, unique=True),
    _text("name"), Column("scope", String(10), nullable=False), Column("created", String(30), nullable=False), Column("used", Float),
    CheckConstraint("scope IN ('read', 'write')", name="scope"), Index("ix_tokens_account", "account"),
)  # fmt: skip

tries = Table(
    "tries", metadata, Column("key", String(80), primary_key=True), Column("count", Integer, nullable=False),
    Column("last", Float, nullable=False),
)  # fmt: skip

# A letter with a one-time link (`secret`) is for administrators only, and its text is wiped once it was sent or handed on.
outbox = Table(
    "outbox", metadata, _id(), Column("kind", String(30), nullable=False), _to("account", "accounts.id", nullable=True),
    _text("address"), _text("language"), _text("subject"), _text("body"), Column("secret", Boolean, nullable=False),
    Column("created", String(30), nullable=False), Column("state", String(10), nullable=False), Column("tries", Integer, nullable=False),
    Column("due", Float, nullable=False), _text("error"),
    CheckConstraint("state IN ('waiting', 'sent', 'failed', 'done')", name="state"), Index("ix_outbox_state", "state", "due"),
)  # fmt: skip
