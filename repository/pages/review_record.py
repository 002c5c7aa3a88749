"""Given a report, its record beside what its files and its text say, and a page of them at a time: for the eyes of staff."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request

from repository.catalogue import Catalogue
from repository.engines import Engines
from repository.errors import RepositoryError
from repository.extract import Facts
from repository.model import BUILT_IN, File, Page, Piece, Report
from repository.pages.original import VERIFIED
from repository.pages.page import LONGEST, shortened
from repository.pages.picture import DRAWN
from repository.pages.review import number_in
from repository.paragraphs import Paragraph, paragraphs
from repository.reader import Reader, house
from repository.receipts import Upload
from repository.spoken import Spoken
from repository.typed import CHOICES, PEOPLE

UNSEEN = ("damaged", "encrypted")  # nothing to be drawn
LOOKED_INTO = ("pdf", "docx", "odt")
REMEMBERED = 500  # originals of which the facts are kept in memory
OWN = "text"  # stands for the report's own text


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in a field: a text in its language, or a term, which may be only proposed."""

    text: str
    language: str = ""
    term: int | None = None
    facet: str = ""
    role: str = ""
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A field: what the record says, what its files say, and what was typed but cannot be used."""

    name: str
    values: tuple[Value, ...]
    told: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a file, or of the report's own text (`file` None); addresses are empty where there is nothing."""

    file: File | None
    page: Page | None
    total: int
    paragraphs: tuple[Paragraph, ...]
    cut: bool
    places: tuple[tuple[str, str, bool], ...]  # name, its address here, whether it is this one
    before: str
    after: str
    picture: str  # of the page
    facts: Facts | None  # what the file has in it besides text
    hidden: tuple[tuple[str, str], ...]  # what the way to another page carries along


def lines_of(report: Report, upload: Upload | None, label: Callable[[int | None], str], reader: Reader) -> tuple[Line, ...]:
    """Fields in the order of the form; those without anything are left out, the ones a record needs are not."""
    say = Spoken(reader.language)
    said = [found for file in report.files if isinstance(found := file.detail.get("proposed"), Mapping)]
    typed = upload.typed if upload else ()

    def told(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(each[name]) for each in said if each.get(name)))

    def raw(*names: str) -> tuple[str, ...]:
        return tuple(value for name, value in typed if name in names and value.strip())

    authors = tuple(dict.fromkeys(str(name) for each in said for name in _list(each.get("authors"))))
    made = [
        Line("title", tuple(Value(text.text, text.language) for text in report.titles), told("title"), raw("title")),
        Line("abstract", tuple(Value(text.text, text.language) for text in report.abstracts), (), raw("abstract")),
    ]
    own = dict.fromkeys(tag.term.facet for tag in report.tags if tag.term.facet not in BUILT_IN)
    for facet in ("type", *PEOPLE, *CHOICES[1:], *own):
        values = tuple(Value(label(tag.term.id), "", tag.term.id, facet, tag.role, tag.term.state == "proposed") for tag in report.of(facet))
        made.append(Line(facet, values, authors if facet == "person" else (), raw(facet)))
    date = tuple(filter(None, (say.date(report.date), report.date_note)))
    made.append(Line("date", tuple(map(Value, date)), tuple(map(say.date, told("date"))), raw("date_day", "date_month", "date_year")))
    made += [
        Line(name, (Value(text),) if text else (), (), raw(name)) for name, text in (("licence", report.licence), ("source", report.source))
    ]
    links = tuple(Value(str(each.number or each.external_id), role=each.kind) for each in report.relations)
    made.append(Line("relation", links, (), raw("relation_to")))
    needed = ("title", "type", "organisation", "date", "language")
    return tuple(line for line in made if line.values or line.told or line.typed or line.name in needed)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def shown(request: Request, report: Report, *, catalogue: Catalogue) -> Shown | None:
    """The page that `text` and `n` of the address name, the first one otherwise; None when there is nothing to read."""
    places: dict[str, File | None] = {f"{file.slug}.{file.extension}": file for file in report.files}
    if report.own_pages:
        places[OWN] = None
    if not places:
        return None
    asked = request.query_params
    name = asked.get("text", "") if asked.get("text", "") in places else next(iter(places))
    file = places[name]
    total = file.pages if file else report.own_pages
    n = min(number_in(asked.get("n", "")) or 1, max(1, total))
    page = catalogue.page(report.number, file.id if file else None, n)
    kept = [(key, value) for key, value in asked.multi_items() if key in ("state", "organisation", "flag", "mine", "page")]

    def address(to: str, at: int) -> str:
        return f"/review/{report.number}?{urlencode([*kept, ('text', to), ('n', str(at))])}#read"

    listed = tuple((each.name if each else "", address(key, 1), key == name) for key, each in places.items())
    return Shown(
        file, page, total, paragraphs(shortened((Piece(page.text, match=False),))) if page else (),
        page is not None and len(page.text) > LONGEST, listed,
        address(name, n - 1) if n > 1 else "", address(name, n + 1) if n < total else "",
        f"/reports/{report.number}/{name}/pages/{n}.png" if file and file.extension in DRAWN and file.outcome not in UNSEEN else "",
        facts_of(file, house(request)["engines"]) if file else None, (*kept, ("text", name)),
    )  # fmt: skip


def facts_of(file: File, engines: Engines) -> Facts | None:
    """What is in a file besides its text; None for formats of which nothing is known, and when it cannot be looked at now."""
    if file.extension not in LOOKED_INTO:
        return None
    try:
        return looked(engines.extract.look, VERIFIED.path(file.sha256, engines.store), file.extension)
    except RepositoryError:
        return Facts(whole=False)


class _PartlyError(Exception):
    """The look was cut short: next time there may be more time."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self.facts = facts


def looked(look: Callable[[Path, str], Facts], original: Path, extension: str) -> Facts:
    """Once for each original, which never changes: staff turn page after page of the same one."""
    try:
        return _looked(look, original, extension)
    except _PartlyError as partly:
        return partly.facts


@lru_cache(REMEMBERED)
def _looked(look: Callable[[Path, str], Facts], original: Path, extension: str) -> Facts:
    facts = look(original, extension)
    if not facts.whole:
        raise _PartlyError(facts)
    return facts
