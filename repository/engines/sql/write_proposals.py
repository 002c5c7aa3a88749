"""Writing what is remembered of proposed terms."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from repository.engines.sql import schema as s
from repository.engines.sql import schema_proposals as p
from repository.engines.sql.rows import parts
from repository.engines.sql.write_terms import WriteTerms
from repository.errors import NotFound

_c, _d = s.reports.c, p.declined.c
_NUMBERS = select(_c.number)


class WriteProposals(WriteTerms):
    """The part of a transaction that remembers what became of proposed terms."""

    def decline(self, term: int, numbers: Sequence[int], *, again: bool = False) -> int:
        """See `proposals.ProposalsWriting`."""
        self.write_through()
        if term not in self.lookup.terms:
            raise NotFound("no_such_term", term=term)
        there: set[int] = set()
        for part in parts(numbers):
            there |= set(self.connection.execute(select(_d.report).where(_d.term == term, _d.report.in_(part))).scalars())
        changed = [number for number in dict.fromkeys(numbers) if (number in there) is again]
        if not changed:
            return 0
        if again:
            for part in parts(changed):
                self.connection.execute(delete(p.declined).where(_d.term == term, _d.report.in_(part)))
        else:
            known = {row.number for part in parts(changed) for row in self.connection.execute(_NUMBERS.where(_c.number.in_(part)))}
            if len(known) != len(changed):
                raise NotFound("no_report", number=next(n for n in changed if n not in known))
            self.connection.execute(insert(p.declined), [{"report": number, "term": term, "at": self.now} for number in changed])
        what = "term_proposed_again" if again else "term_declined"
        return self.record(what, report=changed[0] if len(changed) == 1 else None, term=term, reports=len(changed))

    def set_rule(self, term: int, *, on: bool) -> int:
        """See `proposals.ProposalsWriting`."""
        self.write_through()
        if term not in self.lookup.terms:
            raise NotFound("no_such_term", term=term)
        there = self.connection.execute(select(p.rules.c.term).where(p.rules.c.term == term)).first() is not None
        if there is on:
            return 0
        if on:
            if self.connection.execute(select(p.rules.c.term).limit(1)).first() is None:
                self.counters[p.RULED] = self.newest  # from now on
            self.connection.execute(insert(p.rules).values(term=term, at=self.now))
        else:
            self.connection.execute(delete(p.rules).where(p.rules.c.term == term))
        return self.record("term_rule_on" if on else "term_rule_off", term=term)

    def ruled_up_to(self, line: int) -> None:
        """See `proposals.ProposalsWriting`."""
        self.counters[p.RULED] = line
