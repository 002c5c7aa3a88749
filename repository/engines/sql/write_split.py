"""Splitting a term: a new one beside it, which some of its reports get in its place; one line of history for all of it."""

from collections.abc import Sequence

from repository.catalogue import Done
from repository.engines.sql.rows import parts
from repository.engines.sql.write_bulk import EXAMPLES, ReportChange, WriteBulk
from repository.engines.sql.write_terms import WriteTerms
from repository.errors import NotFound
from repository.model import Texts


class WriteSplit(WriteTerms, WriteBulk):
    """The part of a transaction that splits terms."""

    def split_term(self, source: int, labels: Texts, numbers: Sequence[int]) -> Done:
        """See `catalogue.Writing`."""
        old = self.lookup.terms.get(source)
        if old is None:
            raise NotFound("no_term", term=source)
        with self.silent():
            new = self.add_term(old.facet, labels, state="approved", broader=old.broader)
        self.write_through()
        held, moved = self.parts(), list[int]()
        for part in parts(sorted(set(numbers))):
            tags = self.tags_of(part)
            public = self.once_public(part)
            changes = []
            for number in part:
                mine = [tag for tag in tags.get(number, []) if tag[0] == source]
                if mine:
                    put = [(new.id, role, position) for _, role, position in mine]
                    changes.append(ReportChange(number, number in public, removed=mine, added=put))
            for change in changes:
                held.add("report", change.number, *change.said())
            self.apply(changes)
            moved += [change.number for change in changes]
        held.add("term", new.id, {"state": "retired"}, {"state": new.state})
        name = old.labels[0].text if old.labels else old.key
        told = {"other": new.id, "source": name, "target": new.labels[0].text, "reports": len(moved)}
        return Done(self.record_parts("term_split", held, told, term=source), "term_split", len(moved), tuple(moved[:EXAMPLES]), new.id)
