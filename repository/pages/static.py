"""Given the name of a static file, its bytes; an address with the right digest may be kept for ever."""

from starlette.requests import Request
from starlette.responses import Response

from repository.assets import assets, plain_name
from repository.errors import NotFound


def get(request: Request) -> Response:
    """The file, packed when the browser can unpack it."""
    name = request.path_params["name"]
    asset = assets().get(plain_name(name))
    if asset is None:
        raise NotFound("address_unknown")
    headers = {"ETag": asset.etag, "Vary": "Accept-Encoding"}
    headers["Cache-Control"] = "public, max-age=31536000, immutable" if asset.url.endswith(name) else "public, max-age=300"
    if asset.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if asset.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, media_type=asset.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(asset.body, media_type=asset.media_type, headers=headers)
