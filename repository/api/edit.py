"""Given a question, as the address of a search has it, one change of every report it finds."""

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from repository import editing
from repository.api.change import make, wanted
from repository.api.task import accepted
from repository.arrivals import person_of
from repository.background import MANY, edit_beside
from repository.errors import InputError
from repository.forms import Form
from repository.reader import house, reader_of
from repository.search import numbers, read_address

PAGING = ("page", "per_page", "lang", "sort")


def post(request: Request, form: Form) -> Response:
    """What it did; all words are wanted unless the question says otherwise."""
    found = wanted(form, "question", "set", "append", "remove")
    if not found.has("question"):
        raise InputError("edit_question")
    engines, question = house(request)["engines"], found.text("question")
    pairs = [pair for pair in parse_qsl(question[:8_000], keep_blank_values=True) if pair[0] not in PAGING]
    pairs += [] if any(name == "match" for name, _ in pairs) else [("match", "all")]
    ask = read_address(pairs, [facet.key for facet in engines.catalogue.facets()], reader_of(request).languages)
    these = numbers(ask, catalogue=engines.catalogue, index=engines.index)
    wish = editing.Wish(*(tuple(found.pairs(name)) for name in ("set", "append", "remove")))
    query: dict[str, object] = {"query": question}
    if len(these) > MANY and not found.flag("dry_run"):
        return accepted(request, edit_beside(these, wish, query, person_of(request), catalogue=engines.catalogue))
    return make(
        request, lambda writing: editing.edit(these, wish, query, catalogue=engines.catalogue, writing=writing),
        dry=found.flag("dry_run"), found=len(these),
    )  # fmt: skip
