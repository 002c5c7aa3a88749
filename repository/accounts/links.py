"""One-time links: the first administrator, an invitation, a forgotten password, a reset by somebody else; and what using one does."""

from collections.abc import Callable
from dataclasses import replace

from repository.accounts import keys, limits, passwords, sessions
from repository.accounts.manage import check_email, check_name, organisations_named
from repository.accounts.record import Account, Accounts, AccountsWriting, Link, LinkKind, Role, Secrets
from repository.accounts.sign_in import Caller, Opened, Warn
from repository.errors import Conflict, InputError, NotFound
from repository.model import Actor

HOUR = 3600.0
LASTS: dict[LinkKind, float] = {"first": 24 * HOUR, "invitation": 14 * 24 * HOUR, "password": HOUR, "reset": 24 * HOUR}
PATH = "/account/link/"
Tell = Callable[[AccountsWriting, Account, str], None]  # writes a letter with the link in the same transaction


def first(*, accounts: Accounts, now: float) -> str | None:
    """The link that makes the first administrator; None once anybody has an account. An older one is no longer good."""
    if accounts.has_accounts():
        return None
    held = keys.fresh()
    with accounts.writing(Actor("serve")) as writing:
        writing.put_link(Link(keys.digest(held), None, "first", now + LASTS["first"]))
    return held


def invite(
    email: str, *, role: Role, organisations: tuple[str, ...] = (), name: str = "", language: str = "", actor: Actor, accounts: Accounts,
    now: float, tell: Tell | None = None,
) -> tuple[Account, str]:  # fmt: skip
    """A new account and the link with which its person comes in; organisations are made if missing.

    Raises InputError `email_form`, `name_long`, `organisation_needed`; Conflict `account_there`.
    """
    email = check_email(email)
    if role == "partner" and not organisations:
        raise InputError("organisation_needed")
    held = keys.fresh()
    with accounts.writing(actor) as writing:
        terms = organisations_named(organisations, language=language, writing=writing)
        account = Account(0, email, check_name(name), role, "invited", terms, language)
        id_ = writing.add_account(account)
        writing.put_link(Link(keys.digest(held), id_, "invitation", now + LASTS["invitation"]))
        writing.record("account_invited", person=id_, email=email, role=role, organisations=list(organisations))
        account = replace(account, id=id_)
        if tell:
            tell(writing, account, held)
    return account, held


def reset(account: Account, *, actor: Actor, accounts: Accounts, now: float, tell: Tell | None = None) -> str:
    """A link for somebody who lost password or second factor, given by an administrator or the operator.

    Nothing changes until it is used; then sessions, password and second factor are replaced.
    """
    kind: LinkKind = "invitation" if account.state == "invited" else "reset"
    held = keys.fresh()
    with accounts.writing(actor) as writing:
        writing.put_link(Link(keys.digest(held), account.id, kind, now + LASTS[kind]))
        writing.record("account_reset", person=account.id, email=account.email)
        if tell:
            tell(writing, account, held)
    return held


def forgotten(email: str, *, caller: Caller, accounts: Accounts, secret: bytes, now: float, tell: Tell) -> None:
    """Sends a link for a new password, if somebody who could use it has this address. Raises TooMany."""
    counted = limits.keys_of("forgotten", person=email, address=caller.address, secret=secret)
    limits.count(counted, accounts=accounts, now=now)
    account = accounts.account_of(email)
    held = keys.fresh()
    with accounts.writing(Actor("sign-in")) as writing:
        if account is None or account.state != "active" or account.sample:
            writing.put_tries(counted["person"], accounts.tries(counted["person"]))  # as much to write, whoever is unknown
            return
        writing.put_link(Link(keys.digest(held), account.id, "password", now + LASTS["password"]))
        writing.record("password_forgotten", person=account.id, email=account.email)
        tell(writing, account, held)


def opened(held: str, *, accounts: Accounts, now: float) -> tuple[Link, Account | None]:
    """What a link is for; raises NotFound `link_gone` when it is not good (any more)."""
    link = accounts.link(keys.digest(held))
    account = accounts.account(link.account) if link and link.account else None
    if link is None or link.expires < now or (account is None) != (link.kind == "first") or (account and account.state == "disabled"):
        raise NotFound("link_gone")
    if link.kind == "first" and accounts.has_accounts():
        raise NotFound("link_gone")
    return link, account


def use(
    held: str, *, password: str, name: str = "", email: str = "", language: str = "", caller: Caller, accounts: Accounts, now: float,
    warn: Warn | None = None,
) -> Opened:  # fmt: skip
    """Sets the password, and opens a session; the link is no longer good. `warn` tells somebody who had a password before.

    Raises NotFound, InputError.
    """
    link, account = opened(held, accounts=accounts, now=now)
    if account is None:
        account = Account(0, check_email(email), check_name(name), "admin", "active", language=language)
    passwords.check(password, email=account.email)
    made = passwords.made(password)
    with accounts.writing(account.actor) as writing:
        _, again = opened(held, accounts=accounts, now=now)  # somebody else may have used it meanwhile
        if again is None:
            account = replace(account, id=writing.add_account(account))
            writing.record("account_first", person=account.id, email=account.email, role=account.role)
        else:
            account = replace(again, name=check_name(name) or again.name, state="active", language=again.language or language)
            kept = accounts.secrets(account.id)
            if link.kind == "reset":
                kept, account = Secrets(), replace(account, second_factor=False)
                writing.set_recovery(account.id, ())
            writing.set_secrets(account.id, replace(kept, password=made))
            writing.change_account(account)
            writing.record("link_used", person=account.id, email=account.email, kind=link.kind)
            if warn and link.kind != "invitation":
                warn(writing, account)
        if again is None:
            writing.set_secrets(account.id, Secrets(made))
            writing.end_links(None)
        writing.end_links(account.id)
        writing.end_sessions(account.id)
        stage = sessions.stage_for(account)
        return Opened(sessions.start(account, stage, agent=caller.agent, now=now, writing=writing), stage)


def sample(email: str, *, role: Role, password: str, organisations: tuple[str, ...], language: str, accounts: Accounts) -> None:
    """A log-in of the demo, with the password the demo prints; one that is there gets that password (again)."""
    made = passwords.made(password)
    known = accounts.account_of(email)
    with accounts.writing(Actor("demo")) as writing:
        terms = organisations_named(organisations, language=language, writing=writing)
        account = Account(known.id if known else 0, email, "", role, "active", terms, language, sample=True)
        if known is not None and not known.sample:
            raise Conflict("account_there", email=email)
        if known is None:
            account = replace(account, id=writing.add_account(account))
            writing.record("account_sample", person=account.id, email=email, role=role)
        else:
            writing.change_account(account)
        writing.set_secrets(account.id, Secrets(made))
