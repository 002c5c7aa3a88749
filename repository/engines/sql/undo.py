"""Taking one change back as a new change, as long as nothing that came later contradicts it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from repository.catalogue import Done
from repository.engines.sql import schema as s
from repository.engines.sql.effects import Effect, batches
from repository.engines.sql.ledger import Parts
from repository.engines.sql.rows import AnyRow
from repository.engines.sql.undo_fields import Differs, facet_back, pages_back, record_back, term_back, turned
from repository.engines.sql.write_bulk import EXAMPLES, FIELDS, ReportChange, Tags, WriteBulk
from repository.engines.sql.write_files import WriteFiles
from repository.engines.sql.write_reports import pages_digest, pages_said, said_of
from repository.engines.sql.write_terms import WriteTerms
from repository.errors import Conflict, InputError, NotFound

TOLD = 5  # changes named that stand in the way
_h, _p, _c, _rt = s.history.c, s.history_parts.c, s.reports.c, s.report_terms.c


class Undo(WriteFiles, WriteTerms, WriteBulk):
    """The part of a transaction that takes changes back."""

    def undo(self, change: int) -> Done:
        """Takes a change back; raises NotFound `no_change`, Conflict `undo_done`, `undo_blocked`, InputError `undo_never`."""
        self.write_through()
        known = 0 < change < 2**62
        line = self.connection.execute(select(s.history).where(_h.id == change)).first() if known else None
        if line is None:
            raise NotFound("no_change", change=change)
        if line.undone_by is not None:
            raise Conflict("undo_done", change=change, by=line.undone_by)
        with self.savepoint():
            try:
                return self._undone(line)
            except Differs as found:
                raise self._blocked(line, found) from None

    def _undone(self, line: AnyRow) -> Done:
        held, any_ = self.parts(), False
        numbers: list[int] = []
        merged: list[int] = []
        detail: dict[str, object] = {}
        with self.silent():
            revived = self._revived(line)
            for effects in batches(self.connection, line):
                any_ = True
                kind = effects[0].kind
                if kind == "report":
                    numbers += self._reports(effects, revived, held)
                elif kind == "term":
                    self._terms(effects, held)
                    merged += [effect.item for effect in effects if self.lookup.terms[effect.item].state == "merged"]
                elif kind == "file":
                    self._files(effects, held)
                else:
                    detail |= self._other(effects[0])
        for term in merged:
            if self._used(term):
                raise Differs("term", term)
        if not any_:
            raise InputError("undo_never", change=line.id)
        touched = self._concerned_count(line) if not numbers else len(numbers)
        told = {"undoes": line.id, "was": line.what, "reports": touched, **({"other": line.other} if line.other else {}), **detail}
        done = self.record_parts("undone", held, told, report=line.report, term=line.term)
        self.write_through()
        self.connection.execute(update(s.history).where(_h.id == line.id).values(undone_by=done))
        return Done(done, line.what, touched, tuple(numbers[:EXAMPLES]), line.term)

    # -- one kind after the other

    def _revived(self, line: AnyRow) -> set[int]:
        """Terms that this undo takes out of a merge."""
        return {effect.item for effects in batches(self.connection, line) for effect in effects
                if effect.kind == "term" and effect.after.get("state") == "merged"}  # fmt: skip

    def _reports(self, effects: Sequence[Effect], revived: set[int], held: Parts) -> list[int]:
        numbers = [effect.item for effect in effects]
        tags = self.tags_of(numbers)
        columns = select(_c.number, _c.published, *(_c[name] for name in FIELDS)).where(_c.number.in_(numbers))
        rows = {row.number: row for row in self.connection.execute(columns)}
        changes = []
        for effect in effects:
            row = rows[effect.item]
            change = ReportChange(effect.item, row.published is not None)
            self._tags_back(effect, tags.get(effect.item, []), revived, change)
            plain = [name for name in effect.after if name in FIELDS]
            change.before, change.after = turned(effect, {name: getattr(row, name) for name in plain})
            other = self._whole_back(effect)
            if change.any or other:
                was, will = change.said()
                held.add("report", effect.item, {**was, **other.get("before", {})}, {**will, **other.get("after", {})})
                changes.append(change)
        self.apply([change for change in changes if change.any])
        return [change.number for change in changes]

    def _tags_back(self, effect: Effect, tags: Tags, revived: set[int], change: ReportChange) -> None:
        there = {(term, role): (term, role, position) for term, role, position in tags}
        for term, role, _ in effect.after.get("tags", ()):
            if (term, role) in there:
                change.removed.append(there.pop((term, role)))
            elif self.lookup.terms[term].state == "merged":
                raise Differs("term", term)
        for term, role, position in effect.before.get("tags", ()):
            if (term, role) not in there:
                if self.lookup.terms[term].state == "merged" and term not in revived:
                    raise Differs("term", term)
                change.added.append((term, role, position))
        self.one_each(effect.item, [*there, *((term, role) for term, role, _ in change.added)])

    def _whole_back(self, effect: Effect) -> Mapping[str, Any]:
        """Titles, relations, the state …: what one report was given by itself."""
        if "state" in effect.after:
            row = self._row(effect.item)
            before, after = turned(effect, {name: getattr(row, name) for name in effect.after})
            if after:
                self.move(effect.item, **{**{name: getattr(row, name) for name in ("state", "reason", "successor")}, **after})
            return {"before": before, "after": after} if after else {}
        if not set(effect.after) - {*FIELDS, "tags"}:
            return {}
        said = said_of(self._report(effect.item))
        names = [name for name in effect.after if name not in (*FIELDS, "tags")]
        before, after = turned(effect, {name: said[name] for name in names})
        if after:
            self.update_report(effect.item, record_back({**said, **after}))
        return {"before": before, "after": after} if after else {}

    def _terms(self, effects: Sequence[Effect], held: Parts) -> None:
        for effect in effects:
            now = self.lookup.terms[effect.item]
            term = term_back(now, effect)
            if term == now:
                continue
            for above in set(term.broader) - set(now.broader):
                if self.lookup.terms[above].state == "merged" and above not in {each.item for each in effects}:
                    raise Differs("term", above)
            self._no_cycle(term)
            self._concerned(self.lookup.below(term.id) if term.broader != now.broader else {term.id})
            self._write(term)
            self.part_of_term(held, now, term)

    def _used(self, term: int) -> bool:
        on = self.connection.execute(select(_rt.report).where(_rt.term == term).limit(1)).first()
        return on is not None or bool(self.lookup.narrower(term))

    def _files(self, effects: Sequence[Effect], held: Parts) -> None:
        """Those that go make room at their address for those that come back."""
        for effect in sorted(effects, key=lambda each: not each.after["there"]):
            if self.is_there(effect.item) != effect.after["there"]:
                raise Differs("file", effect.item)
            if effect.after["there"]:
                self.remove_file(effect.item)
            else:
                self.restore_file(effect.item)
        for effect in effects:
            held.add("file", effect.item, effect.after, effect.before)

    def _other(self, effect: Effect) -> dict[str, object]:
        if effect.kind == "apart":
            other, was = effect.after["other"], bool(effect.before["apart"])
            if not self.put_apart(effect.item, other, apart=was):
                raise Differs("term", effect.item)
            return {"before": not was, "after": was}
        if effect.kind == "pages":
            now = self.own_pages(effect.item)
            if pages_digest(now) != effect.after["digest"]:
                raise Differs("report", effect.item)
            pages = pages_back(effect)
            self.set_own_pages(effect.item, pages)
            return {"before": pages_said(now), "after": pages_digest(pages)}
        now_facet = self.lookup.facets.get(effect.item)
        facet = facet_back(now_facet, effect)
        if facet is None and any(term.facet == effect.item for term in self.lookup.terms.values()):
            raise InputError("undo_facet_used", facet=effect.item)
        self.set_facet(effect.item, facet)
        return {"facet": effect.item, "before": effect.after["facet"], "after": effect.before["facet"]}

    # -- what stands in the way

    def _blocked(self, line: AnyRow, found: Differs) -> Conflict:
        touches = select(_p.history).where(_p.kind == found.kind, _p.item == found.item)
        own = {"report": _h.report == found.item, "term": or_(_h.term == found.item, _h.other == found.item)}.get(found.kind)
        about = or_(_h.id.in_(touches), own) if own is not None else _h.id.in_(touches)
        if found.kind == "term":  # reports that were given it later
            later = select(_rt.report).where(_rt.term == found.item)
            about = or_(about, and_(_h.report.in_(later), _h.what.in_(("report_added", "report_edited"))))
        rows = self.connection.execute(select(_h.id, _h.undone_by).where(_h.id > line.id, about).order_by(_h.id.desc()).limit(200)).all()
        gone = {row.id for row in rows if row.undone_by is not None}
        gone |= {row.undone_by for row in rows if row.undone_by is not None}
        by = [row.id for row in rows if row.id not in gone][:TOLD]
        return Conflict("undo_blocked", change=line.id, by=", ".join(map(str, by)) or "?", changes=by, kind=found.kind, item=found.item)

    def _concerned_count(self, line: AnyRow) -> int:
        if line.what in ("term_edited", "term_added", "term_merged"):
            return self.used_by([line.term])[0]
        return 1 if line.report else 0

    def used_by(self, terms: Sequence[int]) -> tuple[int, tuple[int, ...]]:
        """How many reports have one of these terms, and the first of them."""
        self.write_through()
        chosen = _rt.term.in_(terms)
        count = self.connection.execute(select(func.count(_rt.report.distinct())).where(chosen)).scalar_one()
        first = self.connection.execute(select(_rt.report).where(chosen).distinct().order_by(_rt.report).limit(EXAMPLES)).scalars().all()
        return count, tuple(first)
