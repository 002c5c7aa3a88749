"""What one person sent in together, and what became of each file; and the promise an engine makes to keep it.

An upload becomes one report: its files, or a statement typed into the form. What is typed but cannot be used yet is kept as it
was typed, so that nothing has to be typed or sent twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from repository.errors import RepositoryError

Typed = tuple[tuple[str, str], ...]  # fields of the form, in order
Answer = Literal["same", "new_edition_of", "translation_of", "different"]
ANSWERS: tuple[Answer, ...] = ("same", "new_edition_of", "translation_of", "different")


@dataclass(frozen=True, slots=True)
class Item:
    """One file: `kept` on the report of the upload as `file`, the `same_file` as report `number` has, or `refused` with the reason."""

    name: str
    outcome: Literal["kept", "same_file", "refused"]
    sha256: str = ""
    size: int = 0
    file: int | None = None
    number: int | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Upload:
    """`organisations` are ids of terms: whose colleagues may go on with it. `typed` waits until it can be used."""

    id: int
    account: int
    organisations: tuple[int, ...] = ()
    report: int | None = None
    typed: Typed = ()
    note: str = ""  # to the staff
    answers: Mapping[int, str] = field(default_factory=dict)  # report it looks like → what the person said
    key: str = ""  # of a program that may send the same twice (`Idempotency-Key`)
    fingerprint: str = ""  # of what it sent with this key
    answer: str = ""  # the first answer to it, JSON
    created: str = ""
    changed: str = ""
    items: tuple[Item, ...] = ()
    batch: int | None = None  # it came with
    told: bool = True  # whether a letter said what became of its files, or none is due


@dataclass(frozen=True, slots=True)
class Sent:
    """How much came on one day (UTC)."""

    files: int = 0
    bytes: int = 0


def whose(account: int, organisations: Iterable[int]) -> list[str]:
    """Under what it is counted: each organisation, or the person who belongs to none."""
    return [f"organisation {each}" for each in organisations] or [f"account {account}"]


class ReceiptsWriting(Protocol):
    """The part of a transaction that keeps uploads."""

    def add_upload(self, upload: Upload) -> int:
        """A new one with its items; `id`, `created` and `changed` are given out."""

    def change_upload(self, upload: Upload) -> None:
        """Replaces report, typed, note and answers; items are replaced, too."""

    def note_sent(self, account: int, organisations: Iterable[int], sizes: Sequence[int], more: int = 0) -> None:
        """Counts files that came today for each of these organisations, or for the person alone; `more`: further bytes of theirs."""

    def upload_told(self, upload: int) -> None:
        """Its people were told what became of it."""

    def keep_answer(self, upload: int, answer: str) -> None:
        """What was answered first to what a program sent."""


class Receipts(Protocol):
    """What is known of uploads."""

    def upload(self, upload: int) -> Upload | None: ...
    def upload_of(self, report: int) -> Upload | None:
        """The one that made a report."""

    def uploads_of(self, reports: Sequence[int]) -> dict[int, int]:
        """Report → the upload that made it, of those that have one."""

    def upload_with(self, account: int, key: str) -> Upload | None:
        """The one an account sent under a key; those of this thread's transaction included."""

    def uploads(self, account: int, organisations: Iterable[int], limit: int = 200) -> Sequence[Upload]:
        """A person's own and those of their organisations, last changed first; of a batch only those with something to do."""

    def sent(self, account: int, organisations: Iterable[int]) -> Sent:
        """Today; of several organisations that which sent most."""

    def untold(self, limit: int = 20) -> Sequence[Upload]:
        """Whose people were not told yet what became of them, although everything is read; oldest first."""


def refused(name: str, error: RepositoryError) -> Item:
    """A file that was not taken."""
    return Item(name, "refused", detail={"key": f"refused.{error.key}", **error.data})
