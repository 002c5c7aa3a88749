"""What people could not find, as far as many asked for it: to be made a synonym of a term, or put aside."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository.asked import DAYS, Missed
from repository.catalogue import Catalogue
from repository.errors import InputError, NotFound
from repository.failure import status_of
from repository.forms import Form
from repository.model import Term
from repository.pages import show
from repository.pages.changing import actor_of
from repository.reader import house, page_asked, reader_of

SHOWN = 50
DEEPEST = 1_000  # pages


@dataclass(frozen=True, slots=True)
class NotFoundPage:
    """The context of `pages/not_found.html`; `days` are those it takes to be listed."""

    lines: tuple[Missed, ...]
    total: int
    aside: bool
    days: int
    before: str
    after: str
    here: str
    typed: str = ""
    error: str = ""


def get(request: Request) -> Response:
    """The list."""
    return page(request)


def address(*, aside: bool, page: int = 1) -> str:
    """A list."""
    pairs = [pair for pair in (("aside", "1" if aside else ""), ("page", str(page) if page > 1 else "")) if pair[1]]
    return f"/not-found?{urlencode(pairs)}" if pairs else "/not-found"


def page(request: Request, *, typed: str = "", error: InputError | NotFound | None = None) -> Response:
    """The page."""
    at, aside = page_asked(request, DEEPEST), request.query_params.get("aside") == "1"
    total, lines = house(request)["engines"].catalogue.missed(aside=aside, limit=SHOWN, offset=(at - 1) * SHOWN)
    context = NotFoundPage(
        lines=tuple(lines), total=total, aside=aside, days=DAYS, here=address(aside=aside, page=at), typed=typed,
        before=address(aside=aside, page=at - 1) if at > 1 else "", after=address(aside=aside, page=at + 1) if total > at * SHOWN else "",
        error=reader_of(request).words(f"error.{error.key}", **error.data) if error else "",
    )  # fmt: skip
    return show(request, "not_found", context, status=status_of(error) if error else 200, place="vocabulary", indexed=False, form=True)


def post(request: Request, form: Form) -> Response:
    """Puts aside, lists again, or leads to the form of the term that is to have the words as a synonym."""
    catalogue, what = house(request)["engines"].catalogue, form.get("do")
    try:
        if what == "synonym":
            term = called(form.get("term"), catalogue=catalogue)
            asked = urlencode({"synonym": form.get("words")[:100]})
            return RedirectResponse(f"/vocabulary/{term.facet}/{term.id}?{asked}#names", status_code=303)
        if what not in ("aside", "back"):
            raise InputError("form_unknown")
        with catalogue.writing(actor_of(request)) as writing:
            writing.put_aside(form.get("key")[:64], aside=what == "aside")
    except (InputError, NotFound) as error:
        return page(request, typed=form.get("key"), error=error)
    return RedirectResponse(address(aside=what == "back"), status_code=303)


def called(name: str, *, catalogue: Catalogue) -> Term:
    """The term of this name, in whatever facet; raises InputError `term_written`."""
    text = " ".join(name.split())[:300]
    found = [term for facet in catalogue.facets() if text and (term := catalogue.find_term(facet.key, text))]
    if not found:
        raise InputError("term_written", value=text)
    return min(found, key=lambda term: (term.state != "approved", term.id))
