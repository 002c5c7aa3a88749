"""Given somebody who is signed in, out: the session is ended here and forgotten there."""

from starlette.requests import Request
from starlette.responses import Response

from repository.accounts import sessions
from repository.forms import Form
from repository.identity import held_by
from repository.pages.entering import leads
from repository.reader import house


def post(request: Request, _form: Form) -> Response:
    """Ends the session."""
    home = house(request)
    held = held_by(request, home["settings"])
    if held:
        sessions.end(held, accounts=home["engines"].accounts)
    return leads(request, "/", "")
