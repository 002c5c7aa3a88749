"""Reading what is known of people."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select

from repository.accounts.record import Account, Letter, Link, Secrets, Session, Token, Tries, folded
from repository.engines.sql import schema_accounts as s
from repository.engines.sql.lookup import Lookup
from repository.engines.sql.part import Part
from repository.engines.sql.rows import SEEN, AnyRow, parts

_a, _o, _s, _t = s.accounts.c, s.account_organisations.c, s.sessions.c, s.tokens.c
_ACCOUNT = (_a.id, _a.email, _a.name, _a.role, _a.state, _a.language, _a.second_factor, _a.sample, _a.created)
_l = s.outbox.c
_LETTER = (_l.id, _l.kind, _l.account, _l.address, _l.language, _l.subject, _l.body, _l.secret, _l.created, _l.state, _l.tries, _l.due,
           _l.error)  # fmt: skip
_TOKEN = (_t.id, _t.account, _t.name, _t.scope, _t.created, _t.used)
_MEMBERS = select(_o.account, _o.term).where(_o.account.in_(bindparam("accounts", expanding=True))).order_by(_o.account, _o.position)
_PERSON = select(*_ACCOUNT).where(_a.id == bindparam("account"))
# Who asks, in one question, as every request of somebody signed in asks it: a row for each of their organisations.
_VISITOR = select(s.sessions, *_ACCOUNT, _o.term, SEEN).join(s.accounts, _a.id == _s.account)
_VISITOR = _VISITOR.outerjoin(s.account_organisations, _o.account == _a.id).where(_s.digest == bindparam("held")).order_by(_o.position)
_SESSION = len(s.sessions.c)  # columns


class People(Part):
    """See `accounts.record.Accounts`."""

    def account(self, account: int) -> Account | None:
        """By number."""
        row = self._first(_PERSON, account=account)
        return self._people([row])[0] if row is not None else None

    def people(self, accounts: Iterable[int]) -> dict[int, Account]:
        """Those of these numbers there are."""
        rows = [row for part in parts(sorted(set(accounts))) for row in self._rows(select(*_ACCOUNT).where(_a.id.in_(part)))]
        return {found.id: found for found in self._people(rows)} if rows else {}

    def account_of(self, email: str) -> Account | None:
        """By address, whatever its case."""
        row = self._first(select(*_ACCOUNT).where(_a.folded == folded(email)))
        return self._people([row])[0] if row is not None else None

    def accounts(self) -> list[Account]:
        """By address."""
        return self._people(self._rows(select(*_ACCOUNT).order_by(_a.folded)))

    def _people(self, rows: Sequence[AnyRow]) -> list[Account]:
        lookup = self._lookup()
        members: dict[int, list[int]] = {}
        for part in parts([row.id for row in rows]):
            for account, term in self._rows(_MEMBERS, accounts=part):
                members.setdefault(account, []).append(term)
        return [_account(row, members.get(row.id, ()), lookup) for row in rows]

    def has_accounts(self) -> bool:
        """Whether anybody but the log-ins of the demo is known."""
        return self._first(select(_a.id).where(~_a.sample).limit(1)) is not None

    def secrets(self, account: int) -> Secrets:
        """Empty ones for an unknown account."""
        row = self._first(select(_a.password, _a.second_factor, _a.step).where(_a.id == account))
        return Secrets(*row) if row is not None else Secrets()

    def recovery_left(self, account: int) -> int:
        """How many recovery codes were not used yet."""
        return self._value(select(func.count()).select_from(s.recovery_codes).where(s.recovery_codes.c.account == account)) or 0

    def session(self, digest: str) -> Session | None:
        """By the digest of its id."""
        row = self._first(select(s.sessions).where(_s.digest == digest))
        return Session(*row) if row is not None else None

    def visitor(self, digest: str) -> tuple[Session, Account] | None:
        """By the digest of the session's id."""
        rows = self._rows(_VISITOR, held=digest)
        if not rows:
            return None
        first = rows[0]
        terms = [row.term for row in rows if row.term is not None]
        lookup = self._lookup(first.vocabulary or 0)
        return Session(*first[:_SESSION]), _account(first[_SESSION : _SESSION + len(_ACCOUNT)], terms, lookup)

    def sessions(self, account: int) -> list[Session]:
        """Last seen first."""
        return [Session(*row) for row in self._rows(select(s.sessions).where(_s.account == account).order_by(_s.seen.desc()))]

    def link(self, digest: str) -> Link | None:
        """By its digest; whether it is still good is for the asker to say."""
        row = self._first(select(s.links).where(s.links.c.digest == digest))
        return Link(*row) if row is not None else None

    def token(self, digest: str) -> Token | None:
        """By its digest."""
        row = self._first(select(*_TOKEN).where(_t.digest == digest))
        return Token(*row) if row is not None else None

    def tokens(self, account: int) -> list[Token]:
        """In the order they were made."""
        return [Token(*row) for row in self._rows(select(*_TOKEN).where(_t.account == account).order_by(_t.id))]

    def letter(self, letter: int) -> Letter | None:
        """By number."""
        row = self._first(select(*_LETTER).where(_l.id == letter))
        return Letter(*row) if row is not None else None

    def letters(self, *, secret: bool, limit: int = 200) -> list[Letter]:
        """Newest first, those with links only when asked for."""
        question = select(*_LETTER).order_by(_l.id.desc()).limit(limit)
        return [Letter(*row) for row in self._rows(question if secret else question.where(~_l.secret))]

    def letters_due(self, now: float, limit: int) -> list[Letter]:
        """Waiting ones whose time has come, oldest first."""
        question = select(*_LETTER).where(_l.state == "waiting", _l.due <= now).order_by(_l.id).limit(limit)
        return [Letter(*row) for row in self._rows(question)]

    def tries(self, key: str) -> Tries | None:
        """What was counted."""
        row = self._first(select(s.tries.c.count, s.tries.c.last).where(s.tries.c.key == key))
        return Tries(*row) if row is not None else None


def _account(row: Sequence[Any], terms: Iterable[int], lookup: Lookup) -> Account:
    """A person, of the columns `_ACCOUNT` and the terms of their organisations."""
    id_, email, name, role, state, language, second_factor, sample, created = row
    own = tuple(dict.fromkeys(_lead(term, lookup) for term in terms))
    return Account(id_, email, name, role, state, own, language, bool(second_factor), bool(sample), created)


def _lead(term: int, lookup: Lookup) -> int:
    """What a term was merged into in the end."""
    while (found := lookup.terms.get(term)) is not None and found.merged_into is not None:
        term = found.merged_into
    return term
