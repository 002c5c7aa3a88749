"""What is kept of people: accounts, sessions, one-time links, tokens, counted tries; and the promise an engine makes.

Session ids, links, recovery codes and tokens are kept as SHA-256 of what the person holds, never as themselves.
Moments are seconds since 1970, UTC.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from repository.model import Actor, Term, TermState, Texts

Role = Literal["reader", "partner", "curator", "admin"]
AccountState = Literal["invited", "active", "disabled"]
Stage = Literal["code", "enrol", "full"]  # the second factor is asked for; has to be set up; signed in
LinkKind = Literal["first", "invitation", "password", "reset"]  # reset also takes the second factor off
Scope = Literal["read", "write"]
LetterState = Literal["waiting", "sent", "failed", "done"]  # done: a person took it along, or it is too old
ROLES: tuple[Role, ...] = ("reader", "partner", "curator", "admin")
STAFF: tuple[Role, ...] = ("curator", "admin")


def folded(email: str) -> str:
    """An address as it is compared."""
    return email.strip().casefold()


@dataclass(frozen=True, slots=True)
class Account:
    """A person: `organisations` are ids of terms, `language` the one their mails are written in."""

    id: int
    email: str
    name: str
    role: Role
    state: AccountState
    organisations: tuple[int, ...] = ()
    language: str = ""
    second_factor: bool = False
    sample: bool = False  # made by the demo, which has no second factor
    created: str = ""

    @property
    def staff(self) -> bool:
        """Curators and administrators."""
        return self.role in STAFF

    @property
    def needs_second_factor(self) -> bool:
        """Whether this person may not come in without one."""
        return self.staff and not self.sample

    @property
    def shown(self) -> str:
        """What the person is called."""
        return self.name or self.email

    @property
    def actor(self) -> Actor:
        """Who it is in the history."""
        return Actor(self.email, self.id)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What proves who somebody is: an Argon2id hash, the second factor's key (base32), its last used time step."""

    password: str = ""
    second_factor: str = ""
    step: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that came in. `pending` is the key of a second factor not confirmed yet."""

    digest: str
    account: int
    stage: Stage
    created: float
    seen: float
    agent: str = ""
    pending: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A program's key: `used` is None until it was."""

    id: int
    account: int
    name: str
    scope: Scope
    created: str
    used: float | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link; without an account it makes the first one."""

    digest: str
    account: int | None
    kind: LinkKind
    expires: float


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail. A `secret` one has a one-time link: for administrators only, and wiped once it was sent or handed on."""

    id: int
    kind: str
    account: int | None
    address: str
    language: str
    subject: str
    body: str
    secret: bool
    created: str
    state: LetterState
    tries: int
    due: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Tries:
    """How often something was tried, and when last."""

    count: int
    last: float


class AccountsWriting(Protocol):
    """One transaction about people; what is told in the history is told with `record`."""

    def record(self, what: str, *, report: int | None = None, term: int | None = None, **detail: object) -> int: ...
    def find_term(self, facet: str, label: str) -> Term | None: ...
    def add_term(
        self, facet: str, labels: Texts, *, key: str = "", synonyms: Texts = (), state: TermState = "proposed",
        broader: Sequence[int] = (), uri: str = "",
    ) -> Term: ...  # fmt: skip

    def add_account(self, account: Account) -> int:
        """A new one, its `id` and `created` given out; raises Conflict `account_there` when the address is taken."""

    def change_account(self, account: Account) -> None:
        """Replaces everything but secrets; raises NotFound, Conflict."""

    def set_secrets(self, account: int, secrets: Secrets) -> None: ...
    def set_recovery(self, account: int, digests: Sequence[str]) -> None:
        """Replaces the recovery codes."""

    def use_recovery(self, account: int, digest: str) -> bool:
        """Whether it was there; it no longer is."""

    def put_session(self, session: Session) -> None:
        """Adds or replaces."""

    def end_session(self, digest: str) -> None: ...
    def end_sessions(self, account: int | None, *, keep: str = "") -> int:
        """Ends all of an account (None: of everybody) but one; how many."""

    def put_link(self, link: Link) -> None:
        """Adds; an older one of the same kind for the same account is no longer good."""

    def end_links(self, account: int | None) -> None:
        """None of an account's links is good any more; for None, those that belong to nobody yet."""

    def add_token(self, token: Token, digest: str) -> int: ...
    def end_token(self, token: int) -> None: ...
    def end_tokens(self, account: int) -> None: ...
    def use_token(self, token: int, moment: float) -> None: ...
    def add_letter(self, letter: Letter) -> int:
        """Its number."""

    def change_letter(self, letter: int, state: LetterState, *, tries: int, due: float, error: str) -> None:
        """The text of one with a link is wiped when it no longer waits; raises NotFound `no_letter`."""

    def put_tries(self, key: str, tries: Tries | None) -> None:
        """Replaces what was counted; None forgets it."""

    def tidy(self, *, sessions_before: float, links_before: float, tries_before: float, letters_before: float) -> None:
        """Takes away what ended long ago; letters only when they were sent or handed on."""


class Accounts(Protocol):
    """What is known of people."""

    def account(self, account: int) -> Account | None: ...
    def people(self, accounts: Iterable[int]) -> dict[int, Account]:
        """Those of these numbers there are."""

    def account_of(self, email: str) -> Account | None:
        """By address, whatever its case."""

    def accounts(self) -> list[Account]:
        """By address."""

    def has_accounts(self) -> bool:
        """Whether anybody but the log-ins of the demo is known."""

    def secrets(self, account: int) -> Secrets: ...
    def recovery_left(self, account: int) -> int: ...
    def session(self, digest: str) -> Session | None: ...
    def visitor(self, digest: str) -> tuple[Session, Account] | None:
        """A session and whose it is, by the digest of its id."""

    def sessions(self, account: int) -> list[Session]:
        """Last seen first."""

    def link(self, digest: str) -> Link | None: ...
    def token(self, digest: str) -> Token | None: ...
    def tokens(self, account: int) -> list[Token]: ...
    def letter(self, letter: int) -> Letter | None: ...
    def letters(self, *, secret: bool, limit: int = 200) -> list[Letter]:
        """Newest first, those with links only when asked for."""

    def letters_due(self, now: float, limit: int) -> list[Letter]:
        """Waiting ones whose time has come, oldest first."""

    def tries(self, key: str) -> Tries | None: ...
    def terms(self, ids: Sequence[int]) -> dict[int, Term]: ...
    def writing(self, actor: Actor, *, patience: float | None = None) -> AbstractContextManager[AccountsWriting]:
        """A transaction; waits `patience` seconds for others (as long as any other by default), then raises CatalogueUnavailable."""
