"""Reading what review needs: who looks at what, who asked for a withdrawal, whom we trust, which embargo is over."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Select, exists, func, or_, select

from repository.catalogue import Claim, Correction, Queue, Wish
from repository.engines.sql import schema as s
from repository.engines.sql import schema_review as r
from repository.engines.sql.part import Condition, Part
from repository.engines.sql.rows import file_of, parts
from repository.engines.sql.trusting import levels_of
from repository.model import File, Trust
from repository.receipts import Typed

_c, _h, _f, _t = s.reports.c, s.history.c, s.files.c, s.report_terms.c
_k = r.corrections.c
_FILES = (_f.report == _c.number, _f.removed.is_(None))
_WISH = _c.number.in_(select(r.wishes.c.report))
_SINCE = select(func.max(_h.at)).where(_h.report == _c.number, _h.what.in_(("report_added", "state_moved"))).scalar_subquery()


class Reviewing(Part):
    """The catalogue's questions of those who review."""

    def claims(self) -> dict[int, Claim]:
        """By report, those that ended included."""
        return {row.report: Claim(row.account, row.since, row.until) for row in self._rows(select(r.claims))}

    def wishes(self) -> dict[int, Wish]:
        """By report."""
        return {row.report: Wish(row.account, row.reason, row.at) for row in self._rows(select(r.wishes))}

    def trust(self) -> dict[int, Trust]:
        """By organisation's term, those that differ from `reviewed`; a merged one as the one it was merged into."""
        rows = {row.term: row.level for row in self._rows(select(r.trust))}
        return levels_of(rows, self._lookup()) if rows else {}

    def embargoes_over(self, day: str) -> list[int]:
        """Embargoed reports that open on this day or did before."""
        question = select(_c.number).where(_c.state == "embargoed", _c.opens != "", _c.opens <= day).order_by(_c.number)
        return [row.number for row in self._rows(question)]

    def added_by(self, numbers: Sequence[int]) -> dict[int, int]:
        """Report → account that brought it in, of those that people brought in."""
        found: dict[int, int] = {}
        for part in parts(numbers):
            question = select(_h.report, func.min(_h.account).label("by")).where(
                _h.what == "report_added", _h.report.in_(part), _h.account.is_not(None)).group_by(_h.report)  # fmt: skip
            found |= {row.report: row.by for row in self._rows(question)}
        return found

    # -- the queue

    def corrections(self, report: int | None = None) -> list[Correction]:
        """What waits for the staff, oldest first."""
        question = select(r.corrections).order_by(_k.id)
        rows = self._rows(question if report is None else question.where(_k.report == report))
        return [Correction(row.id, row.report, row.account, _fields(json.loads(row.fields)), row.note, row.replaced, row.file, row.at)
                for row in rows]  # fmt: skip

    def correction_counts(self) -> dict[int, int]:
        """Report → how many."""
        return {row.report: row.n for row in self._rows(select(_k.report, func.count().label("n")).group_by(_k.report))}

    def public_of(self, organisations: Sequence[int], roles: Sequence[str], limit: int) -> list[int]:
        """Published reports of these organisations, most recently published first."""
        theirs = exists().where(_t.report == _c.number, _t.term.in_(organisations), _t.role.in_(roles))
        question = select(_c.number).where(_c.state == "published", theirs).order_by(_c.published.desc(), _c.number.desc()).limit(limit)
        return [row.number for row in self._rows(question)]

    def set_apart(self, file: int) -> File | None:
        """A file that is not on its report."""
        row = self._first(select(s.files).where(_f.id == file, _f.removed.is_not(None)))
        return file_of(row) if row is not None else None

    def queue(self, asked: Queue, limit: int, offset: int = 0) -> tuple[int, list[int]]:
        """How many, and those of a page."""
        page = select(_c.number).where(*_conditions(asked)).order_by(_WISH.desc(), _SINCE, _c.number).limit(limit).offset(offset)
        with self.database.reading() as connection:
            return connection.execute(_size(asked)).scalar_one(), list(connection.execute(page).scalars())

    def queue_size(self, asked: Queue) -> int:
        """How many."""
        with self.database.reading() as connection:
            return connection.execute(_size(asked)).scalar_one()

    def queue_organisations(self, asked: Queue) -> list[int]:
        """Terms of organisations."""
        question = select(_t.term).distinct().join(s.reports, _c.number == _t.report).join(s.terms, s.terms.c.id == _t.term)
        question = question.where(s.terms.c.facet == "organisation", *_conditions(asked)).order_by(_t.term)
        return [row.term for row in self._rows(question)]

    def since(self, numbers: Sequence[int]) -> dict[int, str]:
        """When each came into its state."""
        found: dict[int, str] = {}
        for part in parts(numbers):
            found |= {row.number: row.at or "" for row in self._rows(select(_c.number, _SINCE.label("at")).where(_c.number.in_(part)))}
        return found

    def told_apart(self, numbers: Sequence[int]) -> dict[int, frozenset[int]]:
        """By the history, which has every answer; of a relation that was taken back the answer stays."""
        found: dict[int, frozenset[int]] = {}
        for part in parts(numbers):
            for row in self._rows(select(_h.report, _h.detail).where(_h.what == "likeness_answered", _h.report.in_(part))):
                found[row.report] = found.get(row.report, frozenset()) | {json.loads(row.detail).get("like")}
        return found


def _size(asked: Queue) -> Select[int]:
    return select(func.count()).select_from(s.reports).where(*_conditions(asked))


def _conditions(asked: Queue) -> list[Condition]:
    wanted = _c.state.in_(asked.states)
    conditions: list[Condition] = [or_(wanted, _WISH) if asked.wishes and asked.states else _WISH if asked.wishes else wanted]
    if asked.organisation is not None:
        conditions.append(exists().where(_t.report == _c.number, _t.term == asked.organisation))
    if asked.claimed_by is not None:
        c = r.claims.c
        conditions.append(exists().where(c.report == _c.number, c.account == asked.claimed_by, c.until > asked.now))
    if asked.flag == "parked":
        conditions.append(exists().where(*_FILES, _f.state == "parked"))
    elif asked.flag == "record_only":
        conditions += [_c.own_pages == 0, ~exists().where(*_FILES)]
    elif asked.flag:
        conditions.append(exists().where(*_FILES, _f.outcome == asked.flag))
    return conditions


def _fields(kept: Mapping[str, Sequence[Sequence[Sequence[str]]]]) -> dict[str, tuple[Typed, Typed]]:
    """From the JSON of a row."""
    return {name: (_typed(was), _typed(wanted)) for name, (was, wanted) in kept.items()}


def _typed(pairs: Sequence[Sequence[str]]) -> Typed:
    return tuple((name, value) for name, value in pairs)
