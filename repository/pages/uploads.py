"""Given a partner, what they and their colleagues sent in, and where each stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from repository import review
from repository.accounts import Account
from repository.arrivals import sender_of
from repository.batches import Batch
from repository.drafts import Sender
from repository.model import Report
from repository.pages import show
from repository.reader import house
from repository.receipts import Upload

GROUPS = (("returned", ("returned",)), ("draft", ("draft",)), ("waiting", ("submitted", "on_hold", "embargoed")),
          ("published", ("published",)), ("over", ("refused", "withdrawn")))  # fmt: skip
SHOWN = 200  # reports of organisations


@dataclass(frozen=True, slots=True)
class Row:
    """An upload, what it became, and whose it is when it is a colleague's."""

    upload: Upload
    report: Report | None
    who: Account | None


@dataclass(frozen=True, slots=True)
class Uploads:
    """The context of `pages/uploads.html`."""

    groups: Sequence[tuple[str, Sequence[Row]]]
    batches: Sequence[Batch] = ()
    others: Sequence[Report] = ()  # public ones of their organisations that staff brought in
    pending: Mapping[int, int] = field(default_factory=dict)  # report → corrections that wait for the staff


def get(request: Request) -> Response:
    """The list: what has to be done first."""
    sender, accounts = sender_of(request), house(request)["engines"].accounts
    found = sender.receipts.uploads(sender.person.id, sender.person.organisations)
    reports = sender.catalogue.reports([upload.report for upload in found if upload.report is not None])
    people = accounts.people({upload.account for upload in found} - {sender.person.id})
    rows = [Row(upload, reports.get(upload.report or 0), people.get(upload.account)) for upload in found]
    groups = [(name, [row for row in rows if (row.report.state if row.report else "draft") in states]) for name, states in GROUPS]
    batches = house(request)["engines"].batches.batches(sender.person.id, sender.person.organisations)
    pending = sender.catalogue.correction_counts()
    context = Uploads([(name, those) for name, those in groups if those], batches, others_of(sender, {*reports}), pending)
    return show(request, "uploads", context, indexed=False, box=False, place="uploads", form=True)


def others_of(sender: Sender, listed: Collection[int]) -> Sequence[Report]:
    """Public reports of this person's organisations that did not come in through an upload of theirs, newest first."""
    organisations = sender.person.organisations
    numbers = sender.catalogue.public_of(organisations, review.AUTHORING, SHOWN) if organisations else []
    found = sender.catalogue.reports([number for number in numbers if number not in listed])
    owners = review.owners_of_each(found.values(), catalogue=sender.catalogue, accounts=sender.accounts)
    return [report for report in found.values() if owners[report.number].include(sender.person)]
