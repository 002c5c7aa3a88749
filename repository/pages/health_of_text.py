"""Given what is asked for, files whose text cannot be read well, those first that readers open most; and what can be done."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository.errors import InputError, NotFound
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Form
from repository.pages import show
from repository.pages.changing import actor_of
from repository.reader import house, page_asked, reader_of
from repository.text_health import TROUBLES, Trouble, Unhealthy

SHOWN = 25  # files on a page
DEEPEST = 10_000


@dataclass(frozen=True, slots=True)
class HealthOfText:
    """The context of `pages/health_of_text.html`. `troubles` are filters with their addresses."""

    files: tuple[Unhealthy, ...]
    total: int
    trouble: Trouble
    accepted: bool
    troubles: tuple[tuple[Trouble, str], ...]
    other: str  # the list of what is accepted, or of what is not
    here: str
    before: str
    after: str
    done: str = ""
    error: str = ""


def get(request: Request) -> Response:
    """The list."""
    return page(request)


def address(trouble: Trouble, *, accepted: bool, page: int = 1) -> str:
    """A list."""
    pairs = [("show", trouble if trouble != "all" else ""), ("accepted", "1" if accepted else ""), ("page", str(page) if page > 1 else "")]
    asked = urlencode([pair for pair in pairs if pair[1]])
    return f"/health-of-text?{asked}" if asked else "/health-of-text"


def page(request: Request, *, error: InputError | NotFound | None = None) -> Response:
    """The page."""
    asked, words = request.query_params, reader_of(request).words
    trouble: Trouble = next((each for each in TROUBLES if each == asked.get("show")), "all")
    accepted, at = asked.get("accepted") == "1", page_asked(request, DEEPEST, 8)
    total, files = house(request)["engines"].catalogue.unhealthy(trouble, accepted=accepted, limit=SHOWN, offset=(at - 1) * SHOWN)
    context = HealthOfText(
        files=tuple(files), total=total, trouble=trouble, accepted=accepted,
        troubles=tuple((each, address(each, accepted=accepted)) for each in TROUBLES), other=address(trouble, accepted=not accepted),
        here=address(trouble, accepted=accepted, page=at), before=address(trouble, accepted=accepted, page=at - 1) if at > 1 else "",
        after=address(trouble, accepted=accepted, page=at + 1) if total > at * SHOWN else "",
        done=next((each for each in ("accept", "list", "again") if each == asked.get("done")), ""),
        error=words(f"error.{error.key}", **error.data) if error else "",
    )  # fmt: skip
    return show(request, "health_of_text", context, status=status_of(error) if error else 200, place="health_of_text", indexed=False, form=True)


def file_in(form: Form) -> int:
    """The file a form is about; raises NotFound."""
    file = whole(form.get("file"))
    if file is None:
        raise NotFound("no_file", file=form.get("file")[:20])
    return file


def post(request: Request, form: Form) -> Response:
    """Accepts a file's text as it is, lists it again, or reads it once more."""
    what = form.get("do")
    try:
        file = file_in(form)
        with house(request)["engines"].catalogue.writing(actor_of(request)) as writing:
            if what in ("accept", "list"):
                writing.accept_text(file, on=what == "accept")
            elif what == "again":
                writing.read_again(file)
            else:
                raise InputError("form_unknown")
    except (InputError, NotFound) as error:
        return page(request, error=error)
    query = request.scope["query_string"].decode("latin-1")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("done="))
    return RedirectResponse(f"/health-of-text?{kept + '&' if kept else ''}done={what}", status_code=303)
