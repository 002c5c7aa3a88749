"""Facets of one's own: what kind their values are, and how much forms ask for them."""

from alembic import op
from sqlalchemy import Column, String, text

revision = "0014_facets"
down_revision = "0008_corrections"


def upgrade() -> None:
    """Adds two columns."""
    for name, usual in (("kind", "terms"), ("wanted", "optional")):
        op.add_column("facets", Column(name, String(12), nullable=False, server_default=text(f"'{usual}'")))
