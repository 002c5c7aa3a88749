"""What one person sent in to become many reports, the receipt of each row, and the promise an engine makes to keep them.

A batch is one ZIP. It stays in the store until what is in it was taken in, so that nothing has to be sent twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from repository.model import Receipt

BatchState = Literal["looking", "looked", "taking", "reading", "done", "unusable", "discarded"]
UNDER_WAY: tuple[BatchState, ...] = ("looking", "taking", "reading")  # the background work has it


@dataclass(frozen=True, slots=True)
class Batch:
    """`organisations` are those whose colleagues may go on with it; `organisation` is that of rows that name none."""

    id: int
    account: int
    name: str  # of the ZIP, or of the first file
    sha256: str  # of the ZIP in the store; empty once it is not needed any more
    size: int  # bytes
    organisations: tuple[int, ...] = ()
    organisation: int | None = None
    state: BatchState = "looking"
    total: int = 0  # rows, once they are counted
    detail: Mapping[str, object] = field(default_factory=dict)  # why it is unusable: key and data of an error
    created: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What would happen to a row, or, once it is `taken`, what did; `files` are the ids of its new files."""

    position: int
    receipt: Receipt
    taken: bool = False
    files: tuple[int, ...] = ()
    expected: tuple[str, ...] = ()  # external ids its relations name that are not there yet


class BatchesWriting(Protocol):
    """The part of a transaction that keeps batches."""

    def add_batch(self, batch: Batch) -> int:
        """A new one; its id."""

    def change_batch(self, batch: Batch) -> None:
        """Replaces state, total, detail and digest; raises NotFound `not_here`."""

    def put_batch_rows(self, batch: int, rows: Sequence[BatchRow]) -> None:
        """Replaces rows by position."""


class Batches(Protocol):
    """What is known of them."""

    def batch(self, batch: int) -> Batch | None: ...
    def batches(self, account: int, organisations: Iterable[int], limit: int = 50) -> Sequence[Batch]:
        """A person's own and those of their organisations, last changed first."""

    def batches_in(self, states: Iterable[BatchState]) -> Sequence[Batch]:
        """Whoever's they are, oldest first."""

    def batches_left(self, before: str) -> Sequence[Batch]:
        """Whose ZIP is still kept although nobody went on with them since then (ISO 8601, UTC)."""

    def batch_rows(self, batch: int) -> Sequence[BatchRow]:
        """In order."""
