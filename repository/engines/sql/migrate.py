"""Given a connection in a transaction, brings its schema to the newest revision, all or nothing."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from repository.errors import CatalogueUnavailable

FOLDER = Path(__file__).parent / "migrations"


def revision(connection: Connection) -> str | None:
    """The revision a database has; None when it is empty. Raises CatalogueUnavailable `catalogue_foreign`."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if tables:
        raise CatalogueUnavailable("catalogue_foreign")
    return None


def newest() -> str | None:
    """The revision at the end of the migrations."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def check(connection: Connection) -> None:
    """Raises CatalogueUnavailable `newer_schema` for a database that a newer version of this package made."""
    have = revision(connection)
    known = {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}
    if have is not None and have not in known:
        raise CatalogueUnavailable("newer_schema", have=have, want=newest())


def upgrade(connection: Connection) -> None:
    """Runs the migrations that are missing."""
    check(connection)
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
