"""Given an upload, its receipt as a table for a spreadsheet: a line a file, nothing in it runs there."""

import csv
import io

from starlette.requests import Request
from starlette.responses import Response

from repository.arrivals import sender_of
from repository.exchange import table
from repository.outcomes import like_of, lines
from repository.pages.uploaded import owners, upload_of
from repository.reader import reader_of

__all__ = ["get", "owners"]
COLUMNS = ("name", "outcome", "said", "report", "state", "pages", "pages_with_text", "sha256")


def get(request: Request) -> Response:
    """The table; `outcome` is empty while a file is being read."""
    upload, sender = upload_of(request), sender_of(request)
    report = sender.report_of(upload)
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for line in lines(upload, report, like_of(upload, report, sender), reader_of(request).words, sender):
        number = line.number if line.outcome == "same_file" else report.number if report and line.file else ""
        cells = (line.name, line.outcome, line.said, number or "", line.state or "", line.pages, line.with_text, line.sha256)
        rows.writerow([table.safe(str(cell)) for cell in cells])
    headers = {"Content-Disposition": f'attachment; filename="receipt-{upload.id}.csv"', "Cache-Control": "no-store"}
    return Response(("\ufeff" + out.getvalue()).encode("utf-8", "replace"), media_type=table.MEDIA_TYPE, headers=headers)
