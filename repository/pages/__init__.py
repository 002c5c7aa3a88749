"""One user action a file: given a request, its answer. `show` is how each of them answers with a page."""

import hashlib
from collections.abc import Mapping
from urllib.parse import quote

from babel import Locale
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from repository.reader import Reader, house, reader_of
from repository.render import Frame, Tongue, html

VARY = "Accept-Language, Cookie"


def show(
    request: Request, name: str, context: object, *, status: int = 200, query: str = "", box: bool = True, place: str = "",
    indexed: bool = True, canonical: str = "", headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """The page as an answer in the reader's language; not sent again when the reader already has it."""
    reader = reader_of(request)
    settings = house(request)["settings"]
    frame = Frame(
        site=settings.site_name or reader.words("site.name"), words=reader.words, languages=reader.languages,
        tongues=tongues(reader, settings.languages), canonical=reader.base + (canonical or reader.path), query=query, box=box,
        place=place, indexed=indexed,
    )  # fmt: skip
    body = html(name, context, frame).encode()
    told = {"Content-Language": reader.language, "Vary": VARY, "Cache-Control": "no-cache", **(headers or {})}
    if status == 200:
        told["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
        if told["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=told)
    else:
        told["Cache-Control"] = "no-store"
    return HTMLResponse(body, status_code=status, headers=told)


def tongues(reader: Reader, offered: tuple[str, ...]) -> tuple[Tongue, ...]:
    """The languages this page can be read in."""
    here = reader.path + (f"?{reader.query}" if reader.query else "")
    made = []
    for code in offered:
        name = str(Locale.parse(code).get_display_name(code) or code)
        address = f"{reader.base}{reader.path}?" + "&".join(part for part in (reader.query, f"lang={code}") if part)
        made.append(Tongue(code, name[:1].upper() + name[1:], f"/language?lang={code}&to={quote(here, safe='')}", address,
                           code == reader.language))  # fmt: skip
    return tuple(made)
