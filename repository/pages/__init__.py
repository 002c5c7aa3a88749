"""One user action a file: given a request, its answer. `show` is how each of them answers with a page."""

import hashlib
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote

from babel import Locale
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from repository.access import places
from repository.accounts import keys
from repository.errors import RepositoryError
from repository.guard import POLICY
from repository.identity import session_cookie
from repository.reader import Reader, form_token, house, reader_of
from repository.render import Frame, Tongue, html
from repository.review import waiting
from repository.settings import Settings

VARY = "Accept-Language, Cookie"
WITH_SCRIPT = f"{POLICY}; script-src 'self'; connect-src 'self'"
LONG = 1_000  # characters of a query string that are not repeated in links


def show(
    request: Request, name: str, context: object, *, status: int = 200, query: str = "", box: bool = True, place: str = "",
    indexed: bool = True, canonical: str = "", headers: Mapping[str, str] | None = None, form: bool = False,
    held: str = "", script: bool = False,
) -> Response:  # fmt: skip
    """The page as an answer in the reader's language; not sent again when the reader already has it.

    With `form` the page has a form that changes something: it is never kept, and its browser gets a session's id to hold if
    it holds none, so that the form has a token; `held` is the id of a session just opened. With `script` the browser may run
    scripts of ours on it, and they may ask this site.
    """
    reader = reader_of(request)
    settings = house(request)["settings"]
    planted = held or (keys.fresh() if form and not reader.token else "")
    token = form_token(request, planted) if planted else reader.token
    frame = Frame(
        site=settings.site_name or reader.words("site.name"), words=reader.words, languages=reader.languages,
        tongues=tongues(reader, settings.languages), canonical=reader.base + (canonical or reader.path), query=query, box=box,
        place=place, indexed=indexed, kept=kept(reader) if status == 200 else (),
        person=reader.account.shown if reader.account else "", places=places(reader.account), token=token, here=here_of(reader),
        waiting=waiting_for(request, reader),
    )  # fmt: skip
    body = html(name, context, frame).encode()
    told = {"Content-Language": reader.language, "Vary": VARY, **({"Content-Security-Policy": WITH_SCRIPT} if script else {}), **(headers or {})}
    if status != 200 or form or reader.account:
        response: Response = HTMLResponse(body, status_code=status, headers={**told, "Cache-Control": "no-store"})
    else:
        response = same_as_known(request, body, media_type="text/html; charset=utf-8", headers=told)
    if planted:
        hold(response, planted, settings)
    return response


def waiting_for(request: Request, reader: Reader) -> Mapping[str, int]:
    """Place → how much waits there for whoever is signed in; nothing while the record does not answer."""
    if reader.account is None or not reader.account.staff:
        return {}
    try:
        return {"review": waiting(catalogue=house(request)["engines"].catalogue)}
    except RepositoryError:
        return {}


def same_as_known(request: Request, body: bytes, *, media_type: str, headers: Mapping[str, str]) -> Response:
    """The body with a tag of its content; nothing but the tag when the reader already has it."""
    told = {"Cache-Control": "no-cache", **headers, "ETag": f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'}
    if told["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=told)
    return Response(body, media_type=media_type, headers=told)


def hold(response: Response, held: str, settings: Settings) -> None:
    """Gives the browser the id of a session; it forgets it when it is closed. Empty takes it away."""
    name, secure = session_cookie(settings), settings.url.startswith("https:")
    if held:
        response.set_cookie(name, held, path="/", secure=secure, httponly=True, samesite="lax")
    else:
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")


def here_of(reader: Reader) -> str:
    """The address of this page on this site."""
    return reader.path + (f"?{reader.query}" if reader.query else "")


def kept(reader: Reader) -> tuple[tuple[str, str], ...]:
    """The parameters of an address too long to stand in a link for each language."""
    return tuple(parse_qsl(reader.query, keep_blank_values=True)) if len(reader.query) > LONG else ()


def tongues(reader: Reader, offered: tuple[str, ...]) -> tuple[Tongue, ...]:
    """The languages this page can be read in."""
    here = here_of(reader)
    made = []
    for code in offered:
        name = str(Locale.parse(code).get_display_name(code) or code)
        switch = f"/language?lang={code}&to={quote(here, safe='')}" if len(here) < LONG else ""
        made.append(Tongue(code, name[:1].upper() + name[1:], switch, f"{reader.base}{reader.path}?lang={code}", code == reader.language))
    return tuple(made)
