"""Given a request for a report, one more in its number: without who asked, and not for staff and machines."""

from starlette.requests import Request

from repository.identity import account_of
from repository.model import Report
from repository.reader import house


def counted(request: Request, report: Report) -> None:
    """A reader opened it."""
    account = account_of(request)
    if request.method == "GET" and report.state == "published" and not (account and account.staff):
        house(request)["counts"].looked_at(report.number, request.headers.get("user-agent", ""))
