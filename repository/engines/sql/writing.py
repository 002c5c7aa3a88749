"""One transaction of changes: record, change log and history together, all or nothing."""

from repository.engines.sql.undo import Undo
from repository.engines.sql.write_accounts import WriteAccounts
from repository.engines.sql.write_asked import WriteAsked
from repository.engines.sql.write_batches import WriteBatches
from repository.engines.sql.write_proposals import WriteProposals
from repository.engines.sql.write_receipts import WriteReceipts
from repository.engines.sql.write_review import WriteReview
from repository.engines.sql.write_split import WriteSplit
from repository.engines.sql.write_tasks import WriteTasks
from repository.engines.sql.write_text import WriteText


class SqlWriting(
    WriteSplit, Undo, WriteText, WriteReview, WriteAccounts, WriteReceipts, WriteBatches, WriteProposals, WriteAsked, WriteTasks
):  # fmt: skip
    """See `catalogue.Writing`, `accounts.AccountsWriting`, `receipts.ReceiptsWriting`
    and `batches.BatchesWriting`."""
