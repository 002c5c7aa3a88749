"""Given a one-time link, a password for an account: invited, first of all, forgotten or reset. Looking at it uses nothing up."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.accounts import links
from repository.accounts.record import LinkKind
from repository.errors import InputError, TooMany
from repository.failure import headers_of, status_of
from repository.forms import Form
from repository.pages import show
from repository.pages.account import step
from repository.pages.carried import Kept
from repository.pages.entering import caller_of, now, warning
from repository.reader import house, reader_of


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """The context of `pages/link.html`."""

    kind: LinkKind
    email: str
    name: str
    staff: bool
    error: str = ""


def get(request: Request) -> Response:
    """The page; NotFound when the link is not good any more."""
    return page(request)


def page(request: Request, form: Form | None = None, error: InputError | TooMany | None = None) -> Response:
    """The page, with what was typed and what is wrong with it."""
    link, account = links.opened(request.path_params["link"], accounts=house(request)["engines"].accounts, now=now())
    email = account.email if account else form.get("email")[:300] if form else ""
    name = form.get("name")[:300] if form else account.name if account else ""
    said = reader_of(request).words(f"error.{error.key}", **error.data) if error else ""
    staff = account.needs_second_factor if account else True
    context = OpenedLink(link.kind, email, name, staff, said)
    return show(request, "link", context, status=status_of(error) if error else 200, indexed=False, box=False, form=True,
                headers=headers_of(error) if error else None)  # fmt: skip


def post(request: Request, form: Form) -> Response:
    """Sets the password, and goes on to the second factor or in."""
    try:
        if form.get("password") != form.get("again"):
            raise InputError("password_again")
        opened = links.use(
            request.path_params["link"], password=form.get("password")[:1000], name=form.get("name"), email=form.get("email"),
            language=reader_of(request).language, caller=caller_of(request), accounts=house(request)["engines"].accounts, now=now(),
            warn=warning(request, "password_changed"),
        )  # fmt: skip
    except (InputError, TooMany) as error:
        return page(request, form, error)
    return step(request, opened, Kept())
