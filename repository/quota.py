"""Given what an organisation has sent in today, which files of a form it may still send in; decided where they are counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from repository.accounts import Account
from repository.catalogue import Writing
from repository.errors import Refused
from repository.receipts import Item, Receipts, refused
from repository.upload import Kept

Came = Kept | Item  # a kept original, or a file that was refused


@dataclass(frozen=True, slots=True)
class Quota:
    """How much the partners of one organisation may send in on one day (UTC)."""

    files: int
    bytes: int


@dataclass(slots=True)
class Allowance:
    """What of it is left: files and bytes, counted down by the files of one form as they come."""

    files: int
    bytes: int

    def holds(self, size: int) -> bool:
        """Whether one more file of so many bytes may come."""
        return self.files > 0 and size <= self.bytes

    def take(self, size: int) -> None:
        """One came."""
        self.files, self.bytes = self.files - 1, self.bytes - size


def left_of(quota: Quota | None, person: Account, receipts: Receipts) -> Allowance | None:
    """What may still come; None for staff, and where there is no quota."""
    if quota is None or person.staff:
        return None
    sent = receipts.sent(person.id, person.organisations)
    return Allowance(quota.files - sent.files, quota.bytes - sent.bytes)


def counted(came: Sequence[Came], person: Account, quota: Quota | None, *, receipts: Receipts, writing: Writing) -> list[Came]:
    """What came, with those refused that are over the quota; the others are counted.

    Two forms that came at the same moment each saw the same left while they came. A transaction sees what the other one took.
    """
    left, found = left_of(quota, person, receipts), list[Came]()
    for each in came:
        if left is not None and isinstance(each, Kept):
            if not left.holds(each.size):
                found.append(refused(each.name, Refused("quota")))
                continue
            left.take(each.size)
        found.append(each)
    writing.note_sent(person.id, person.organisations, [each.size for each in found if isinstance(each, Kept)])
    return found
