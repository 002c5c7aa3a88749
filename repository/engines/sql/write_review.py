"""Writing what review needs: claims, wishes for withdrawal, trust in organisations."""

from sqlalchemy import delete, insert

from repository.catalogue import Correction
from repository.engines.sql import schema_review as s
from repository.engines.sql.rows import as_json
from repository.engines.sql.trusting import levels_of
from repository.engines.sql.write_terms import WriteTerms
from repository.errors import NotFound
from repository.model import Trust


class WriteReview(WriteTerms):
    """The part of a transaction that serves review."""

    def put_claim(self, number: int, account: int | None, *, since: float = 0.0, until: float = 0.0) -> None:
        """See `catalogue.Writing`."""
        self.write_through()
        self.connection.execute(delete(s.claims).where(s.claims.c.report == number))
        if account is not None:
            self.connection.execute(insert(s.claims).values(report=number, account=account, since=since, until=until))

    def add_correction(self, correction: Correction) -> int:
        """See `catalogue.Writing`."""
        self.write_through()
        id_ = self.next("correction")
        self.connection.execute(insert(s.corrections).values(
            id=id_, report=correction.report, account=correction.account, at=self.now, fields=as_json(correction.fields),
            note=correction.note, replaced=correction.replaced, file=correction.file,
        ))  # fmt: skip
        return id_

    def drop_correction(self, correction: int) -> None:
        """See `catalogue.Writing`."""
        self.write_through()
        self.connection.execute(delete(s.corrections).where(s.corrections.c.id == correction))

    def put_wish(self, number: int, account: int | None, *, reason: str = "") -> None:
        """See `catalogue.Writing`."""
        self.write_through()
        self.connection.execute(delete(s.wishes).where(s.wishes.c.report == number))
        if account is not None:
            self.connection.execute(insert(s.wishes).values(report=number, account=account, reason=reason, at=self.now))

    def set_trust(self, term: int, level: Trust) -> bool:
        """See `catalogue.Writing`."""
        self.write_through()
        known = self.lookup.terms.get(term)
        if known is None or known.facet != "organisation":
            raise NotFound("no_term", term=term)
        before = self.trust().get(term, "reviewed")
        if before == level:
            return False
        same = [each.id for each in self.lookup.terms.values() if each.merged_into is not None and self.lookup.lead(each) == known]
        self.connection.execute(delete(s.trust).where(s.trust.c.term.in_([term, *same])))
        self.connection.execute(insert(s.trust).values(term=term, level=level))
        self.record("organisation_trust", term=term, before={"trust": before}, after={"trust": level})
        return True

    def trust(self) -> dict[int, Trust]:
        """See `catalogue.Catalogue`."""
        return levels_of({row.term: row.level for row in self.connection.execute(s.trust.select())}, self.lookup)
