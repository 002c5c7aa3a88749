"""Given a report, everything a decision on it needs in one view, and the decision: publish, return, hold, refuse, embargo, withdraw."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository import likeness
from repository import review as office
from repository.accounts import Account
from repository.arrivals import person_of
from repository.catalogue import Catalogue, Claim, Wish
from repository.engines import Engines, desk_of
from repository.errors import InputError, RepositoryError
from repository.failure import status_of
from repository.forms import Form
from repository.mentions import Mention
from repository.model import Event, Report, State, Term, Trust
from repository.named import named_in
from repository.pages import show
from repository.pages.changing import seconds_since
from repository.pages.review import Chosen, chosen_of, flags_of, found_of, number_in, sentence
from repository.pages.review_record import Line, Shown, lines_of, shown
from repository.pages.seen import report_of
from repository.past import Teller
from repository.reader import house, reader_of

DECISIONS: tuple[State, ...] = ("published", "returned", "on_hold", "embargoed", "refused", "withdrawn")
BESIDE = {"reason_needed": "reason", "reason_long": "reason", "embargo_day": "until", "embargo_past": "until", "successor": "successor"}
PAST = 30  # lines of its history; the rest has a page of its own


@dataclass(frozen=True, slots=True)
class Likely:
    """Another report with nearly the same text, and what its sender said of the two."""

    report: Report
    percent: int
    said: str


@dataclass(frozen=True, slots=True)
class Typed:
    """The decision that could not be made, as it was typed."""

    do: str = ""
    reason: str = ""
    successor: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """The context of `pages/review_report.html`."""

    report: Report
    chosen: Chosen
    following: str  # the address of the next one in the queue
    here: str  # of this page
    age: float  # seconds in its state
    who: Account | None
    note: str  # to the staff
    organisations: Sequence[tuple[Term, Trust]]
    claim: Claim | None
    claimer: Account | None
    mine: bool
    wish: Wish | None
    wisher: Account | None
    flags: Sequence[str]
    like: Sequence[Likely]
    lines: Sequence[Line]
    found: Sequence[tuple[str, Sequence[Mention]]]
    shown: Shown | None
    decisions: Sequence[State]
    over: State  # what "the same as another one" makes of it
    corrections: int  # that wait for an answer
    past: Sequence[tuple[Event, str]]
    typed: Typed = field(default_factory=Typed)
    wrong: Mapping[str, str] = field(default_factory=dict)  # field → sentence
    error: str = ""


def get(request: Request) -> Response:
    """The view."""
    return page(request)


def page(request: Request, typed: Typed | None = None, error: RepositoryError | None = None) -> Response:
    """The view, with what was typed and what is wrong with it."""
    me, reader, now, home = person_of(request), reader_of(request), time.time(), house(request)
    engines, report, chosen = home["engines"], report_of(request), chosen_of(request)
    catalogue, accounts, number = engines.catalogue, engines.accounts, report.number
    upload = engines.receipts.upload_of(number)
    brought = catalogue.added_by([number]).get(number)
    claim, wish, levels = catalogue.claims().get(number), catalogue.wishes().get(number), catalogue.trust()
    claim = claim if office.running(claim, now) else None
    teller = Teller(catalogue, reader.words, reader.languages)
    beside = BESIDE.get(error.key, "") if error and typed else ""
    said = sentence(error, reader.words) if error else ""
    context = ReviewReport(
        report=report, chosen=chosen, following=following_of(report, chosen, me, now, catalogue=catalogue),
        here=chosen.address(f"/review/{number}"), age=seconds_since(catalogue.since([number]).get(number) or report.created, now),
        who=accounts.account(brought) if brought is not None else None, note=upload.note if upload else "",
        organisations=tuple((tag.term, levels.get(tag.term.id, "reviewed")) for tag in report.of("organisation")),
        claim=claim, claimer=accounts.account(claim.account) if claim else None, mine=claim is not None and claim.account == me.id,
        wish=wish, wisher=accounts.account(wish.account) if wish else None, flags=flags_of(report), like=like_of(report, engines),
        lines=lines_of(report, upload, teller.label, reader), found=named_in(report, catalogue=catalogue),
        shown=shown(request, report, catalogue=catalogue),
        decisions=tuple(to for to in DECISIONS if to in office.MOVES[report.state] and not report.state == to == "published"),
        over=office.over(report.state), corrections=catalogue.correction_counts().get(number, 0),
        past=tuple((event, teller.sentence(event)) for event in catalogue.history(report=number, limit=PAST)),
        typed=typed or Typed(), wrong={beside: said} if beside else {}, error="" if beside else said,
    )  # fmt: skip
    status = status_of(error) if error else 200
    return show(request, "review_report", context, status=status, indexed=False, box=False, place="review", form=True)


def following_of(report: Report, chosen: Chosen, me: Account, now: float, *, catalogue: Catalogue) -> str:
    """The next one in the part of the queue that was chosen."""
    numbers = found_of(chosen, me, now, catalogue=catalogue).numbers
    at = numbers.index(report.number) + 1 if report.number in numbers else 0
    later = [number for number in numbers[at:] if number != report.number]
    return chosen.address(f"/review/{later[0]}") if later else ""


def like_of(report: Report, engines: Engines) -> list[Likely]:
    """Those nobody of the staff said anything of; of a public report only what was there before it."""
    told = engines.catalogue.told_apart([report.number]).get(report.number, frozenset())
    related = {relation.number for relation in report.relations}
    alike = [each for each in engines.catalogue.alike(report.number) if each.number not in told and each.number not in related]
    if report.state == "published":
        alike = [each for each in alike if each.number < report.number]
    found = engines.catalogue.reports([each.number for each in alike])
    upload = engines.receipts.upload_of(report.number)
    answers = upload.answers if upload else {}
    return [Likely(found[each.number], each.percent, answers.get(each.number, "")) for each in alike if each.number in found]


def post(request: Request, form: Form) -> Response:
    """Does what the pressed button says."""
    me, report, chosen, catalogue = person_of(request), report_of(request), chosen_of(request), house(request)["engines"].catalogue
    action, _, value = form.get("action").partition(":")
    typed = Typed(action, form.get("reason"), form.get("successor"), form.get("until"))
    try:
        if action in ("claim", "take"):
            office.claim(report.number, me, catalogue=catalogue, now=time.time(), take_over=action == "take")
        elif action == "release":
            office.release(report.number, me, catalogue=catalogue)
        elif action == "answer":
            answer(request, report, value, me)
        else:
            decide(request, report, form, typed, me)
            return RedirectResponse(joined(chosen.address(), f"moved={report.number}"), status_code=303)
    except RepositoryError as error:
        return page(request, typed if action in (*DECISIONS, "decline") else None, error)
    return RedirectResponse(chosen.address(f"/review/{report.number}"), status_code=303)


def joined(address: str, pair: str) -> str:
    """An address with one more parameter."""
    return f"{address}{'&' if '?' in address else '?'}{pair}"


def decide(request: Request, report: Report, form: Form, typed: Typed, me: Account) -> None:
    """The move, on the version that was seen; or the answer to a wish for withdrawal."""
    home = house(request)
    engines, desk, now = home["engines"], desk_of(home["settings"], reader_of(request).base), time.time()
    catalogue, accounts = engines.catalogue, engines.accounts
    if typed.do == "decline":
        office.decline_withdrawal(report.number, typed.reason, by=me, catalogue=catalogue, accounts=accounts, desk=desk, now=now)
        return
    to = next((state for state in DECISIONS if state == typed.do), None)
    if to is None:
        raise InputError("form_unknown")
    successor = number_in(typed.successor.strip().removeprefix("#"))
    if typed.successor.strip() and successor is None:
        raise InputError("successor", number=typed.successor.strip()[:20])
    office.move(
        report.number, to, by=me, catalogue=catalogue, accounts=accounts, desk=desk, now=now, reason=typed.reason, successor=successor,
        until=typed.until.strip(), expect=number_in(form.get("version")),
    )  # fmt: skip


def answer(request: Request, report: Report, value: str, me: Account) -> None:
    """How it stands to a report it looks like."""
    home = house(request)
    first, _, said = value.partition(":")
    other, reader, engines = number_in(first) or 0, reader_of(request), home["engines"]
    likeness.answer(
        report.number, other, said, by=me, catalogue=engines.catalogue, accounts=engines.accounts,
        desk=desk_of(home["settings"], reader.base), now=time.time(), reason=reader.words("uploads.same_as", number=other),
    )  # fmt: skip
