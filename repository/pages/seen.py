"""Given an address of a report that is not public, the report for those who may look at it: staff, and whoever sent it in."""

from starlette.requests import Request

from repository.arrivals import sender_of
from repository.identity import account_of
from repository.model import Report
from repository.reader import house
from repository.reading import LARGEST, public_report


def seen_report(request: Request) -> Report:
    """A public report for everybody, any other for staff and, until it is withdrawn, for its senders; raises NotFound, Withdrawn."""
    number, catalogue = request.path_params["number"], house(request)["engines"].catalogue
    account = account_of(request)
    report = catalogue.report(number) if account is not None and 0 < number < LARGEST else None
    if account is not None and report is not None and report.state != "published":
        sender = sender_of(request)
        if account.staff or (report.state != "withdrawn" and sender.owns(sender.receipts.upload_of(number))):
            return report
    return public_report(number, catalogue=catalogue)
