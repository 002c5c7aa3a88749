"""Writing what is known of people, in the same transaction as its lines of history."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.sql.dml import Delete, Insert, Update

from repository.accounts.record import Account, Letter, LetterState, Link, Secrets, Session, Token, Tries, folded
from repository.engines.sql import schema_accounts as s
from repository.engines.sql.ledger import Ledger
from repository.errors import Conflict, NotFound

_a, _s, _l = s.accounts.c, s.sessions.c, s.links.c


class WriteAccounts(Ledger):
    """The part of a transaction that is about people; see `accounts.record.AccountsWriting`."""

    def _run(self, *changes: Insert | Update | Delete) -> int:
        self.write_through()
        return [self.connection.execute(change).rowcount for change in changes][-1]

    def add_account(self, account: Account) -> int:
        """A new one; raises Conflict `account_there`."""
        self._free(account)
        id_ = self.next("account")
        self._run(insert(s.accounts).values(id=id_, created=self.now, password="", second_factor="", step=0, **_row(account)))
        self._belong(id_, account.organisations)
        return id_

    def change_account(self, account: Account) -> None:
        """Replaces everything but secrets; raises NotFound `no_account`, Conflict `account_there`."""
        self._free(account)
        if not self._run(update(s.accounts).where(_a.id == account.id).values(**_row(account))):
            raise NotFound("no_account")
        self._run(delete(s.account_organisations).where(s.account_organisations.c.account == account.id))
        self._belong(account.id, account.organisations)

    def _free(self, account: Account) -> None:
        self.write_through()
        holder = self.connection.execute(select(_a.id).where(_a.folded == folded(account.email))).scalar()
        if holder is not None and holder != account.id:
            raise Conflict("account_there", email=account.email)

    def _belong(self, account: int, terms: Sequence[int]) -> None:
        rows = [{"account": account, "term": term, "position": n} for n, term in enumerate(dict.fromkeys(terms))]
        if rows:
            self.connection.execute(insert(s.account_organisations), rows)

    def set_secrets(self, account: int, secrets: Secrets) -> None:
        """Replaces them."""
        values = {"password": secrets.password, "second_factor": secrets.second_factor, "step": secrets.step}
        self._run(update(s.accounts).where(_a.id == account).values(**values))

    def set_recovery(self, account: int, digests: Sequence[str]) -> None:
        """Replaces the recovery codes."""
        self._run(delete(s.recovery_codes).where(s.recovery_codes.c.account == account))
        if digests:
            self.connection.execute(insert(s.recovery_codes), [{"account": account, "digest": digest} for digest in digests])

    def use_recovery(self, account: int, digest: str) -> bool:
        """Whether it was there; it no longer is."""
        r = s.recovery_codes.c
        return self._run(delete(s.recovery_codes).where(r.account == account, r.digest == digest)) == 1

    def put_session(self, session: Session) -> None:
        """Adds or replaces."""
        self._run(
            delete(s.sessions).where(_s.digest == session.digest),
            insert(s.sessions).values(
                digest=session.digest, account=session.account, stage=session.stage, created=session.created, seen=session.seen,
                agent=session.agent, pending=session.pending,
            ),
        )  # fmt: skip

    def end_session(self, digest: str) -> None:
        """Whether it was there or not."""
        self._run(delete(s.sessions).where(_s.digest == digest))

    def end_sessions(self, account: int | None, *, keep: str = "") -> int:
        """Ends all of an account (None: of everybody) but one; how many."""
        change = delete(s.sessions).where(_s.digest != keep)
        return self._run(change if account is None else change.where(_s.account == account))

    def put_link(self, link: Link) -> None:
        """Adds; an older one of the same kind for the same account is no longer good."""
        older = delete(s.links).where(_l.kind == link.kind, _l.account.is_not_distinct_from(link.account))
        self._run(older, insert(s.links).values(digest=link.digest, account=link.account, kind=link.kind, expires=link.expires))

    def end_links(self, account: int | None) -> None:
        """None of them is good any more."""
        self._run(delete(s.links).where(_l.account.is_not_distinct_from(account)))

    def add_token(self, token: Token, digest: str) -> int:
        """A new one; its number."""
        id_ = self.next("token")
        self._run(insert(s.tokens).values(id=id_, account=token.account, digest=digest, name=token.name, scope=token.scope, created=self.now))
        return id_

    def end_token(self, token: int) -> None:
        """It is no longer good."""
        self._run(delete(s.tokens).where(s.tokens.c.id == token))

    def end_tokens(self, account: int) -> None:
        """None of an account's is good any more."""
        self._run(delete(s.tokens).where(s.tokens.c.account == account))

    def use_token(self, token: int, moment: float) -> None:
        """Remembers when it was used last."""
        self._run(update(s.tokens).where(s.tokens.c.id == token).values(used=moment))

    def add_letter(self, letter: Letter) -> int:
        """Its number."""
        id_ = self.next("letter")
        self._run(insert(s.outbox).values(
            id=id_, kind=letter.kind, account=letter.account, address=letter.address, language=letter.language, subject=letter.subject,
            body=letter.body, secret=letter.secret, created=self.now, state=letter.state, tries=letter.tries, due=letter.due, error="",
        ))  # fmt: skip
        return id_

    def change_letter(self, letter: int, state: LetterState, *, tries: int, due: float, error: str) -> None:
        """The text of one with a link is wiped when it no longer waits; raises NotFound `no_letter`."""
        o = s.outbox.c
        if not self._run(update(s.outbox).where(o.id == letter).values(state=state, tries=tries, due=due, error=error)):
            raise NotFound("no_letter")
        if state in ("sent", "done"):
            self._run(update(s.outbox).where(o.id == letter, o.secret).values(body=""))

    def put_tries(self, key: str, tries: Tries | None) -> None:
        """Replaces what was counted; None forgets it."""
        self._run(delete(s.tries).where(s.tries.c.key == key))
        if tries is not None:
            self._run(insert(s.tries).values(key=key, count=tries.count, last=tries.last))

    def tidy(self, *, sessions_before: float, links_before: float, tries_before: float, letters_before: float) -> None:
        """Takes away what ended long ago; letters only when they were sent or handed on."""
        self._run(
            delete(s.sessions).where(_s.created < sessions_before),
            delete(s.links).where(_l.expires < links_before),
            delete(s.tries).where(s.tries.c.last < tries_before),
            delete(s.outbox).where(s.outbox.c.state.in_(("sent", "done")), s.outbox.c.due < letters_before),
        )


def _row(account: Account) -> dict[str, object]:
    return {"email": account.email.strip(), "folded": folded(account.email), "name": account.name, "role": account.role,
            "state": account.state, "language": account.language, "sample": account.sample}  # fmt: skip
