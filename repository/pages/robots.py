"""Given a crawler, where it need not go: searches and the switch of language are endless, pictures are drawn for readers, reports are not."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from repository.reader import reader_of

RULES = "User-agent: *\nDisallow: /search\nDisallow: /language\nDisallow: /api/\nDisallow: /*.png$\n"  # with `*` and `$` as in RFC 9309


def get(request: Request) -> Response:
    """The rules, and where every report is listed."""
    told = f"{RULES}\nSitemap: {reader_of(request).base}/sitemap.xml\n"
    return PlainTextResponse(told, headers={"Cache-Control": "public, max-age=3600"})
