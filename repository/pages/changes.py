"""Every correction of a public report that waits for the staff, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.accounts import Account
from repository.catalogue import Correction
from repository.model import Report
from repository.pages import show
from repository.pages.compared import label_of
from repository.pages.report_edit import facet_labels
from repository.reader import house, reader_of


@dataclass(frozen=True, slots=True)
class Row:
    """One: what it is about and which fields it wants to change."""

    correction: Correction
    report: Report
    who: Account | None
    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class Changes:
    """The context of `pages/changes.html`."""

    rows: Sequence[Row]


def get(request: Request) -> Response:
    """The list."""
    engines, reader, labels = house(request)["engines"], reader_of(request), facet_labels(request)
    waiting = engines.catalogue.corrections()
    reports = engines.catalogue.reports([each.report for each in waiting])
    people = {each: engines.accounts.account(each) for each in {one.account for one in waiting}}
    rows = [Row(each, reports[each.report], people[each.account], [label_of(name, reader, labels) for name in (each.fields or ["file"])])
            for each in waiting if each.report in reports]  # fmt: skip
    return show(request, "changes", Changes(rows), indexed=False, place="changes")
