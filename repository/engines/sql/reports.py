"""Reading reports."""

from collections.abc import Sequence

from sqlalchemy import func, select

from repository.engines.sql import schema as s
from repository.engines.sql.part import Condition, Part
from repository.engines.sql.rows import parts, reports_of
from repository.model import Report, State

_c = s.reports.c
_NEWEST = (_c.published.desc(), _c.number.desc())


class Reports(Part):
    """The catalogue's questions about reports."""

    def report(self, number: int) -> Report | None:
        """One report, whole."""
        return self.reports([number]).get(number)

    def reports(self, numbers: Sequence[int]) -> dict[int, Report]:
        """Those there are, in the order asked for."""
        with self.database.reading() as connection:
            return reports_of(connection, self._looking(connection), numbers)

    def number_of(self, external_id: str) -> int | None:
        """The report with this external id."""
        writing = self.database.current
        if writing is not None:
            return writing.number_of(external_id)
        return self._value(select(_c.number).where(_c.external_id == external_id))

    def number_with(self, fingerprint: str) -> int | None:
        """The report made from a row with this fingerprint."""
        writing = self.database.current
        if writing is not None:
            return writing.number_with(fingerprint)
        question = select(_c.number).where(_c.fingerprint == fingerprint, _c.fingerprint != "")
        return self._value(question.order_by(_c.number).limit(1))

    def fingerprint_of(self, number: int) -> str:
        """Of the row it came from; empty when unknown."""
        return self._value(select(_c.fingerprint).where(_c.number == number)) or ""

    def states(self, numbers: Sequence[int]) -> dict[int, State]:
        """Number → state."""
        with self.database.reading() as connection:
            return {number: state for part in parts(numbers)
                    for number, state in connection.execute(select(_c.number, _c.state).where(_c.number.in_(part)))}  # fmt: skip

    def numbers(self, state: State | None = None) -> list[int]:
        """All of them, or those in one state, in order."""
        question = select(_c.number).order_by(_c.number)
        return [row.number for row in self._rows(question if state is None else question.where(_c.state == state))]

    def newest(self, limit: int) -> list[Report]:
        """Published, most recently published first."""
        with self.database.reading() as connection:
            newest = select(_c.number).where(_c.state == "published").order_by(*_NEWEST).limit(limit)
            numbers = connection.execute(newest).scalars().all()
            return list(reports_of(connection, self._looking(connection), numbers).values())

    def published(self) -> list[tuple[int, str]]:
        """(number, when last changed) of every published report, by number."""
        question = select(_c.number, _c.changed).where(_c.state == "published").order_by(_c.number)
        return [(row.number, row.changed) for row in self._rows(question)]

    def related_to(self, number: int) -> list[tuple[str, int]]:
        """(kind, number) of published reports that point at this one."""
        r = s.relations.c
        question = select(r.kind, r.report).join(s.reports, _c.number == r.report)
        question = question.where(r.target == number, _c.state == "published").order_by(r.report, r.position)
        return [(row.kind, row.report) for row in self._rows(question)]

    def title_search(self, words: Sequence[str], limit: int, offset: int = 0) -> tuple[int, list[int]]:
        """Published reports whose titles have words that begin with each folded word, newest first."""
        wanted: list[Condition] = [_c.title_folded.contains(f" {word}", autoescape=True) for word in words]
        conditions = [_c.state == "published", *wanted]
        with self.database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(s.reports).where(*conditions)).scalar_one()
            page = select(_c.number).where(*conditions).order_by(*_NEWEST).limit(limit).offset(offset)
            return total, list(connection.execute(page).scalars())

    def highest_number(self) -> int:
        """The highest number given out, 0 when there is none."""
        return self._value(select(func.max(_c.number))) or 0

    def versions(self) -> dict[int, int]:
        """Number → version of every published report."""
        return {row.number: row.version for row in self._rows(select(_c.number, _c.version).where(_c.state == "published"))}
