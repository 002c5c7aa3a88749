"""Given a question, one change of every report it finds, shown before it is made."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from repository import editing
from repository.arrivals import person_of
from repository.background import MANY, edit_beside
from repository.catalogue import Done, Writing
from repository.errors import Conflict, IndexUnavailable, InputError, NotFound
from repository.failure import status_of
from repository.forms import Fields, Form
from repository.model import Facet, Report
from repository.pages import show
from repository.pages.changing import Made, Preview, beside, made_of, make, preview
from repository.reader import house, reader_of
from repository.search import numbers, read_address
from repository.search_links import href

ROWS = ("append", "remove", "set")
SHOWN = 5


@dataclass(frozen=True, slots=True)
class EditPage:
    """The context of `pages/edit.html`; `question` is the address of the list, as its parameters."""

    question: str
    back: str
    found: int
    first: tuple[Report, ...]
    facets: tuple[Facet, ...]
    fields: tuple[str, ...]
    preview: Preview | None
    made: Made | None
    error: str = ""
    rows: tuple[tuple[str, str, str], ...] = ()  # as typed: what to do, of what, which value


def get(request: Request) -> Response:
    """The form over what was found."""
    return page(request, request.scope["query_string"].decode("latin-1"))


def reports_of(request: Request, question: str) -> tuple[str, list[int]]:
    """The list's address, and the numbers in it; all words are wanted unless the question says otherwise."""
    engines, reader = house(request)["engines"], reader_of(request)
    pairs = [pair for pair in parse_qsl(question, keep_blank_values=True) if pair[0] not in ("page", "lang", "done", "per_page")]
    if not any(name == "match" for name, _ in pairs):
        pairs.append(("match", "all"))
    ask = read_address(pairs, [facet.key for facet in engines.catalogue.facets()], reader.languages)
    return href(ask), numbers(ask, catalogue=engines.catalogue, index=engines.index)


def page(
    request: Request, question: str, *, shown: Preview | None = None, typed: Fields = (),
    error: InputError | Conflict | NotFound | IndexUnavailable | None = None,
) -> Response:  # fmt: skip
    """The page."""
    catalogue, words = house(request)["engines"].catalogue, reader_of(request).words
    address, found = reports_of(request, question)
    first = catalogue.reports(found[:SHOWN])
    context = EditPage(
        question=address.partition("?")[2], back=address, found=len(found), first=tuple(first.values()), facets=tuple(catalogue.facets()),
        fields=editing.FIELDS, preview=shown, made=made_of(request), error=words(f"error.{error.key}", **error.data) if error else "",
        rows=rows_of(Form(typed)),
    )  # fmt: skip
    return show(request, "edit", context, status=status_of(error) if error else 200, place="search", indexed=False, form=True)


def post(request: Request, form: Form) -> Response:
    """Shows what the change would do, or makes it."""
    question = form.get("question")[:8_000]
    catalogue = house(request)["engines"].catalogue
    try:
        wish = wish_of(form)
        address, found = reports_of(request, question)
        query: dict[str, object] = {"query": address}

        def change(writing: Writing) -> Done:
            return editing.edit(found, wish, query, catalogue=catalogue, writing=writing)

        if form.get("step") == "apply":
            back = f"/edit?{address.partition('?')[2]}"
            if len(found) > MANY:
                return beside(edit_beside(found, wish, query, person_of(request), catalogue=catalogue, back=back))
            return make(request, change, back)
        return page(request, question, shown=preview(request, form, change), typed=form.fields)
    except (InputError, Conflict, NotFound) as error:
        return page(request, question, typed=form.fields, error=error)


def wish_of(form: Form) -> editing.Wish:
    """One line of the form is one value; an empty value of `set` empties the facet."""
    rows: dict[str, list[tuple[str, str]]] = {name: [] for name in ROWS}
    for what, facet, value in zip(form.all("what"), form.all("facet"), form.all("value"), strict=False):
        if what in rows and facet and (value.strip() or what == "set"):
            rows[what].append((facet, value.strip()))
    return editing.Wish(*(tuple(rows[name]) for name in ("set", "append", "remove")))


def rows_of(form: Form) -> tuple[tuple[str, str, str], ...]:
    """The rows of a form that say something."""
    rows = zip(form.all("what"), form.all("facet"), form.all("value"), strict=False)
    return tuple(row for row in rows if row[1] or row[2])[:20]
