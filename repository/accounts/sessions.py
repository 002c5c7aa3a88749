"""Given what a browser holds, who it is; sessions end after a quiet time, and after a time however busy.

The id is new at each step (password, second factor), so one that somebody planted or saw before is worth nothing.
"""

from dataclasses import dataclass

from repository.accounts import keys
from repository.accounts.record import Account, Accounts, AccountsWriting, Session, Stage
from repository.errors import CatalogueUnavailable, ReadOnly
from repository.model import Actor

HOUR = 3600.0
IDLE = {"reader": 24 * HOUR, "partner": 24 * HOUR, "curator": 4 * HOUR, "admin": 4 * HOUR}
WHOLE = {"reader": 14 * 24 * HOUR, "partner": 14 * 24 * HOUR, "curator": 12 * HOUR, "admin": 12 * HOUR}
UNFINISHED = 15 * 60.0  # to give the second factor
NOTED = 60.0  # seconds between two notes that a session is in use
AGENT = 160  # characters
WATCH = Actor("sign-in")


@dataclass(frozen=True, slots=True)
class Visit:
    """A session that is good, and whose it is."""

    account: Account
    session: Session

    @property
    def signed_in(self) -> bool:
        """Whether the second factor, where there is one, was given."""
        return self.session.stage == "full"


def stage_for(account: Account) -> Stage:
    """What is missing after the right password."""
    if account.second_factor:
        return "code"
    return "enrol" if account.needs_second_factor else "full"


def start(account: Account, stage: Stage, *, agent: str, now: float, writing: AccountsWriting, instead_of: str = "") -> str:
    """A new session in the place of an old one; the id its browser gets."""
    held = keys.fresh()
    if instead_of:
        writing.end_session(keys.digest(instead_of))
    writing.put_session(Session(keys.digest(held), account.id, stage, now, now, agent[:AGENT]))
    return held


def visit_of(held: str, *, accounts: Accounts, now: float) -> Visit | None:
    """Who holds this id; None when nobody does (any more)."""
    found = accounts.visitor(keys.digest(held))
    if found is None:
        return None
    session, account = found
    if account.state != "active" or not good(session, account, now):
        return None
    if session.stage == "full" and account.needs_second_factor and not account.second_factor:
        return None
    if abs(now - session.seen) > NOTED:
        note(session, accounts=accounts, now=now)
    return Visit(account, session)


def lapsed_of(held: str, *, accounts: Accounts) -> Account | None:
    """Whose session this was that ended by itself, not by signing out: what they send now is kept for them until they sign in."""
    found = accounts.visitor(keys.digest(held))
    return found[1] if found is not None and found[0].stage == "full" and found[1].state == "active" else None


def good(session: Session, account: Account, now: float) -> bool:
    """Whether it has not ended; a moment in the future (a clock was put back) ends it, too."""
    idle, whole = (IDLE[account.role], WHOLE[account.role]) if session.stage == "full" else (UNFINISHED, UNFINISHED)
    return -HOUR < now - session.seen < idle and -HOUR < now - session.created < whole


def note(session: Session, *, accounts: Accounts, now: float) -> None:
    """Remembers that it is in use, unless others are writing: nobody's page waits for that."""
    try:
        with accounts.writing(WATCH, patience=0.1) as writing:
            current = accounts.session(session.digest)
            if current is not None:
                writing.put_session(Session(current.digest, current.account, current.stage, current.created, now, current.agent,
                                            current.pending))  # fmt: skip
    except (CatalogueUnavailable, ReadOnly):
        return


def end(held: str, *, accounts: Accounts) -> None:
    """Signs out."""
    with accounts.writing(WATCH) as writing:
        writing.end_session(keys.digest(held))


def open_ones(account: Account, *, accounts: Accounts, now: float) -> list[Session]:
    """Where somebody is signed in."""
    return [session for session in accounts.sessions(account.id) if session.stage == "full" and good(session, account, now)]
