"""Given a reader with a question, a problem or a wish for removal, where to write."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from repository.figures import whole
from repository.pages import show
from repository.reader import house, reader_of

_ADDRESS = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


@dataclass(frozen=True, slots=True)
class Contact:
    """The context of `pages/contact.html`; `link` is empty when the operator's contact is not an address."""

    shown: str
    link: str
    number: int | None


def get(request: Request) -> Response:
    """The page; `?report=` names the report it is about."""
    contact = house(request)["settings"].contact
    number = whole(request.query_params.get("report", ""), 9)
    subject = reader_of(request).words("contact.about", number=number) if number else ""
    return show(request, "contact", Contact(contact, link_to(contact, subject), number))


def link_to(contact: str, subject: str) -> str:
    """A link for an e-mail or web address."""
    if _ADDRESS.match(contact):
        return f"mailto:{contact}" + (f"?subject={quote(subject)}" if subject else "")
    return contact if contact.startswith(("https://", "http://")) else ""
