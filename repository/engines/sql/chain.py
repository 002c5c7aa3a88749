"""Given the lines of the history, the chain that links them: a line that was changed, put in or taken out is found.

Each line's hash is SHA-256 over the hash before it, the line, and what it did to each report and term. `undone_by` is set
later and is not part of it; it must agree with the line that says it undoes. Who can write the database can also write a
new chain: a hash noted elsewhere (`check` tells the newest) proves that everything up to it is as it was.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import select

from repository.engines.sql import schema as s
from repository.engines.sql.rows import AnyRow
from repository.model import Problem

LINE = ("id", "at", "who", "account", "what", "report", "term", "other", "detail")
BATCH = 1_000  # lines read at once
_h, _p = s.history.c, s.history_parts.c
_LINES = select(*(_h[name] for name in LINE), _h.undone_by, _h.hash).order_by(_h.id).limit(BATCH)
_PARTS = select(_p.history, _p.kind, _p.item, _p.before, _p.after).order_by(_p.history, _p.kind, _p.item)


def link(before: str, line: Mapping[str, object], parts: str) -> str:
    """The hash of a line; `before` is the hash of the one before it, `parts` the digest of its parts or empty."""
    said = json.dumps([before, *(line[name] for name in LINE), parts], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


class PartsDigest:
    """The digest of a line's parts, which come in the order of kind and item."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self.count = 0
        self._last = ("", 0)

    def add(self, kind: str, item: int, before: str, after: str) -> None:
        """One more part."""
        if (kind, item) <= self._last:
            raise RuntimeError("parts of a change come in order")
        self._last = (kind, item)
        self.count += 1
        self._sha256.update(json.dumps([kind, item, before, after], ensure_ascii=True, separators=(",", ":")).encode() + b"\n")

    def text(self) -> str:
        """Hexadecimal; empty without any part."""
        return self._sha256.hexdigest() if self.count else ""


def broken(reading: Any) -> Iterator[Problem]:
    """Everything in the history that is not as it was written; read in short looks."""
    last, before = 0, ""
    undone: set[tuple[int, int]] = set()  # (line, by) as the line says
    undoes: set[tuple[int, int]] = set()  # the same as the other line says
    while True:
        with reading() as connection:
            lines = connection.execute(_LINES.where(_h.id > last)).all()
            through = _p.history.between(last + 1, lines[-1].id) if lines else _p.history > last
            digests = _digests(connection.execute(_PARTS.where(through)))
        for line in lines:
            if line.id != last + 1:
                yield Problem("history_missing", f"{last + 1}–{line.id - 1}", "")
            elif line.hash != link(before, line._mapping, digests.get(line.id, "")):
                yield Problem("history_changed", str(line.id), line.what)
            last, before = line.id, line.hash
            undone |= {(line.id, line.undone_by)} if line.undone_by is not None else set()
            undoes |= {(json.loads(line.detail).get("undoes", 0), line.id)} if line.what == "undone" else set()
        yield from (Problem("history_changed", str(loose), "") for loose in digests.keys() - {line.id for line in lines})
        if not lines:
            break
    yield from (Problem("history_changed", str(line), f"undone by {by}") for line, by in sorted(undone ^ undoes))
    with reading() as connection:
        given = connection.execute(select(s.counters.c.last).where(s.counters.c.name == "history")).scalar() or 0
    if given > last:
        yield Problem("history_missing", f"{last + 1}–{given}", "")


def _digests(rows: Any) -> dict[int, str]:
    found = {}
    for history, parts in groupby(rows, key=_history):
        digest = PartsDigest()
        for part in parts:
            digest.add(part.kind, part.item, part.before, part.after)
        found[history] = digest.text()
    return found


def _history(row: AnyRow) -> int:
    number: int = row.history
    return number
