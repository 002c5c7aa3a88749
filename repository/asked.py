"""What people could not find: words of questions without an answer, counted by day, without who asked.

The words themselves are kept once they were asked on three different days; until then there is only a signature of them, so that
what one person typed once stands nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from repository.analysis.words import cut

DAYS = 3  # different ones on which something is asked before anybody sees it
KEPT = 90  # days after which what nobody asks any more is forgotten
MOST = 20_000  # different questions that are counted
WORDS, LETTERS, SHORTEST, FIGURES = 6, 60, 3, 5  # of a question that is counted


@dataclass(frozen=True, slots=True)
class Missed:
    """Folded words nothing was found for; `last` is the day they were asked last."""

    key: str
    words: str
    days: int
    times: int
    last: str


class AskedWriting(Protocol):
    """The part of a transaction that counts."""

    def add_missed(self, missed: Mapping[str, tuple[str, int]], day: str) -> None:
        """Signature → (words, how often) of a day; what is old goes, and nothing new comes past `MOST`."""

    def put_aside(self, key: str, *, aside: bool) -> None:
        """Not to be listed any more, or listed again; raises NotFound `missed_unknown`."""


class AskedFor(Protocol):
    """What can be asked."""

    def missed(self, *, aside: bool, limit: int, offset: int) -> tuple[int, Sequence[Missed]]:
        """(how many, some of them) of those asked on enough days, those first that were asked on most days."""


def countable(question: str) -> str:
    """The folded words of a question; empty for one that is too long, or looks like an address, a number of somebody's or a file."""
    if "@" in question or "://" in question:
        return ""
    words = cut(question[: 4 * LETTERS])
    said = " ".join(words)
    figures = any(sum(map(str.isdigit, word)) >= FIGURES for word in words) or sum(map(str.isdigit, said)) > 2 * FIGURES
    return said if 0 < len(words) <= WORDS and SHORTEST <= len(said) <= LETTERS and not figures else ""
