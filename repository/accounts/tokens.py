"""Keys for programs: made once and told once, then known by their digest only; each has a scope, and its last use is shown."""

from repository.accounts import keys
from repository.accounts.record import Account, Accounts, Scope, Token
from repository.errors import CatalogueUnavailable, InputError, NotFound, ReadOnly
from repository.model import Actor

MOST = 50  # of one account
LONGEST_NAME = 80
NOTED = 60.0  # seconds between two notes of a use
WATCH = Actor("token")


def make(account: Account, *, name: str, scope: Scope = "write", actor: Actor, accounts: Accounts) -> str:
    """The key; raises InputError `token_name`, `token_account`, `token_many`."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InputError("token_name", longest=LONGEST_NAME)
    if account.state == "disabled":
        raise InputError("token_account", email=account.email)
    held = keys.fresh()
    with accounts.writing(actor) as writing:
        if len(accounts.tokens(account.id)) >= MOST:
            raise InputError("token_many", most=MOST)
        id_ = writing.add_token(Token(0, account.id, name, scope, ""), keys.digest(held))
        writing.record("token_made", person=account.id, email=account.email, token=id_, name=name, scope=scope)
    return held


def owner_of(held: str, *, accounts: Accounts, now: float) -> tuple[Account, Scope] | None:
    """Whose key it is and what for; None when it is not good."""
    token = accounts.token(keys.digest(held))
    account = accounts.account(token.account) if token else None
    if token is None or account is None or account.state == "disabled":
        return None
    if token.used is None or abs(now - token.used) > NOTED:
        _note(token, accounts, now)
    return account, token.scope


def _note(token: Token, accounts: Accounts, now: float) -> None:
    try:
        with accounts.writing(WATCH, patience=0.1) as writing:
            writing.use_token(token.id, now)
    except (CatalogueUnavailable, ReadOnly):
        return


def revoke(account: Account, token: int, *, actor: Actor, accounts: Accounts) -> None:
    """It is no longer good; raises NotFound `no_token` for one of somebody else."""
    with accounts.writing(actor) as writing:
        found = next((each for each in accounts.tokens(account.id) if each.id == token), None)
        if found is None:
            raise NotFound("no_token")
        writing.end_token(token)
        writing.record("token_revoked", person=account.id, email=account.email, token=token, name=found.name)
