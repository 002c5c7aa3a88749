"""One transaction of changes: record, change log and history together, all or nothing."""

from repository.engines.sql.write_accounts import WriteAccounts
from repository.engines.sql.write_files import WriteFiles
from repository.engines.sql.write_terms import WriteTerms


class SqlWriting(WriteFiles, WriteTerms, WriteAccounts):
    """See `catalogue.Writing` and `accounts.AccountsWriting`."""
