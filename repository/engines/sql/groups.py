"""Given reports, the groups they fold into: published translations and editions of each other share one row of results."""

from collections.abc import Iterable

from sqlalchemy import Connection, and_, select

from repository.engines.sql import schema as s
from repository.engines.sql.rows import parts
from repository.model import FOLDING_RELATIONS

_from, _to = s.reports.alias("one"), s.reports.alias("other")
_LINKS = (
    select(s.relations.c.report, s.relations.c.target)
    .join(_from, and_(_from.c.number == s.relations.c.report, _from.c.state == "published"))
    .join(_to, and_(_to.c.number == s.relations.c.target, _to.c.state == "published"))
    .where(s.relations.c.kind.in_(FOLDING_RELATIONS))
)


def groups(connection: Connection, numbers: Iterable[int]) -> dict[int, int]:
    """Every published report linked with one of `numbers`, near or far → the smallest number of its group."""
    root: dict[int, int] = {}

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    seen: set[int] = set()
    frontier = set(numbers)
    while frontier:
        seen |= frontier
        pairs = [pair for part in parts(sorted(frontier)) for pair in _links(connection, part)]
        frontier = {number for pair in pairs for number in pair} - seen
        for one, other in pairs:
            first, second = find(root.setdefault(one, one)), find(root.setdefault(other, other))
            root[max(first, second)] = min(first, second)
    return {number: find(number) for number in root}


def _links(connection: Connection, numbers: list[int]) -> list[tuple[int, int]]:
    ways = (s.relations.c.report.in_(numbers), s.relations.c.target.in_(numbers))
    return [(one, other) for way in ways for one, other in connection.execute(_LINKS.where(way))]
