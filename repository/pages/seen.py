"""Given an address of a report that is not public, the report for those who may look at it: staff, and whoever sent it in."""

from starlette.requests import Request

from repository.arrivals import sender_of
from repository.errors import NotFound
from repository.identity import account_of
from repository.model import Report
from repository.reader import house
from repository.reading import any_report, public_report


def report_of(request: Request) -> Report:
    """The report of the address whatever its state, for pages of staff; raises NotFound."""
    number = request.path_params["number"]
    report = any_report(number, catalogue=house(request)["engines"].catalogue)
    if report is None:
        raise NotFound("report_unknown", number=number)
    return report


def seen_report(request: Request) -> Report:
    """A public report for everybody, any other for staff and, until it is withdrawn, for its senders; raises NotFound, Withdrawn."""
    number, catalogue = request.path_params["number"], house(request)["engines"].catalogue
    account = account_of(request)
    report = any_report(number, catalogue=catalogue) if account is not None else None
    if report is not None and report.state == "published":
        return report
    if account is not None and report is not None:
        sender = sender_of(request)
        if account.staff or (report.state != "withdrawn" and sender.owns(sender.receipts.upload_of(number))):
            return report
    return public_report(number, catalogue=catalogue)
