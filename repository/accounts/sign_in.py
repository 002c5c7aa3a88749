"""Given an address and a password, and then a code, a session; the answer is the same, and takes as long, whoever is unknown."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from repository.accounts import keys, limits, passwords, second_factor, sessions
from repository.accounts.record import Account, Accounts, AccountsWriting, Secrets, Stage, Tries
from repository.accounts.sessions import Visit
from repository.errors import InputError, NotAllowed

DAY = 24 * 3600.0
Warn = Callable[[AccountsWriting, Account], None]  # writes a letter to the person in the same transaction


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a try comes from: the address of the connection, what the browser calls itself, the id it holds so far."""

    address: str
    agent: str = ""
    held: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session: the id its browser gets, and what is still missing."""

    held: str
    stage: Stage


def with_password(email: str, password: str, *, caller: Caller, accounts: Accounts, secret: bytes, now: float) -> Opened:
    """Raises InputError `sign_in_wrong`, TooMany."""
    counted = limits.keys_of("password", person=email, address=caller.address, secret=secret)
    limits.count(counted, accounts=accounts, now=now)
    account = accounts.account_of(email)
    kept = accounts.secrets(account.id).password if account is not None and account.state == "active" else ""
    if not passwords.fits(password, kept) or account is None:
        raise InputError("sign_in_wrong")
    with accounts.writing(account.actor) as writing:
        if accounts.secrets(account.id).password != kept:  # changed since it was compared
            raise InputError("sign_in_wrong")
        forgive(counted, accounts=accounts, writing=writing)
        writing.tidy(sessions_before=now - 30 * DAY, links_before=now - DAY, tries_before=now - 2 * DAY, letters_before=now - 90 * DAY)
        stage = sessions.stage_for(account)
        return Opened(sessions.start(account, stage, agent=caller.agent, now=now, writing=writing, instead_of=caller.held), stage)


def forgive(counted: dict[str, str], *, accounts: Accounts, writing: AccountsWriting) -> None:
    """A right answer was no try: the person's are forgotten, the address gets its own back."""
    writing.put_tries(counted["person"], None)
    for kind in ("address", "everybody"):
        tries = accounts.tries(counted[kind])
        writing.put_tries(counted[kind], Tries(tries.count - 1, tries.last) if tries and tries.count > 1 else None)


def with_code(visit: Visit, typed: str, *, caller: Caller, accounts: Accounts, secret: bytes, now: float) -> Opened:
    """The second step: a code of the app or a recovery code; raises InputError `code_wrong`, TooMany."""
    account = visit.account
    counted = limits.keys_of("code", person=account.email, address=caller.address, secret=secret)
    limits.count(counted, accounts=accounts, now=now)
    with accounts.writing(account.actor) as writing:
        kept = accounts.secrets(account.id)
        if accounts.session(visit.session.digest) is None:  # ended since it was looked at
            raise InputError("code_wrong")
        step = second_factor.step_of(kept.second_factor, typed, now, after=kept.step) if kept.second_factor else None
        if step is not None:
            writing.set_secrets(account.id, replace(kept, step=step))
        elif writing.use_recovery(account.id, keys.digest(second_factor.plain_code(typed))):
            writing.record("recovery_used", person=account.id, left=accounts.recovery_left(account.id))
        else:
            raise InputError("code_wrong")
        forgive(counted, accounts=accounts, writing=writing)
        return Opened(sessions.start(account, "full", agent=caller.agent, now=now, writing=writing, instead_of=caller.held), "full")


def propose(visit: Visit, *, accounts: Accounts) -> str:
    """The key of a second factor to be confirmed, the same until it is."""
    if visit.session.pending:
        return visit.session.pending
    key = second_factor.new_key()
    with accounts.writing(visit.account.actor) as writing:
        writing.put_session(replace(visit.session, pending=key))
    return key


def confirm(
    visit: Visit, typed: str, *, caller: Caller, accounts: Accounts, secret: bytes, now: float, warn: Warn
) -> tuple[Opened, tuple[str, ...]]:  # fmt: skip
    """Sets the second factor up: the new session and the recovery codes, told once. Raises InputError `code_wrong`, TooMany."""
    account = visit.account
    counted = limits.keys_of("code", person=account.email, address=caller.address, secret=secret)
    limits.count(counted, accounts=accounts, now=now)
    pending = visit.session.pending
    step = second_factor.step_of(pending, typed, now) if pending else None
    if step is None:
        raise InputError("code_wrong")
    codes = second_factor.new_codes()
    with accounts.writing(account.actor) as writing:
        if accounts.session(visit.session.digest) is None:
            raise InputError("code_wrong")
        forgive(counted, accounts=accounts, writing=writing)
        writing.set_secrets(account.id, Secrets(accounts.secrets(account.id).password, pending, step))
        writing.set_recovery(account.id, [keys.digest(second_factor.plain_code(code)) for code in codes])
        writing.end_sessions(account.id)
        writing.record("second_factor_set", person=account.id)
        warn(writing, account)
        held = sessions.start(account, "full", agent=caller.agent, now=now, writing=writing)
    return Opened(held, "full"), codes


def renew_codes(account: Account, *, accounts: Accounts, warn: Warn) -> tuple[str, ...]:
    """New recovery codes; the old ones are no longer good."""
    codes = second_factor.new_codes()
    with accounts.writing(account.actor) as writing:
        writing.set_recovery(account.id, [keys.digest(second_factor.plain_code(code)) for code in codes])
        writing.record("recovery_renewed", person=account.id)
        warn(writing, account)
    return codes


def remove(account: Account, *, accounts: Accounts, warn: Warn) -> None:
    """Takes the second factor off an account that need not have one; raises NotAllowed `not_allowed`."""
    if account.needs_second_factor:
        raise NotAllowed("not_allowed")
    with accounts.writing(account.actor) as writing:
        writing.set_secrets(account.id, Secrets(accounts.secrets(account.id).password))
        writing.set_recovery(account.id, ())
        writing.record("second_factor_removed", person=account.id)
        warn(writing, account)


def prove(account: Account, password: str, *, caller: Caller, accounts: Accounts, secret: bytes, now: float) -> None:
    """The password again, before something grave; raises InputError `password_wrong`, TooMany."""
    counted = limits.keys_of("password", person=account.email, address=caller.address, secret=secret)
    limits.count(counted, accounts=accounts, now=now)
    if not passwords.fits(password, accounts.secrets(account.id).password):
        raise InputError("password_wrong")
    with accounts.writing(account.actor) as writing:
        forgive(counted, accounts=accounts, writing=writing)


def change_password(visit: Visit, new: str, *, caller: Caller, accounts: Accounts, now: float, warn: Warn) -> Opened:
    """Sets it (the old one was proved before) and ends every other session; raises InputError for a weak one."""
    account = visit.account
    passwords.check(new, email=account.email)
    made = passwords.made(new)
    with accounts.writing(account.actor) as writing:
        writing.set_secrets(account.id, replace(accounts.secrets(account.id), password=made))
        writing.end_sessions(account.id)
        writing.end_links(account.id)
        writing.record("password_changed", person=account.id)
        warn(writing, account)
        return Opened(sessions.start(account, "full", agent=caller.agent, now=now, writing=writing), "full")
