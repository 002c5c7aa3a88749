"""Given what of it is asked for, the queue of the staff: what waits, how long, what is odd about it; and many published at once."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository import review as office
from repository.accounts import Account
from repository.alike import Alike
from repository.arrivals import person_of
from repository.catalogue import Catalogue, Claim, Queue, Wish
from repository.engines import desk_of
from repository.errors import RepositoryError
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Form
from repository.model import Report, State, Term, Trust
from repository.pages import show
from repository.pages.changing import seconds_since
from repository.reader import Reader, house, reader_of
from repository.reading import LARGEST
from repository.render import Voice
from repository.words import Words

VIEWS: Mapping[str, Queue] = {
    "waiting": office.DESK, "wish": Queue(wishes=True), "submitted": Queue(("submitted",)),
    "on_hold": Queue(("on_hold",)), "returned": Queue(("returned",)), "embargoed": Queue(("embargoed",)),
    "refused": Queue(("refused",)), "withdrawn": Queue(("withdrawn",)), "draft": Queue(("draft",)),
}  # fmt: skip
FLAGS = ("no_text", "partly_no_text", "incomplete", "damaged", "encrypted", "parked", "record_only", "looks_like")
PER_PAGE = 50
COMPARED = 300  # reports of a queue that are compared with all others when those that look alike are asked for
DECIDED = 200  # reports of one form


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for; its own part of an address goes along from page to page."""

    view: str = "waiting"
    organisation: int | None = None
    flag: str = ""
    mine: bool = False
    page: int = 1

    def address(self, path: str = "/review", **change: object) -> str:
        """The address of the queue (or of another page that keeps the choice)."""
        each = replace(self, **change)  # type: ignore[arg-type]
        pairs = [("state", each.view if each.view != "waiting" else ""), ("organisation", each.organisation or ""), ("flag", each.flag),
                 ("mine", "1" if each.mine else ""), ("page", each.page if each.page > 1 else "")]  # fmt: skip
        asked = urlencode([(name, value) for name, value in pairs if value])
        return f"{path}?{asked}" if asked else path


@dataclass(frozen=True, slots=True)
class Part:
    """A page of the queue: of how many, and which; when those that look alike were asked for, how many were compared, and what was found."""

    total: int
    numbers: Sequence[int]
    compared: int = 0
    like: Mapping[int, tuple[Alike, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A report in the queue. `flags` are keys of what is odd about it; `version` is what a decision is made on."""

    report: Report
    age: float  # seconds since it came into its state, or since the wish
    who: Account | None
    trust: Trust
    wish: Wish | None
    flags: tuple[str, ...]
    like: tuple[Alike, ...]
    claim: Claim | None
    claimer: Account | None
    publishable: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one of many; `wrong` is empty when it was done."""

    number: int
    title: str
    wrong: str


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """The context of `pages/review.html`."""

    chosen: Chosen
    total: int
    rows: Sequence[Row]
    views: Sequence[tuple[str, int, str]]  # key, reports, address
    organisations: Sequence[Term]
    flags: Sequence[str]
    compared: int  # how many were looked at for likeness; 0 when that was not asked
    before: str
    after: str
    me: Account
    corrections: int  # of public reports, which have a list of their own
    told: Sequence[Told] = ()
    moved: Report | None = None
    error: str = ""


def chosen_of(request: Request) -> Chosen:
    """What is asked for; what means nothing is left out."""
    asked = request.query_params
    view, flag = asked.get("state", ""), asked.get("flag", "")
    return Chosen(
        view if view in VIEWS else "waiting", number_in(asked.get("organisation", "")), flag if flag in FLAGS else "",
        asked.get("mine") == "1", min(number_in(asked.get("page", "")) or 1, 100_000),
    )  # fmt: skip


def number_in(text: str) -> int | None:
    """A number of the address."""
    number = whole(text, 9)
    return number if number and number < LARGEST else None


def queue_of(chosen: Chosen, me: Account, now: float) -> Queue:
    """As the catalogue takes it."""
    flag = "" if chosen.flag == "looks_like" else chosen.flag
    return replace(VIEWS[chosen.view], organisation=chosen.organisation, flag=flag, claimed_by=me.id if chosen.mine else None, now=now)


def found_of(chosen: Chosen, me: Account, now: float, *, catalogue: Catalogue) -> Part:
    """The page of the queue that was chosen."""
    asked, start = queue_of(chosen, me, now), (chosen.page - 1) * PER_PAGE
    if chosen.flag != "looks_like":
        return Part(*catalogue.queue(asked, PER_PAGE, start))
    _, numbers = catalogue.queue(asked, COMPARED)
    found = unanswered(numbers, catalogue=catalogue)
    those = [number for number in numbers if number in found]
    return Part(len(those), those[start : start + PER_PAGE], len(numbers), found)


def unanswered(numbers: Sequence[int], *, catalogue: Catalogue) -> dict[int, tuple[Alike, ...]]:
    """Earlier reports that these look like, as far as nobody said how they belong together."""
    alike, told, reports = catalogue.alike_before(numbers), catalogue.told_apart(numbers), catalogue.reports(numbers)
    made = {}
    for number, those in alike.items():
        related = {relation.number for relation in reports[number].relations} if number in reports else set()
        left = tuple(each for each in those if each.number not in told.get(number, ()) and each.number not in related)
        if left:
            made[number] = left
    return made


def flags_of(report: Report) -> tuple[str, ...]:
    """What is odd about its files."""
    found = [str(file.outcome) for file in report.files if file.outcome in FLAGS]
    found += [{"parked": "parked", "waiting": "reading"}[file.state] for file in report.files if file.state != "done"]
    if not report.files and not report.own_pages:
        found.append("record_only")
    return tuple(dict.fromkeys(found))


def trust_of(report: Report, levels: Mapping[int, Trust]) -> Trust:
    """Of its organisations, the least trusted one's."""
    here = [levels.get(tag.term.id, "reviewed") for tag in report.of("organisation") if tag.role in office.AUTHORING]
    return min(here, key=office.LEVELS.index, default="reviewed")


def rows_of(request: Request, part: Part, me: Account, now: float) -> tuple[Row, ...]:
    """Those of a page."""
    engines, numbers = house(request)["engines"], part.numbers
    catalogue, accounts = engines.catalogue, engines.accounts
    reports, since = catalogue.reports(numbers), catalogue.since(numbers)
    like = part.like if part.like is not None else unanswered(numbers, catalogue=catalogue)
    brought, claims, wishes, levels = catalogue.added_by(numbers), catalogue.claims(), catalogue.wishes(), catalogue.trust()
    held = {number: claim for number, claim in claims.items() if office.running(claim, now)}
    people = {each: accounts.account(each) for each in {*brought.values(), *(claim.account for claim in held.values())}}
    made = []
    for report in reports.values():
        claim = held.get(report.number)
        free, wish = claim is None or claim.account == me.id, wishes.get(report.number)
        moment = wish.at if wish else since.get(report.number) or report.created
        made.append(Row(
            report, seconds_since(moment, now), people.get(brought.get(report.number, 0)),
            trust_of(report, levels), wish, flags_of(report), like.get(report.number, ()), claim,
            people.get(claim.account) if claim else None, free and report.state in office.WAITING and not office.by_itself(report),
        ))  # fmt: skip
    return tuple(made)


def get(request: Request) -> Response:
    """The queue."""
    return page(request)


def page(request: Request, told: Sequence[Told] = (), error: RepositoryError | None = None) -> Response:
    """The queue, with what was just done."""
    me, reader, catalogue, now = person_of(request), reader_of(request), house(request)["engines"].catalogue, time.time()
    chosen = chosen_of(request)
    part = found_of(chosen, me, now, catalogue=catalogue)
    moved = number_in(request.query_params.get("moved", ""))
    context = ReviewQueue(
        chosen=chosen, total=part.total, rows=rows_of(request, part, me, now), views=views_of(chosen, catalogue=catalogue),
        organisations=organisations_of(chosen, me, now, reader, catalogue=catalogue), flags=FLAGS, compared=part.compared,
        before=chosen.address(page=chosen.page - 1) if chosen.page > 1 else "",
        after=chosen.address(page=chosen.page + 1) if chosen.page * PER_PAGE < part.total else "", me=me,
        corrections=sum(catalogue.correction_counts().values()), told=told,
        moved=catalogue.report(moved) if moved else None, error=sentence(error, reader.words) if error else "",
    )  # fmt: skip
    return show(request, "review", context, status=status_of(error) if error else 200, indexed=False, box=False, place="review", form=True)


def views_of(chosen: Chosen, *, catalogue: Catalogue) -> tuple[tuple[str, int, str], ...]:
    """Each state with its number of reports."""
    return tuple((view, catalogue.queue_size(asked), chosen.address(view=view, page=1)) for view, asked in VIEWS.items())


def organisations_of(chosen: Chosen, me: Account, now: float, reader: Reader, *, catalogue: Catalogue) -> list[Term]:
    """Those of the reports that are there, by name."""
    terms = catalogue.terms(catalogue.queue_organisations(queue_of(replace(chosen, organisation=None), me, now)))
    voice = Voice(reader.words, reader.languages)
    return sorted(terms.values(), key=lambda term: voice.label(term).text.casefold())


def sentence(error: RepositoryError, words: Words) -> str:
    """What went wrong; states are called as readers know them."""
    data = {name: words(f"state.{value}") if name in ("state", "to") and words.has(f"state.{value}") else value
            for name, value in error.data.items()}  # fmt: skip
    return words(f"error.{error.key}", **data)


def post(request: Request, form: Form) -> Response:
    """Publishes what was chosen, each by itself; takes one to look at, or lets it go."""
    me, catalogue = person_of(request), house(request)["engines"].catalogue
    action, _, value = form.get("action").partition(":")
    number = number_in(value)
    try:
        if action == "publish":
            return page(request, told=[publish(request, each, me) for each in form.all("report")[:DECIDED]])
        if number is not None and action in ("claim", "take"):
            office.claim(number, me, catalogue=catalogue, now=time.time(), take_over=action == "take")
        elif number is not None and action == "release":
            office.release(number, me, catalogue=catalogue)
    except RepositoryError as error:
        return page(request, error=error)
    return RedirectResponse(chosen_of(request).address(), status_code=303)


def publish(request: Request, each: str, me: Account) -> Told:
    """One of many; `each` is its number and the version that was seen, `12:3`."""
    home, reader = house(request), reader_of(request)
    catalogue, accounts = home["engines"].catalogue, home["engines"].accounts
    first, _, last = each.partition(":")
    number, version = number_in(first) or 0, number_in(last) or 0
    report = catalogue.report(number)
    title = report.title.text if report else ""
    to: State = "published"
    try:
        desk = desk_of(home["settings"], reader.base)
        office.move(number, to, by=me, catalogue=catalogue, accounts=accounts, desk=desk, now=time.time(), expect=version, many=True)
    except RepositoryError as error:
        return Told(number, title, sentence(error, reader.words))
    return Told(number, title, "")
