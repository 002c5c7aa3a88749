"""Given a report and the state somebody wants for it, the move, by the rules of the pages."""

import time
from typing import get_args

from starlette.requests import Request
from starlette.responses import Response

from repository import review
from repository.api import send
from repository.api.report import expected, number_in, outdated, owners, tag_of
from repository.arrivals import sender_of
from repository.columns import members
from repository.engines import desk_of
from repository.errors import InputError, NotFound
from repository.forms import Form
from repository.model import State
from repository.reader import house, reader_of
from repository.reading import LARGEST

__all__ = ["owners", "post"]
MEMBERS = ("to", "reason", "successor", "until", "version")
STATES: dict[str, State] = {state: state for state in get_args(State)}


def post(request: Request, form: Form) -> Response:
    """What it is now."""
    sender, number = sender_of(request), number_in(request)
    given = members(form.json, MEMBERS)
    to = STATES.get(str(given.get("to", "")))
    if to is None:
        raise InputError("state_unknown", value=str(given.get("to", ""))[:100], known=", ".join(STATES))
    successor = given.get("successor")
    if successor is not None and (isinstance(successor, bool) or not isinstance(successor, int) or not 0 < successor < LARGEST):
        raise InputError("successor", number=str(successor)[:100])
    texts = {name: given.get(name) or "" for name in ("reason", "until")}
    if wrong := [name for name, value in texts.items() if not isinstance(value, str)]:
        raise InputError("row_value", column=wrong[0])
    with outdated():
        review.move(
            number, to, by=sender.person, catalogue=sender.catalogue, accounts=sender.accounts, now=time.time(),
            desk=desk_of(house(request)["settings"], reader_of(request).base), reason=str(texts["reason"]), until=str(texts["until"]),
            successor=successor, expect=expected(request, given.get("version")),
        )  # fmt: skip
    report = sender.catalogue.report(number)
    if report is None:
        raise NotFound("no_report", number=number)
    told = {"number": number, "state": report.state, "version": report.version, "reason": report.reason, "successor": report.successor,
            "until": report.opens}  # fmt: skip
    return send(request, told, headers={"ETag": tag_of(report.version)})
