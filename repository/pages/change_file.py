"""Given a new edition of a file that waits for the staff, its bytes, for those who may answer it and those who sent it."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from repository.errors import NotFound
from repository.pages.original import VERIFIED, headers_of, media_type
from repository.pages.report_edit import owners, report_of
from repository.reader import house

__all__ = ["get", "owners"]


def get(request: Request) -> Response:
    """The original; raises NotFound `no_correction` for one that was answered."""
    engines, report = house(request)["engines"], report_of(request)
    for each in engines.catalogue.corrections(report.number):
        file = engines.catalogue.set_apart(each.file) if each.id == request.path_params["id"] and each.file is not None else None
        if file is not None:
            path = VERIFIED.path(file.sha256, engines.store)
            headers = headers_of(file) | {"Cache-Control": "no-store"}
            return FileResponse(path, headers=headers, media_type=media_type(file), stat_result=path.stat())
    raise NotFound("no_correction", number=report.number)
