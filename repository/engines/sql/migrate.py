"""Given a database, brings its schema to the newest revision; one made by a newer version is refused."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from repository.errors import CatalogueUnavailable

FOLDER = Path(__file__).parent / "migrations"


def current(connection: Connection) -> str | None:
    """The revision a database has."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision this code needs."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def upgrade(connection: Connection) -> bool:
    """True when something was changed. Runs inside the caller's transaction: all or nothing."""
    have, want = current(connection), newest()
    if have == want:
        return False
    known = {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}
    if have is not None and have not in known:
        raise CatalogueUnavailable("newer_schema", have=have, want=want)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True
