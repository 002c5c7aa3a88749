"""Given a module of the table, what answers its address: may they, is the form our own and whole, then the module's function.

A module has `get(request)` and, where something is changed, `post(request, form)`, `patch(request, form)`, `delete(request, form)`.
It may have `owners(request)` (whose the thing is, for rules with `own`), `limits(settings)`, and for files
`open_file(request, owner, field, name, fields)`, which gives the sink of one (or None to read past it). The owner may be somebody
whose session ended by itself while the form was open: what a sink's `close` gives back as text is then carried through signing in
as a field of the same name, so a file that came is not sent again. `broken(request, form)` is given what came whole of a form
whose connection broke.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from types import ModuleType
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from repository import access, turns
from repository.accounts import Account, sessions
from repository.errors import NotAllowed, NotSignedIn
from repository.forms import Fields, Form, Limits, Sink, read_form
from repository.identity import account_of, held_by, look_again
from repository.reader import base_of, house, token_agrees

SAFE, UNSAFE = ("get",), ("post", "patch", "delete")
GiveBack = Callable[[Request, Form, bool], Response]


def methods(module: ModuleType) -> list[str]:
    """What an address answers."""
    return [name.upper() for name in (*SAFE, *UNSAFE) if hasattr(module, name)]


def endpoint(address: str, module: ModuleType, give_back: GiveBack) -> Callable[[Request], Awaitable[Response]]:
    """What answers one address; `give_back` shows a form again that came without a session or with the token of another one."""

    async def answer(request: Request) -> Response:
        rule = access.rule_of(request.method, address)
        if request.method in ("GET", "HEAD"):
            kind = turns.READ if account_of(request) is None else turns.WORK
            return await house(request)["turns"].run(kind, _read, module, rule, request)
        return await _change(module, rule, request, give_back)

    return answer


def _read(module: ModuleType, rule: access.Rule | None, request: Request) -> Response:
    access.enter(rule, account_of(request))
    _touch(module, rule, request)
    response: Response = module.get(request)
    return response


def _touch(module: ModuleType, rule: access.Rule | None, request: Request) -> None:
    account = account_of(request)
    if not access.may(rule, account):
        owners: access.Owners = module.owners(request)
        access.touch(rule, account, owners)


async def _change(module: ModuleType, rule: access.Rule | None, request: Request, give_back: GiveBack) -> Response:
    scope = getattr(request.state, "scope", None)
    if scope is None:
        if request.url.path.startswith("/api/") and account_of(request) is None:
            raise NotSignedIn("token_needed")
        own_origin(request)
    elif scope != "write":
        raise NotAllowed("token_scope")
    owner, lost = account_of(request), False
    try:
        access.enter(rule, owner)
    except NotSignedIn:
        if request.url.path.startswith("/api/"):
            raise
        owner, lost = await run_in_threadpool(_lapsed, request), True

    def ours(fields: Fields) -> bool:
        return scope is not None or own_token(request, fields)

    def open_file(field: str, name: str, fields: Fields) -> Sink | None:
        sink: Sink | None = module.open_file(request, owner, field, name, fields) if owner and ours(fields) else None
        return sink

    limits: Limits = module.limits(house(request)["settings"]) if hasattr(module, "limits") else Limits()
    home = house(request)
    kept = partial(home["turns"].run, turns.SEND, _broken, module, rule, request, ours)
    broken = kept if hasattr(module, "broken") and not lost else None
    form = await read_form(request, limits, open_file if hasattr(module, "open_file") else None, broken, home["received"])
    kind = turns.PROGRAM if request.url.path.startswith("/api/") else turns.SEND if form.files else turns.CHANGE
    if lost or not ours(form.fields):
        return await home["turns"].run(kind, _again, request, form, give_back, lost)
    return await home["turns"].run(kind, _run, module, rule, request, form, give_back)


def _broken(module: ModuleType, rule: access.Rule | None, request: Request, ours: Callable[[Fields], bool], form: Form) -> None:
    """What came whole of a form that broke is kept, if it was our own."""
    if ours(form.fields):
        look_again(request, house(request)["engines"].accounts)
        access.enter(rule, account_of(request))
        _touch(module, rule, request)
        module.broken(request, form)


def _lapsed(request: Request) -> Account | None:
    home = house(request)
    held = held_by(request, home["settings"])
    return sessions.lapsed_of(held, accounts=home["engines"].accounts) if held else None


def _run(module: ModuleType, rule: access.Rule | None, request: Request, form: Form, give_back: GiveBack) -> Response:
    look_again(request, house(request)["engines"].accounts)  # a long form may outlive a session, a role or an account
    try:
        access.enter(rule, account_of(request))
    except NotSignedIn:
        return _again(request, form, give_back, lost=True)
    _touch(module, rule, request)
    response: Response = getattr(module, request.method.lower())(request, form)
    return response


def _again(request: Request, form: Form, give_back: GiveBack, lost: bool) -> Response:  # noqa: FBT001
    if request.url.path.startswith("/api/"):
        raise NotAllowed("form_token")
    return give_back(request, form, lost)


def own_origin(request: Request) -> None:
    """Whether a page of ours sent it, as the browser says; raises NotAllowed `form_foreign`, also when it says nothing."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    here = urlsplit(base_of(request, house(request)["settings"]))
    if (site is None and origin is None) or site not in (None, "same-origin"):
        raise NotAllowed("form_foreign")
    if origin is not None and origin.lower() != f"{here.scheme}://{here.netloc}".lower():
        raise NotAllowed("form_foreign")


def own_token(request: Request, fields: Fields) -> bool:
    """Whether a form, or a header for scripts of ours, has the token of the session its browser holds."""
    held = held_by(request, house(request)["settings"])
    token = next((value for name, value in fields if name == "token"), request.headers.get("x-csrf-token", ""))
    return bool(held) and token_agrees(request, held, token)
