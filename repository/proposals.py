"""What is remembered of terms proposed for reports: which were declined."""

from collections.abc import Sequence
from typing import Protocol


class ProposalsWriting(Protocol):
    """The part of a transaction that remembers; each change has its line of history."""

    def decline(self, term: int, numbers: Sequence[int], *, again: bool = False) -> int:
        """The term is not proposed for these reports any more (`again`: it is). Its line of history, 0 when all was so."""


class Proposals(Protocol):
    """What can be asked."""

    def declined(self, *, report: int | None = None, term: int | None = None) -> set[tuple[int, int]]:
        """(report, term) of a report or of a term."""
