"""Given an address, a link for a new password by mail, if anybody has it; the page says the same either way."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository import letters
from repository.accounts import Account, AccountsWriting, links
from repository.errors import TooMany
from repository.failure import headers_of, status_of
from repository.forms import Form
from repository.pages import show
from repository.pages.entering import caller_of, now
from repository.reader import house, reader_of


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The context of `pages/forgotten.html`; `mail`: whether letters are sent from here at all."""

    done: bool
    mail: bool
    error: str = ""


def get(request: Request) -> Response:
    """The form."""
    return page(request)


def page(request: Request, *, done: bool = False, error: TooMany | None = None) -> Response:
    """The form, or that it was sent."""
    said = reader_of(request).words(f"error.{error.key}", **error.data) if error else ""
    context = Forgotten(done, bool(house(request)["settings"].smtp_url), said)
    return show(
        request, "forgotten", context, status=status_of(error) if error else 200, headers=headers_of(error) if error else None,
        indexed=False, box=False, form=True,
    )  # fmt: skip


def post(request: Request, form: Form) -> Response:
    """Sends the link."""
    home = house(request)
    try:
        links.forgotten(
            form.get("email")[:300], caller=caller_of(request), accounts=home["engines"].accounts, secret=home["secret"], now=now(),
            tell=letter_with_link(request, "password"),
        )  # fmt: skip
    except TooMany as error:
        return page(request, error=error)
    return page(request, done=True)


def letter_with_link(request: Request, kind: str) -> links.Tell:
    """Writes a letter of this kind with a one-time link."""
    reader, settings = reader_of(request), house(request)["settings"]
    site = settings.site_name or reader.words("site.name")

    def tell(writing: AccountsWriting, account: Account, held: str) -> None:
        letters.write(
            kind, account, site=site, fallback=settings.languages[0], writing=writing, now=now(), link=f"{reader.base}{links.PATH}{held}"
        )

    return tell
