"""Given the right password, the second factor: six digits of an app, or a recovery code."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.accounts import sign_in
from repository.errors import InputError, TooMany
from repository.failure import headers_of, status_of
from repository.forms import Fields, Form
from repository.identity import visit_of
from repository.pages import show
from repository.pages.carried import Kept, kept_by
from repository.pages.entering import caller_of, leads, now, on
from repository.reader import house, reader_of


@dataclass(frozen=True, slots=True)
class Code:
    """The context of `pages/code.html`."""

    error: str = ""
    hidden: Fields = ()


def get(request: Request) -> Response:
    """The page."""
    visit, kept = visit_of(request), kept_by(request)
    if visit is None or visit.session.stage != "code":
        return leads(request, "/account" + kept.wish)
    return page(request, kept)


def page(request: Request, kept: Kept, *, held: str = "") -> Response:
    """The page, for the session of this request or one just opened."""
    return show(request, "code", Code(hidden=kept.hidden), indexed=False, box=False, form=True, held=held)


def post(request: Request, form: Form) -> Response:
    """In, with the right code."""
    home, visit, kept = house(request), visit_of(request), kept_by(request, form)
    if visit is None or visit.session.stage != "code":
        return leads(request, "/account" + kept.wish)
    try:
        opened = sign_in.with_code(
            visit, form.get("code")[:100], caller=caller_of(request), accounts=home["engines"].accounts, secret=home["secret"], now=now()
        )
    except (InputError, TooMany) as error:
        context = Code(reader_of(request).words(f"error.{error.key}", **error.data), kept.hidden)
        return show(request, "code", context, status=status_of(error), headers=headers_of(error), indexed=False, box=False, form=True)
    return on(request, opened, kept, visit.account)
