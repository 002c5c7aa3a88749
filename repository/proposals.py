"""What is remembered of terms proposed for reports: which were declined, and which are set without a person."""

from collections.abc import Sequence
from typing import Protocol


class ProposalsWriting(Protocol):
    """The part of a transaction that remembers; each change has its line of history."""

    def decline(self, term: int, numbers: Sequence[int], *, again: bool = False) -> int:
        """The term is not proposed for these reports any more (`again`: it is). Its line of history, 0 when all was so."""

    def set_rule(self, term: int, *, on: bool) -> int:
        """Whether the term is set on what comes in and names it. Its line of history, 0 when it was so; raises NotFound."""

    def ruled_up_to(self, line: int) -> None:
        """Rules were applied to everything the history tells up to this line."""


class Proposals(Protocol):
    """What can be asked."""

    def declined(self, *, report: int | None = None, term: int | None = None) -> set[tuple[int, int]]:
        """(report, term) of a report or of a term."""

    def rules(self) -> tuple[int, ...]:
        """Terms that are set without a person."""

    def to_be_ruled(self, limit: int) -> tuple[int, Sequence[int]]:
        """The line of history up to which is looked, and reports in it that came in or whose text was read since rules ran last."""
