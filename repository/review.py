"""Given a report, the state somebody wants for it and who that is, the move made and told: the one place that knows which
move is allowed by whom. The pages, the API and `repository transition` all come through here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from repository import letters
from repository.access import RANK, Owners, Rule, may
from repository.accounts import Account, Accounts
from repository.catalogue import Catalogue, Claim, Done, Queue, Writing
from repository.errors import Conflict, InputError, NotAllowed, NotFound
from repository.model import Actor, Outcome, Report, State, Trust, in_language

By = Account | Actor  # a person, or a command of the operator, who may what curators may
STAFF, OWN = Rule("curator"), Rule("curator", own="partner")
OFFICE: Mapping[State, Rule] = dict.fromkeys(("submitted", "on_hold", "returned", "refused", "embargoed", "published"), STAFF)
MOVES: Mapping[State, Mapping[State, Rule]] = {
    "draft": {**OFFICE, "submitted": OWN, "draft": OWN, "refused": OWN},  # refused by its own people: given up
    "submitted": {**OFFICE, "draft": OWN},
    "returned": {**OFFICE, "submitted": OWN, "draft": OWN, "refused": OWN},
    "on_hold": {**OFFICE, "draft": STAFF},
    "refused": {**OFFICE, "draft": STAFF},
    "embargoed": {**OFFICE, "draft": STAFF},
    "published": {"published": STAFF, "withdrawn": STAFF, "on_hold": STAFF},
    "withdrawn": {"published": STAFF, "withdrawn": STAFF, "on_hold": STAFF},
}
REASONED: tuple[State, ...] = ("returned", "refused", "withdrawn")  # must say why
SUCCEEDED: tuple[State, ...] = ("refused", "withdrawn")  # may name what stands in its place
TOLD: tuple[State, ...] = ("returned", "refused", "published", "withdrawn")  # its people get a letter
WAITING: tuple[State, ...] = ("submitted", "on_hold")  # for a curator
DESK = Queue(WAITING, wishes=True)  # all that waits for the staff
LEVELS: tuple[Trust, ...] = ("blocked", "reviewed", "trusted")
AUTHORING = ("author", "publisher", "")  # roles that make an organisation's report theirs
UNREADABLE: tuple[Outcome, ...] = ("damaged", "encrypted")
LONGEST = 2_000  # characters of a reason
CLAIM = 30 * 60.0  # seconds somebody has a report to themselves
BEHIND, WORKER = 300.0, Actor("worker")


@dataclass(frozen=True, slots=True)
class Desk:
    """What letters need to know: the name of the site, its address, the language of people who chose none."""

    site: str
    base: str
    language: str


# ---- who may ---------------------------------------------------------------------------------------------------


def owners_of(report: Report, *, catalogue: Catalogue, accounts: Accounts) -> Owners:
    """Whose it is: the person's who brought it in and their colleagues'; of one nobody brought in, its authors'."""
    return owners_of_each([report], catalogue=catalogue, accounts=accounts)[report.number]


def owners_of_each(reports: Collection[Report], *, catalogue: Catalogue, accounts: Accounts) -> dict[int, Owners]:
    """The same for many reports, by number."""
    by = catalogue.added_by([report.number for report in reports])
    people = accounts.people(by.values())

    def owners(report: Report) -> Owners:
        person = people.get(by.get(report.number, 0))
        if person is not None and not person.staff:
            return Owners(frozenset({person.id}), frozenset(person.organisations))
        return Owners(frozenset(), frozenset(tag.term.id for tag in report.of("organisation") if tag.role in AUTHORING))

    return {report.number: owners(report) for report in reports}


def over(state: State) -> State:
    """How a report ends that is not wanted: refused, or withdrawn when it is public."""
    return "withdrawn" if "withdrawn" in MOVES[state] else "refused"


def may_edit(report: Report, by: Account, *, catalogue: Catalogue, accounts: Accounts) -> bool:
    """Whether this person may correct it, at once or after the staff looked."""
    return may(STAFF, by) or may(OWN, by, owners_of(report, catalogue=catalogue, accounts=accounts))


def _may(rule: Rule, by: By, owners: Owners) -> bool:
    return isinstance(by, Actor) or may(rule, by, owners)


def trust_in(account: Account, organisations: Sequence[int], *, catalogue: Catalogue) -> Trust:
    """How far somebody's work for these organisations is trusted: as the least trusted of those they belong to; what is said to be of
    others alone is looked at."""
    known = catalogue.trust()
    theirs = [term for term in account.organisations if term in organisations]
    levels: list[Trust] = [known.get(term, "reviewed") for term in theirs or account.organisations]
    if organisations and not theirs:
        levels.append("reviewed")
    return min(levels, key=LEVELS.index, default="reviewed")


def publishes_at_once(account: Account, organisations: Sequence[int], *, catalogue: Catalogue) -> bool:
    """Whether what this person sends in goes public without review; raises NotAllowed `organisation_blocked`."""
    level = trust_in(account, organisations, catalogue=catalogue)
    if level == "blocked":
        raise NotAllowed("organisation_blocked")
    return level == "trusted"


def entrust(term: int, level: str, *, by: Account, catalogue: Catalogue) -> bool:
    """How far an organisation is trusted from now on; False when it was so. Raises NotAllowed, InputError `trust_unknown`, NotFound."""
    wanted = next((each for each in LEVELS if each == level), None)
    if not by.staff:
        raise NotAllowed("not_allowed")
    if wanted is None:
        raise InputError("trust_unknown")
    with catalogue.writing(by.actor) as writing:
        return writing.set_trust(term, wanted)


def waiting(*, catalogue: Catalogue) -> int:
    """How many reports wait for somebody of the staff."""
    return catalogue.queue_size(DESK)


# ---- the move --------------------------------------------------------------------------------------------------


def move(
    number: int, to: State, *, by: By, catalogue: Catalogue, accounts: Accounts, desk: Desk, now: float, reason: str = "",
    successor: int | None = None, until: str = "", expect: int | None = None, many: bool = False,
) -> bool:  # fmt: skip
    """Moves a report and tells its people, in one transaction; False when it was all so already.

    `until` is the day an embargo ends. `expect` is the version the decision was made on. With `many` it is one of many that are moved
    without a look at each, see `by_itself`. Raises NotFound `no_report` (also when it is somebody else's), NotAllowed, InputError
    (`reason_needed`, `reason_long`, `embargo_day`, `embargo_past`, `successor`), Conflict.
    """
    reason = reason.strip()
    with catalogue.writing(by.actor if isinstance(by, Account) else by) as writing:
        report = catalogue.report(number)
        if report is None:
            raise NotFound("no_report", number=number)
        owners = owners_of(report, catalogue=catalogue, accounts=accounts)
        _check_person(report, to, by, owners, expect, catalogue=catalogue, now=now)
        _check_words(report, to, reason, successor, until, catalogue=catalogue, now=now)
        if many and (why := by_itself(report)):
            raise Conflict(why, number=number)
        if report.state == to == "published":
            return False
        at_once = isinstance(by, Account) and not by.staff and to == "submitted" and publishes_at_once(
            by, [tag.term.id for tag in report.of("organisation")], catalogue=catalogue)  # fmt: skip
        if not writing.move(number, to, reason=reason, successor=successor, opens=until if to == "embargoed" else ""):
            return False
        writing.put_claim(number, None)
        if to == "withdrawn":
            writing.put_wish(number, None)
        if at_once:
            writing.publish_when_read(number)
        given_up = to == "refused" and isinstance(by, Account) and not by.staff
        if to in TOLD and report.state != to and not given_up:
            tell(f"report_{to}", report, by, desk=desk, writing=writing, catalogue=catalogue, accounts=accounts, now=now, reason=reason)
        return True


def _check_person(report: Report, to: State, by: By, owners: Owners, expect: int | None, *, catalogue: Catalogue, now: float) -> None:
    if isinstance(by, Account) and not by.staff and not (RANK[by.role] >= RANK["partner"] and owners.include(by)):
        raise NotFound("no_report", number=report.number)
    if expect is not None and report.version != expect:
        raise Conflict("edited_meanwhile", number=report.number, version=report.version)
    rule = MOVES[report.state].get(to)
    if rule is None:
        raise Conflict("move_impossible", number=report.number, state=report.state, to=to)
    if not _may(rule, by, owners):
        raise NotAllowed("move_not_allowed", state=report.state, to=to)
    if isinstance(by, Account):
        check_claim(report.number, by, catalogue=catalogue, now=now)


def _check_words(report: Report, to: State, reason: str, successor: int | None, until: str, *, catalogue: Catalogue, now: float) -> None:
    if to in REASONED and not reason:
        raise InputError("reason_needed", state=to)
    if len(reason) > LONGEST:
        raise InputError("reason_long", limit=LONGEST)
    if successor is not None and (to not in SUCCEEDED or successor == report.number or catalogue.report(successor) is None):
        raise InputError("successor", number=successor)
    if to == "embargoed":
        _check_day(until, now)


def _check_day(until: str, now: float) -> None:
    try:
        day = date.fromisoformat(until) if len(until) == len("2030-01-31") else None
    except ValueError:
        day = None
    if day is None:
        raise InputError("embargo_day", value=until)
    if day.isoformat() <= day_of(now):
        raise InputError("embargo_past", value=until)


def by_itself(report: Report) -> str:
    """Why somebody has to look at it before it is public, as the key of a sentence; empty when it may go along with others."""
    if report.state == "on_hold":
        return "many_held"
    if any(file.outcome in UNREADABLE or file.state == "parked" for file in report.files):
        return "many_unreadable"
    return "many_reading" if any(file.state == "waiting" for file in report.files) else ""


def day_of(now: float) -> str:
    """The day a moment is in, UTC."""
    return datetime.fromtimestamp(now, UTC).date().isoformat()


def taking_back(
    change: int, *, by: By, catalogue: Catalogue, accounts: Accounts, desk: Desk, now: float
) -> Callable[[Writing], Done]:  # fmt: skip
    """What takes a line of the history back, raising what `Writing.undo` raises, and Conflict `claimed`.

    A report that comes into another state by it is told of as by a move; who was told of the state it leaves hears that this is over.
    """

    def take(writing: Writing) -> Done:
        line = catalogue.line(change)
        before = catalogue.report(line.report) if line is not None and line.report is not None else None
        if line is not None and before is not None and line.what == "state_moved" and isinstance(by, Account):
            check_claim(before.number, by, catalogue=catalogue, now=now)
        done = writing.undo(change)
        after = catalogue.report(before.number) if before is not None else None
        if before is None or after is None or before.state == after.state:
            return done
        writing.put_claim(after.number, None)
        if after.state == "withdrawn":
            writing.put_wish(after.number, None)
        kind = f"report_{after.state}" if after.state in TOLD else "report_taken_back" if before.state in TOLD else ""
        if kind:
            tell(kind, after, by, desk=desk, writing=writing, catalogue=catalogue, accounts=accounts, now=now, reason=after.reason)
        return done

    return take


# ---- letters ---------------------------------------------------------------------------------------------------


def tell(
    kind: str, report: Report, by: By, *, desk: Desk, writing: Writing, catalogue: Catalogue, accounts: Accounts, now: float, reason: str = ""
) -> None:  # fmt: skip
    """A letter to whose report it is, each in their language; nobody is told of what they did themselves."""
    for account in people_of(report, catalogue=catalogue, accounts=accounts):
        if isinstance(by, Account) and by.id == account.id:
            continue
        link = desk.base + (f"/reports/{report.number}/" if kind in ("report_published", "report_withdrawn") else "/uploads")
        title = letters.one_line(in_language(report.titles, (account.language,)).text)
        letters.write(kind, account, site=desk.site, fallback=desk.language, writing=writing, now=now, number=report.number, title=title,
                      reason=reason, link=link)  # fmt: skip


def people_of(report: Report, *, catalogue: Catalogue, accounts: Accounts) -> list[Account]:
    """Who is told: the partner who brought it in, or colleagues when they are no longer here."""
    owners = owners_of(report, catalogue=catalogue, accounts=accounts)
    here = [account for account in accounts.accounts() if account.role == "partner" and account.state == "active"]
    return [account for account in here if account.id in owners.accounts] or [account for account in here if owners.include(account)]


# ---- claims ----------------------------------------------------------------------------------------------------


def running(claim: Claim | None, now: float) -> bool:
    """Whether it has not ended; one given in the future (a clock was put back) has."""
    return claim is not None and claim.since - BEHIND <= now < claim.until


def claim(number: int, by: Account, *, catalogue: Catalogue, now: float, take_over: bool = False) -> None:
    """So that nobody else decides meanwhile; ends by itself. Raises NotFound, Conflict `claimed` unless it is to be taken over."""
    with catalogue.writing(by.actor) as writing:
        if catalogue.report(number) is None:
            raise NotFound("no_report", number=number)
        if not take_over:
            check_claim(number, by, catalogue=catalogue, now=now)
        writing.put_claim(number, by.id, since=now, until=now + CLAIM)


def release(number: int, by: Account, *, catalogue: Catalogue) -> None:
    """Lets one's own claim go."""
    with catalogue.writing(by.actor) as writing:
        found = catalogue.claims().get(number)
        if found is not None and found.account == by.id:
            writing.put_claim(number, None)


def check_claim(number: int, by: Account, *, catalogue: Catalogue, now: float) -> None:
    """Raises Conflict `claimed` while somebody else has it to themselves."""
    found = catalogue.claims().get(number)
    if found is not None and found.account != by.id and running(found, now):
        raise Conflict("claimed", number=number, minutes=max(1, round((found.until - now) / 60)))


# ---- wishes for withdrawal -------------------------------------------------------------------------------------


def ask_withdrawal(number: int, reason: str, *, by: Account, catalogue: Catalogue, accounts: Accounts) -> None:
    """A partner asks to take a published report back; a curator answers. Raises NotFound, InputError, Conflict `wish_there`."""
    reason = reason.strip()
    with catalogue.writing(by.actor) as writing:
        report = catalogue.report(number)
        if report is None or not may(OWN, by, owners_of(report, catalogue=catalogue, accounts=accounts)):
            raise NotFound("no_report", number=number)
        if report.state != "published":
            raise Conflict("move_impossible", number=number, state=report.state, to="withdrawn")
        if not reason or len(reason) > LONGEST:
            raise InputError("reason_long" if reason else "reason_needed", state="withdrawn", limit=LONGEST)
        if number in catalogue.wishes():
            raise Conflict("wish_there", number=number)
        writing.put_wish(number, by.id, reason=reason)
        writing.record("withdrawal_asked", report=number, reason=reason)


def decline_withdrawal(
    number: int, reason: str, *, by: Account, catalogue: Catalogue, accounts: Accounts, desk: Desk, now: float
) -> None:  # fmt: skip
    """A curator leaves it public, and says why. Raises NotAllowed, NotFound `no_wish`, InputError, Conflict."""
    reason = reason.strip()
    with catalogue.writing(by.actor) as writing:
        report = catalogue.report(number)
        if not by.staff:
            raise NotAllowed("not_allowed")
        if report is None or number not in catalogue.wishes():
            raise NotFound("no_wish", number=number)
        if not reason or len(reason) > LONGEST:
            raise InputError("reason_long" if reason else "reason_needed", state="published", limit=LONGEST)
        check_claim(number, by, catalogue=catalogue, now=now)
        writing.put_wish(number, None)
        writing.record("withdrawal_declined", report=number, reason=reason)
        tell("withdrawal_declined", report, by, desk=desk, writing=writing, catalogue=catalogue, accounts=accounts, now=now, reason=reason)


# ---- embargoes -------------------------------------------------------------------------------------------------


class Calendar:
    """Which day it is, told only by a clock that has not jumped for a while: an embargo opened too early cannot be closed again."""

    JUMP = 30.0  # seconds wall time may differ from steady time
    SETTLED = 600.0  # seconds of steady time after a jump until the clock is believed

    def __init__(self, clock: Callable[[], float], steady: Callable[[], float]) -> None:
        self.clock, self.steady = clock, steady
        self._seen = (clock(), steady())
        self._believed_from = 0.0

    def today(self) -> str:
        """The day, UTC; empty while the clock is not believed."""
        wall, steady = self.clock(), self.steady()
        if abs((wall - self._seen[0]) - (steady - self._seen[1])) > self.JUMP:
            self._believed_from = steady + self.SETTLED
        self._seen = (wall, steady)
        return day_of(wall) if steady >= self._believed_from else ""


def open_embargoes(day: str, *, catalogue: Catalogue, accounts: Accounts, desk: Desk, now: float) -> int:
    """Publishes what opens on this day or should have before; how many."""
    opened = 0
    for number in catalogue.embargoes_over(day) if day else ():
        with catalogue.writing(WORKER) as writing:
            report = catalogue.report(number)
            if report is None or report.state != "embargoed" or not report.opens or report.opens > day:
                continue  # somebody decided otherwise meanwhile
            writing.move(number, "published")
            tell("report_published", report, WORKER, desk=desk, writing=writing, catalogue=catalogue, accounts=accounts, now=now)
            opened += 1
    return opened
