"""Given a facet and a format, its whole vocabulary as a file."""

from starlette.requests import Request
from starlette.responses import Response

from repository.errors import NotFound
from repository.exchange.table import MEDIA_TYPE
from repository.pages.vocabulary_facet import facet_of
from repository.reader import house, reader_of
from repository.vocabulary_export import exported

KINDS = {"csv": MEDIA_TYPE, "rdf": "application/rdf+xml", "ttl": "text/turtle; charset=utf-8", "jsonld": "application/ld+json"}


def get(request: Request) -> Response:
    """The file; raises NotFound `not_here` for a format nobody writes."""
    facet, kind = facet_of(request), request.path_params["format"]
    if kind not in KINDS:
        raise NotFound("not_here")
    form, syntax = ("csv", "") if kind == "csv" else ("skos", kind)
    text = exported(facet, form, syntax, base=reader_of(request).base, catalogue=house(request)["engines"].catalogue)
    headers = {"Content-Disposition": f'attachment; filename="{facet.key}.{kind}"', "Cache-Control": "no-store"}
    return Response(text.encode(), media_type=KINDS[kind], headers=headers)
