"""Given a form that came without a session or with the token of another, the form again, to be sent once more: nothing typed is lost."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.arrivals import OVER, carried_name
from repository.forms import Fields, Form
from repository.pages import show
from repository.pages.carried import kept_by

SHOWN = 200  # characters of a value
TOKEN = "token"  # noqa: S105 the name of a field


@dataclass(frozen=True, slots=True)
class Resume:
    """The context of `pages/resume.html`: `fields` are sent again to `to`; `files` have to be chosen again."""

    to: str
    fields: Fields
    shown: Fields
    files: tuple[str, ...] = ()


def page(request: Request, to: str, fields: Fields, *, files: tuple[str, ...] = (), held: str = "") -> Response:
    """The form, with the token of the session there is now."""
    shown = tuple((name, (carried_name(value) if name == "file" else value)[:SHOWN]) for name, value in fields if value.strip() and name != OVER)
    over = (value for name, value in fields if name == OVER)
    context = Resume(to, fields, shown, tuple(dict.fromkeys((*files, *over))))
    return show(request, "resume", context, indexed=False, box=False, form=True, held=held)


def post(request: Request, form: Form) -> Response:
    """The form that was carried through the pages of signing in."""
    kept = kept_by(request, form)
    return page(request, kept.to or "/account", kept.fields)
