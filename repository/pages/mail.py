"""Given staff, the letters that wait, went out or were given up; without a mail server they are read and copied here.

A letter with a one-time link is shown to administrators only: a link is an account.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository import letters
from repository.accounts.record import Account, Letter
from repository.errors import NotFound
from repository.figures import whole
from repository.forms import Form
from repository.identity import account_of
from repository.pages import show
from repository.pages.entering import leads, now
from repository.reader import house


@dataclass(frozen=True, slots=True)
class Mail:
    """The context of `pages/mail.html`; `sends`: whether a mail server is known."""

    waiting: tuple[Letter, ...]
    gone: tuple[Letter, ...]
    sends: bool


def get(request: Request) -> Response:
    """The lists."""
    me, home = account_of(request), house(request)
    found = home["engines"].accounts.letters(secret=me is not None and me.role == "admin")
    waiting = tuple(letter for letter in found if letter.state in ("waiting", "failed"))
    gone = tuple(letter for letter in found if letter.state in ("sent", "done"))
    context = Mail(waiting, gone, bool(home["settings"].smtp_url))
    return show(request, "mail", context, indexed=False, place="mail", form=True)


def post(request: Request, form: Form) -> Response:
    """Marks one as taken along, or tries one again."""
    me = account_of(request)
    if me is None:
        return leads(request, "/account")
    accounts = house(request)["engines"].accounts
    if form.get("again"):
        letters.again(letter_of(request, form.get("again"), me), actor=me.actor, accounts=accounts, now=now())
    else:
        letters.hand_on(letter_of(request, form.get("done"), me), actor=me.actor, accounts=accounts)
    return leads(request, "/mail")


def letter_of(request: Request, number: str, me: Account) -> Letter:
    """The letter a button names; raises NotFound `no_letter`, also for one that is not for these eyes."""
    known = whole(number)
    found = house(request)["engines"].accounts.letter(known) if known is not None else None
    if found is None or (found.secret and me.role != "admin"):
        raise NotFound("no_letter")
    return found
