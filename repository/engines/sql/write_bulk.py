"""Writing the same change into many reports: one line of history for all of them, a part for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, bindparam, delete, insert, select, update

from repository import dates
from repository.catalogue import Done, Edit
from repository.engines.sql import schema as s
from repository.engines.sql.rows import AnyRow, parts
from repository.engines.sql.write_reports import WriteReports, storable
from repository.errors import InputError

FIELDS = ("date", "date_note", "licence", "source")
EXAMPLES = 5
Tags = list[tuple[int, str, int]]  # term, role, position

_c, _rt = s.reports.c, s.report_terms.c
_ROWS = select(_c.number, _c.published, *(_c[name] for name in FIELDS)).order_by(_c.number)
_TAGS = select(_rt.report, _rt.term, _rt.role, _rt.position).order_by(_rt.report, _rt.position, _rt.term, _rt.role)
_GONE = delete(s.report_terms).where(and_(_rt.report == bindparam("r"), _rt.term == bindparam("t"), _rt.role == bindparam("o")))


@dataclass(slots=True)
class ReportChange:
    """What a change takes off one report, puts on it, and sets; and whether the report was ever public."""

    number: int
    public: bool
    removed: Tags = field(default_factory=list)
    added: Tags = field(default_factory=list)
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether it changes anything."""
        return bool(self.removed or self.added or self.after)

    def said(self) -> tuple[dict[str, object], dict[str, object]]:
        """For the history: what was and what is."""
        if not (self.removed or self.added):
            return self.before, self.after
        return ({**self.before, "tags": [list(tag) for tag in self.removed]}, {**self.after, "tags": [list(tag) for tag in self.added]})


class WriteBulk(WriteReports):
    """The part of a transaction that changes many reports at once."""

    def edit_reports(self, numbers: Iterable[int], edit: Edit, **detail: object) -> Done:
        """Makes the change in every report that it changes; raises InputError for a value that cannot be."""
        dates.read(edit.fields.get("date", ""))
        storable(edit.fields.values())
        named = [tag.term for kept in edit.replace.values() for tag in kept] + [tag.term for tag in edit.append]
        for term in (*named, *(term for term, _ in edit.remove)):
            if term not in self.lookup.terms:
                raise InputError("no_term", term=term)
        self.write_through()
        held, found = self.parts(), []
        for part in parts(sorted(set(numbers))):
            changes = [change for change in self._planned(part, edit) if change.any]
            for change in changes:
                held.add("report", change.number, *change.said())
            self.apply(changes)
            found += [change.number for change in changes]
        if not found:
            self.forget(held)
            return Done(0, "reports_edited", 0)
        line = self.record_parts("reports_edited", held, {**detail, "reports": len(found)})
        return Done(line, "reports_edited", len(found), tuple(found[:EXAMPLES]))

    def _planned(self, numbers: Sequence[int], edit: Edit) -> list[ReportChange]:
        tags = self.tags_of(numbers)
        return [self._plan(row, tags.get(row.number, []), edit) for row in self.connection.execute(_ROWS.where(_c.number.in_(numbers)))]

    def _plan(self, row: AnyRow, tags: Tags, edit: Edit) -> ReportChange:
        change = ReportChange(row.number, row.published is not None)
        facets = {term: self.lookup.terms[term].facet for term, _, _ in tags}
        wanted = [(tag.term, tag.role) for kept in edit.replace.values() for tag in kept] + [(tag.term, tag.role) for tag in edit.append]
        off = set(edit.remove)
        for term, role, position in tags:
            replaced = facets[term] in edit.replace and (term, role) not in wanted
            if replaced or (term, role) in off or (term, None) in off:
                change.removed.append((term, role, position))
        there = {(term, role) for term, role, _ in tags}
        last = max((position for _, _, position in tags), default=-1)
        for term, role in dict.fromkeys(wanted):
            if (term, role) not in there:
                last += 1
                change.added.append((term, role, last))
        for name, value in edit.fields.items():
            if getattr(row, name) != value:
                change.before[name], change.after[name] = getattr(row, name), value
        self.one_each(row.number, [(t, r) for t, r, p in tags if (t, r, p) not in change.removed] + [(t, r) for t, r, _ in change.added])
        return change

    def tags_of(self, numbers: Sequence[int]) -> dict[int, Tags]:
        """The tags of some reports as they stand."""
        found: dict[int, Tags] = {}
        for row in self.connection.execute(_TAGS.where(_rt.report.in_(numbers))):
            found.setdefault(row.report, []).append((row.term, row.role, row.position))
        return found

    def once_public(self, numbers: Sequence[int]) -> set[int]:
        """Those of some reports that are public now, or were."""
        once = select(_c.number).where(_c.number.in_(numbers), _c.published.is_not(None))
        return set(self.connection.execute(once).scalars())

    def apply(self, changes: Sequence[ReportChange]) -> None:
        """Writes planned changes; every report concerned is logged for the index."""
        gone = [{"r": one.number, "t": term, "o": role} for one in changes for term, role, _ in one.removed]
        if gone:
            self.connection.execute(_GONE, gone)
        come = [{"report": one.number, "term": t, "role": r, "position": p} for one in changes for t, r, p in one.added]
        if come:
            self.connection.execute(insert(s.report_terms), come)
        same: dict[tuple[tuple[str, object], ...], list[int]] = {}
        for one in changes:
            same.setdefault(tuple(one.after.items()), []).append(one.number)
        for values, numbers in same.items():
            grown: Mapping[str, object] = {**dict(values), "version": _c.version + 1, "changed": self.now}
            for part in parts(numbers):
                self.connection.execute(update(s.reports).where(_c.number.in_(part)).values(**grown))
        self.touched += [one.number for one in changes if one.public]
