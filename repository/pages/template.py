"""Given a partner, a list to fill in: the columns that may be in it, and a row that shows how."""

from starlette.requests import Request
from starlette.responses import Response

from repository.arrivals import person_of
from repository.columns import facets_for
from repository.exchange import table
from repository.manifest import columns, template
from repository.reader import house, reader_of

SEMICOLON = ("fr", "es", "pt", "ar")  # where spreadsheets want it between cells


def get(request: Request) -> Response:
    """The list."""
    names = columns(facets_for(person_of(request), catalogue=house(request)["engines"].catalogue))
    delimiter = ";" if reader_of(request).language in SEMICOLON else ","
    headers = {"Content-Disposition": 'attachment; filename="template.csv"', "Cache-Control": "no-store"}
    return Response(template(names, delimiter), media_type=table.MEDIA_TYPE, headers=headers)
