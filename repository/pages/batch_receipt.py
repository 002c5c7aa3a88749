"""Given a batch, its receipt as a table for a spreadsheet: a line a row, nothing in it runs there."""

import csv
import io

from starlette.requests import Request
from starlette.responses import Response

from repository.exchange import table
from repository.pages.batched import batch_of, owners, told
from repository.reader import house, reader_of

__all__ = ["get", "owners"]
COLUMNS = ("line", "name", "outcome", "said", "report", "state", "pages", "pages_with_text", "sha256")


def get(request: Request) -> Response:
    """The table; `outcome` is what would happen as long as `state` is empty."""
    batch, words = batch_of(request), reader_of(request).words
    engines = house(request)["engines"]
    rows = engines.batches.batch_rows(batch.id)
    states = engines.catalogue.states([row.receipt.number for row in rows if row.taken and row.receipt.number is not None])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        receipt = row.receipt
        cells = (receipt.line or "", receipt.name, receipt.outcome, told(row, words), receipt.number or "", states.get(receipt.number or 0, ""),
                 receipt.pages, receipt.pages_with_text, receipt.sha256 or "")  # fmt: skip
        writer.writerow([table.safe(str(cell)) for cell in cells])
    headers = {"Content-Disposition": f'attachment; filename="receipt-batch-{batch.id}.csv"', "Cache-Control": "no-store"}
    return Response(("\ufeff" + out.getvalue()).encode("utf-8", "replace"), media_type=table.MEDIA_TYPE, headers=headers)
