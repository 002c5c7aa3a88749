"""Given a line of history and its parts, what it did: the effects that an undo turns round."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from repository.engines.sql import schema as s
from repository.engines.sql.rows import AnyRow

Kind = Literal["apart", "facet", "file", "pages", "report", "term"]
BATCH = 500
_p = s.history_parts.c
_PARTS = select(s.history_parts).order_by(_p.kind, _p.item).limit(BATCH)


@dataclass(frozen=True, slots=True)
class Effect:
    """What happened to one thing, `item` being its number, or the key of a facet. Of a report, `tags` are only those taken off
    (before) and put on (after), each with its position."""  # fmt: skip

    kind: Kind
    item: Any
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def alone(line: AnyRow) -> list[Effect]:
    """What a line tells in its own detail."""
    detail = json.loads(line.detail)
    if line.what == "report_edited":
        edited = [Effect("report", line.report, *_delta(detail["before"], detail["after"]))]
        return [*edited, _pages(line.report, detail["text"])] if "text" in detail else edited
    if line.what == "state_moved":
        return [Effect("report", line.report, detail["before"], detail["after"])]
    if line.what == "term_edited":
        return [Effect("term", line.term, detail["before"], detail["after"])]
    if line.what == "term_added":  # its number is never given again: to be retired stands for not being there
        return [Effect("term", line.term, {"state": "retired"}, {"state": detail["state"]})]
    if line.what in ("file_added", "file_removed"):
        there = line.what == "file_added"
        return [Effect("file", detail["file"], {"there": not there}, {"there": there})]
    if isinstance(detail.get("after"), bool):
        return [Effect("apart", line.term, {"other": line.other, "apart": detail["before"]}, {"other": line.other, "apart": detail["after"]})]
    if "facet" in detail and "after" in detail:
        return [Effect("facet", detail["facet"], {"facet": detail["before"]}, {"facet": detail["after"]})]
    if isinstance(detail.get("after"), str):
        return [_pages(line.report, detail)]
    return []


def _pages(report: int, said: Mapping[str, Any]) -> Effect:
    """The report's own text, replaced."""
    return Effect("pages", report, {"pages": said["before"]}, {"digest": said["after"]})


def _delta(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Whole lists of tags as what was taken off and put on; all of them when those that stayed changed their order."""
    if "tags" not in before:
        return before, after
    was, will = _placed(before["tags"]), _placed(after["tags"])
    stayed = [key for key in was if key in will]
    if stayed == [key for key in will if key in was]:
        was, will = {key: tag for key, tag in was.items() if key not in will}, {key: tag for key, tag in will.items() if key not in was}
    return {**before, "tags": list(was.values())}, {**after, "tags": list(will.values())}


def _placed(tags: Sequence[Sequence[Any]]) -> dict[tuple[int, str], list[Any]]:
    return {(term, role): [term, role, position] for position, (term, role) in enumerate(tags)}


def batches(connection: Connection, line: AnyRow) -> Iterator[list[Effect]]:
    """Everything it did: files before reports before terms, some hundred at a time."""
    for effect in alone(line):
        yield [effect]
    kinds: tuple[Kind, ...] = ("file", "report", "term")
    for kind in kinds:
        last = 0
        while rows := connection.execute(_PARTS.where(_p.history == line.id, _p.kind == kind, _p.item > last)).all():
            yield [Effect(kind, row.item, json.loads(row.before), json.loads(row.after)) for row in rows]
            last = rows[-1].item
