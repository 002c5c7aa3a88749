"""The catalogue in an SQL database, through SQLAlchemy Core: SQLite by default."""

from repository.engines.sql.accounts import People
from repository.engines.sql.alike import Likenesses
from repository.engines.sql.asked import Asked
from repository.engines.sql.batches import Batched
from repository.engines.sql.feed import Feed
from repository.engines.sql.files import Files
from repository.engines.sql.history import History
from repository.engines.sql.proposing import Proposing
from repository.engines.sql.receipts import Received
from repository.engines.sql.reports import Reports
from repository.engines.sql.reviewing import Reviewing
from repository.engines.sql.tasks import Tasked
from repository.engines.sql.terms import Terms
from repository.engines.sql.text_health import TextHealths
from repository.engines.sql.upkeep import Upkeep
from repository.engines.sql.work import Queue


class SqlCatalogue(
    Likenesses, Reports, Files, Terms, Feed, Queue, History, Reviewing, People, Received, Batched, Proposing, TextHealths, Asked,
    Tasked, Upkeep,
):  # fmt: skip
    """See `catalogue.Catalogue`, `accounts.Accounts`, `receipts.Receipts` and `batches.Batches`."""
