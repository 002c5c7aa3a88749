"""One transaction: rows held back and written many at once, numbers given out, savepoints, the change log.

Nothing is written to the database before it is read there, replaced there, or kept. A savepoint is only made there when
something is written inside it; until then it is a mark in the lists of rows held back.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass

from sqlalchemy import Connection, NestedTransaction, and_, bindparam, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from repository.engines.sql import schema as s
from repository.engines.sql.chain import PartsDigest, link
from repository.engines.sql.faults import told
from repository.engines.sql.groups import groups
from repository.engines.sql.lookup import Lookup
from repository.engines.sql.rows import as_json, now, parts
from repository.model import FOLDING_RELATIONS, Actor, Facet, Term

ORDER = (s.terms, s.labels, s.broader, s.reports, s.texts, s.report_terms, s.relations, s.files, s.pages, s.sketches, s.work,
         s.history_parts, s.history)  # fmt: skip
_INSERT = {table.name: insert(table) for table in ORDER}
_COUNTERS = select(s.counters.c.name, s.counters.c.last).with_for_update()
_NEWEST = select(s.history.c.hash).order_by(s.history.c.id.desc()).limit(1)
_COUNTED = update(s.counters).where(s.counters.c.name == bindparam("of")).values(last=bindparam("to"))
COUNTED = (
    "report",
    "file",
    "page",
    "sketch",
    "term",
    "change",
    "history",
    "work",
    "account",
    "token",
    "letter",
    "upload",
    "batch",
    "correction",
    "task",
)


@dataclass(slots=True, eq=False)
class Mark:
    """Where a savepoint began; `point` is None while it exists in memory only."""

    sizes: dict[str, int]
    counters: dict[str, int]
    terms: int
    facets: dict[str, Facet]
    tip: str | None
    point: NestedTransaction | None = None


class Ledger:
    """The transaction's memory. `fresh` are new reports whose row is still held back and may be changed in place."""

    def __init__(self, connection: Connection, actor: Actor, lookup: Lookup, counted: Mapping[str, int]) -> None:
        self.connection, self.actor, self.now = connection, actor, now()
        self.quiet = False  # no history, for what a new record is seeded with
        self.counters: dict[str, int] = {**dict.fromkeys((*COUNTED, "terms"), 0), **counted}
        self._kept = counted
        self.first = self.counters["report"]  # reports above it are new in this transaction
        self.rows: dict[str, list[dict[str, object]]] = {table.name: [] for table in ORDER}
        self.touched: list[int] = []  # reports to log for the index
        self.regroup: list[int] = []  # reports whose whole group is to be logged
        self.named: list[str] = []  # external ids that came in: open relations may wait for them
        self.fresh: dict[int, dict[str, object]] = {}
        self.external: dict[str, int] = {}  # external ids of fresh reports
        self.prints: dict[str, int] = {}  # fingerprints of fresh reports
        self.lighter: list[int] = []  # reports that lost a file
        self.lookup = lookup
        self._tip: str | None = None  # hash of the newest line of history, once it is known
        self._owned = False  # whether the vocabulary is this transaction's own copy
        self._undo: list[tuple[int, Term | None]] = []
        self._marks: list[Mark] = []
        self._logged: set[int] = set()

    # -- numbers and rows

    def next(self, name: str) -> int:
        """A number never given out before."""
        self.counters[name] += 1
        return self.counters[name]

    @contextmanager
    def silent(self) -> Iterator[None]:
        """What is done inside leaves no line of its own: it is part of one that is written after it."""
        before, self.quiet = self.quiet, True
        try:
            yield
        finally:
            self.quiet = before

    def hold(self, table: str, row: dict[str, object]) -> None:
        """A row to be written later."""
        self.rows[table].append(row)

    def may_change(self, number: int) -> bool:
        """Whether a fresh report's row belongs to the innermost savepoint, so that changing it is undone with it."""
        return number in self.fresh and (not self._marks or number > self._marks[-1].counters["report"])

    def record(self, what: str, *, report: int | None = None, term: int | None = None, **detail: object) -> int:
        """A line of history; `other` in the detail is a second term it belongs to."""
        return 0 if self.quiet else self._line(self.next("history"), what, report, term, detail, "")

    def record_parts(
        self, what: str, parts: "Parts", detail: Mapping[str, object], *, report: int | None = None, term: int | None = None
    ) -> int:  # fmt: skip
        """A line of history with what it did to each thing."""
        return self._line(parts.history, what, report, term, detail, parts.digest.text()) if parts.history else 0

    def _line(self, number: int, what: str, report: int | None, term: int | None, detail: Mapping[str, object], digest: str) -> int:
        self.hold("history", {
            "id": number, "at": self.now, "who": self.actor.name, "account": self.actor.account, "what": what,
            "report": report, "term": term, "other": detail.get("other"), "detail": as_json(detail), "hash": digest,
        })  # fmt: skip
        return number

    def parts(self) -> "Parts":
        """The parts of the next line of history: add them, then `record_parts` before any other line."""
        return Parts(self, 0 if self.quiet else self.next("history"))

    def forget(self, parts: "Parts") -> None:
        """There was nothing to record: the number is given to the next line."""
        if parts.history:
            self.counters["history"] = parts.history - 1

    def _chained(self, lines: list[dict[str, object]]) -> list[dict[str, object]]:
        """The lines with their hashes, in which until now only the digests of their parts stood."""
        if self._tip is None:
            self._tip = self.connection.execute(_NEWEST).scalar() or ""
        for line in lines:
            line["hash"] = self._tip = link(self._tip, line, str(line["hash"]))
        return lines

    # -- terms in memory

    def put(self, term: Term) -> None:
        """Makes a changed term known inside this transaction."""
        self._own()
        self._undo.append((term.id, self.lookup.put(term)))

    def put_facet(self, key: str, facet: Facet | None) -> None:
        """Makes a new or changed facet known inside this transaction; None takes it out."""
        self._own()
        facets = {**{name: one for name, one in self.lookup.facets.items() if name != key}, **({key: facet} if facet else {})}
        self.lookup.facets = dict(sorted(facets.items(), key=lambda item: (item[1].position, item[0])))

    def _own(self) -> None:
        if not self._owned:
            self.lookup, self._owned = self.lookup.copy(), True
            self.counters["terms"] += 1
            self.lookup.version = self.counters["terms"]

    @property
    def version(self) -> int:
        """The version of the vocabulary a change of this transaction belongs to; `put` first."""
        return self.lookup.version

    # -- savepoints

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is undone alone."""
        mark = Mark(self._sizes(), dict(self.counters), len(self._undo), self.lookup.facets, self._tip)
        with told(None):
            self._marks.append(mark)
            try:
                yield
                if mark.point is not None:
                    self.flush()
            except BaseException as error:
                self._back_to(mark, error)
                raise
            finally:
                self._marks.remove(mark)
            if mark.point is not None:
                mark.point.commit()

    def _sizes(self) -> dict[str, int]:
        sizes = {name: len(rows) for name, rows in self.rows.items()}
        return {**sizes, "touched": len(self.touched), "regroup": len(self.regroup), "named": len(self.named)}

    def _back_to(self, mark: Mark, error: BaseException) -> None:
        if mark.point is not None:
            # A full disk undoes the whole transaction by itself; what went wrong must not be hidden by that.
            with suppress(DBAPIError) if isinstance(error, DBAPIError) else nullcontext():
                mark.point.rollback()
            self._tip = mark.tip
        for name, rows in self.rows.items():
            del rows[mark.sizes[name] :]
        del self.touched[mark.sizes["touched"] :]
        del self.regroup[mark.sizes["regroup"] :]
        del self.named[mark.sizes["named"] :]
        while len(self._undo) > mark.terms:
            id_, before = self._undo.pop()
            self.lookup.take(id_)
            if before is not None:
                self.lookup.put(before)
        if self._owned:
            self.lookup.facets = mark.facets
        used = {name: self.counters[name] for name in ("terms", "change")}  # given out outside of the mark, too
        self.counters = {**mark.counters, **used}
        top = mark.counters["report"]
        self.fresh = {number: row for number, row in self.fresh.items() if number <= top}
        self.prints = {print_: number for print_, number in self.prints.items() if number <= top}
        self.external = {str(row["external_id"]): number for number, row in self.fresh.items() if row["external_id"]}

    # -- writing down

    def flush(self) -> None:
        """Writes what is held back, so that it can be read."""
        if any(self._sizes().values()):
            self.write_through()

    def write_through(self) -> None:
        """Writes what is held back and makes the savepoints real: call it before changing the database directly."""
        unreal = [mark for mark in self._marks if mark.point is None]
        done = dict.fromkeys(self._sizes(), 0)
        for mark in unreal:
            self._insert({name: size - done[name] for name, size in mark.sizes.items()})
            done, mark.sizes = mark.sizes, dict.fromkeys(mark.sizes, 0)
            mark.tip = self._tip
            mark.point = self.connection.begin_nested()
        self._insert(None)
        self.fresh.clear()
        self.prints.clear()
        self.external.clear()

    def _insert(self, sizes: dict[str, int] | None) -> None:
        for table in ORDER:
            rows = self.rows[table.name]
            part = rows if sizes is None else rows[: sizes[table.name]]
            if part:
                self.connection.execute(_INSERT[table.name], self._chained(part) if table is s.history else part)
                del rows[: len(part)]
        logged = []
        for name in ("named", "regroup", "touched"):
            held = getattr(self, name)
            size = len(held) if sizes is None else sizes[name]
            logged.append(held[:size])
            del held[:size]
        named, regroup, touched = logged
        around = {*regroup, *(self._settle() if named else ())}
        self._log(list(dict.fromkeys([*touched, *(groups(self.connection, around) if around else ())])))

    def _settle(self) -> list[int]:
        """Open relations whose external id has come in now point at its report; those that fold are given back."""
        r, c = s.relations.c, s.reports.c
        came = and_(c.external_id == r.external_id, c.number != r.report)
        open_ = select(r.report, r.position, r.kind, c.number).join(s.reports, came).where(r.target.is_(None), r.external_id != "")
        rows = self.connection.execute(open_).all()
        if rows:
            found = [{"of": row.report, "at": row.position, "to": row.number} for row in rows]
            place = and_(r.report == bindparam("of"), r.position == bindparam("at"))
            self.connection.execute(update(s.relations).where(place).values(target=bindparam("to")), found)
        return [row.report for row in rows if row.kind in FOLDING_RELATIONS]

    def _log(self, numbers: list[int]) -> None:
        for part in parts([number for number in numbers if number <= self.first or number in self._logged]):
            self.connection.execute(delete(s.changes).where(s.changes.c.report.in_(part)))
        if numbers:
            self._logged.update(numbers)
            self.connection.execute(insert(s.changes), [{"report": number, "id": self.next("change")} for number in numbers])

    def finish(self) -> None:
        """The last step before the transaction is kept."""
        self.write_through()
        for name, last in self.counters.items():
            if name not in self._kept:
                self.connection.execute(insert(s.counters).values(name=name, last=last))
        moved = [{"of": name, "to": last} for name, last in self.counters.items() if self._kept.get(name, last) != last]
        if moved:
            self.connection.execute(_COUNTED, moved)


def counted(connection: Connection) -> dict[str, int]:
    """The numbers given out last, by what they count; `terms` is the version of the vocabulary."""
    return {row.name: row.last for row in connection.execute(_COUNTERS).all()}


class Parts:
    """What one line of history did to each report and term, in their order; held back like every row."""

    def __init__(self, ledger: Ledger, history: int) -> None:
        self.history, self.digest = history, PartsDigest()
        self._ledger = ledger

    def add(self, kind: str, item: int, before: Mapping[str, object], after: Mapping[str, object]) -> None:
        """What was and what is, of one `report`, `term` or `file`."""
        if not self.history:
            return
        was, will = as_json(before), as_json(after)
        self.digest.add(kind, item, was, will)
        self._ledger.hold("history_parts", {"history": self.history, "kind": kind, "item": item, "before": was, "after": will})
