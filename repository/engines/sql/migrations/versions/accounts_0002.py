"""People: accounts and what they hold, frozen."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text, text

metadata = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s",
})  # fmt: skip

ID = BigInteger().with_variant(Integer, "sqlite")
EMPTY = text("''")


def _id(name: str = "id") -> "Column[int]":
    return Column(name, ID, primary_key=True, autoincrement=False)


def _to(name: str, target: str, *, nullable: bool = False, primary_key: bool = False) -> "Column[int]":
    return Column(name, ID, ForeignKey(target), nullable=nullable, primary_key=primary_key, autoincrement=False)


def _text(name: str) -> "Column[str]":
    return Column(name, Text, nullable=False, server_default=EMPTY)


terms = Table("terms", metadata, _id())  # is there already; named so that others can lead to it

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

outbox = Table(
    "outbox", metadata, _id(), Column("kind", String(30), nullable=False), _to("account", "accounts.id", nullable=True),
    _text("address"), _text("language"), _text("subject"), _text("body"), Column("secret", Boolean, nullable=False),
    Column("created", String(30), nullable=False), Column("state", String(10), nullable=False), Column("tries", Integer, nullable=False),
    Column("due", Float, nullable=False), _text("error"),
    CheckConstraint("state IN ('waiting', 'sent', 'failed', 'done')", name="state"), Index("ix_outbox_state", "state", "due"),
)  # fmt: skip

revision = "0002_accounts"
down_revision = "0001"


def upgrade() -> None:
    """Creates the tables of people."""
    metadata.create_all(op.get_bind(), tables=[table for table in metadata.sorted_tables if table is not terms])
