"""Given a file, its pages that are not well, and the text of one of them to be typed or pasted: it stays when the file is read again."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository.analysis.detect import language_of
from repository.analysis.normalise import page_text
from repository.errors import InputError, NotFound
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Form
from repository.model import File, Report
from repository.pages import show
from repository.pages.changing import actor_of
from repository.reader import house, reader_of
from repository.reading import LARGEST

LONGEST = 200_000  # characters of a page
MOST = 2_000  # pages of a file nobody could count the pages of
LISTED = 300


@dataclass(frozen=True, slots=True)
class TextOfFile:
    """The context of `pages/text_of_file.html`. `bad` and `typed` are by page; `n` is the page in the form."""

    report: Report
    file: File
    bad: Mapping[int, str]
    typed: Mapping[int, str]
    n: int
    last: int
    text: str
    original: str
    done: bool = False
    error: str = ""


def get(request: Request) -> Response:
    """The file."""
    return page(request)


def file_of(request: Request) -> File:
    """The file of the address; raises NotFound."""
    number = request.path_params["id"]
    file = house(request)["engines"].catalogue.file(number) if 0 < number < LARGEST else None
    if file is None:
        raise NotFound("no_file", file=number)
    return file


def number_of(text: str, file: File) -> int:
    """A page of the file; raises InputError `page_number`."""
    last = file.pages or MOST
    number = whole(text, 5)
    if number is None or not 0 < number <= last:
        raise InputError("page_number", value=text[:20], last=last)
    return number


def page(request: Request, *, form: Form | None = None, error: InputError | None = None) -> Response:
    """The page; what was typed stays in its form."""
    file, words, catalogue = file_of(request), reader_of(request).words, house(request)["engines"].catalogue
    report = catalogue.report(file.report)
    if report is None:
        raise NotFound("no_file", file=file.id)
    bad, typed = catalogue.bad_pages(file.id), catalogue.typed_pages(file.id)
    try:
        n = number_of((form.get("page") if form else "") or request.query_params.get("page") or str(next(iter(bad), 1)), file)
    except InputError as wrong:
        n, error = 1, error or wrong
    now = catalogue.page(report.number, file.id, n)
    context = TextOfFile(
        report=report, file=file, bad=dict(list(bad.items())[:LISTED]), typed=typed, n=n, last=file.pages or MOST,
        text=form.get("text") if form else now.text if now else "",
        original=f"/reports/{report.number}/{file.slug}.{file.extension}" + (f"#page={n}" if file.extension == "pdf" else ""),
        done=request.query_params.get("done") == "1", error=words(f"error.{error.key}", **error.data) if error else "",
    )  # fmt: skip
    return show(request, "text_of_file", context, status=status_of(error) if error else 200, place="health_of_text", indexed=False, form=True)


def post(request: Request, form: Form) -> Response:
    """Keeps the typed text of a page, or takes it away again."""
    file = file_of(request)
    try:
        n, text = number_of(form.get("page"), file), page_text(form.get("text"))
        away = form.get("do") == "away"
        if not away and not text.strip():
            raise InputError("page_text_empty")
        if len(text) > LONGEST:
            raise InputError("row_long", column="text", limit=LONGEST)
        with house(request)["engines"].catalogue.writing(actor_of(request)) as writing:
            if away:
                writing.untype_page(file.id, n)
            else:
                writing.type_page(file.id, n, text, language_of(text, file.language))
    except InputError as error:
        return page(request, form=form, error=error)
    return RedirectResponse(f"/health-of-text/{file.id}?page={n}&done=1", status_code=303)
