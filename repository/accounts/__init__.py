"""People and what they may do: one action a file (sign in, invite, second factor, tokens …), and the promise the record keeps."""

from repository.accounts.record import Account, Accounts, AccountState, AccountsWriting, Letter, Link, Role, Session, Stage, Token

__all__ = ["Account", "AccountState", "Accounts", "AccountsWriting", "Letter", "Link", "Role", "Session", "Stage", "Token"]
