"""Given a report, what it said when somebody opened its form, and what they want it to say, the report corrected; or, when others
were quicker, the difference, with nothing written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from repository import review, typed
from repository.catalogue import Catalogue, Correction, Writing
from repository.describe import own_pages, resolve
from repository.differing import Difference, changed, differences, digest_of, parted, put, short, text_of
from repository.drafts import Sender
from repository.errors import Conflict, NotFound
from repository.model import NewPage, Report, State, Term, TermState
from repository.receipts import Typed
from repository.typed import Said, Wrong, merged

LONGEST_TEXT = 500_000  # characters of a statement that a form holds; a longer one stays as it is
PUBLIC: tuple[State, ...] = ("published", "embargoed")  # what everybody reads, or soon will without anybody looking again
Label = Callable[[Term], str]


@dataclass(frozen=True, slots=True)
class Opened:
    """The form as it was found, and what its reader has been told since: `seen` is the version of the differences they were shown,
    `asked` the fields they were to decide, `taken` what they decided (`now` or `mine`)."""  # fmt: skip

    fields: Typed
    seen: int = 0
    asked: frozenset[str] = frozenset()
    taken: Mapping[str, str] = field(default_factory=dict)
    waiting: int = 0  # the correction that stood in the form, if one did


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of it. With `differences` or `wrong` nothing was written; `fields` is what the form is to show. `change` is the line
    of history, 0 when there was nothing to change; `made` are terms that were not there before."""  # fmt: skip

    report: Report
    fields: Typed
    differences: tuple[Difference, ...] = ()
    wrong: Wrong = field(default_factory=dict)
    change: int = 0
    made: tuple[Term, ...] = ()
    waits: bool = False  # for the staff: the report is as it was


def at_once(report: Report, *, sender: Sender) -> bool:
    """Whether what this person wants of a report is done at once, or waits for the staff because everybody can read the report.

    Raises NotAllowed `organisation_blocked`, Conflict `correction_over` for a partner's report that was refused or withdrawn.
    """
    if sender.person.staff:
        return True
    trusted = review.publishes_at_once(sender.person, [tag.term.id for tag in report.of("organisation")], catalogue=sender.catalogue)
    if report.state in ("refused", "withdrawn"):
        raise Conflict("correction_over", number=report.number)
    return trusted or report.state not in PUBLIC


def waiting(report: Report, *, catalogue: Catalogue) -> Correction | None:
    """The correction of its fields that waits for the staff; there is one at most."""
    return next((each for each in catalogue.corrections(report.number) if each.file is None), None)


def text_in(report: Report, *, catalogue: Catalogue) -> str | None:
    """Its own text as a form has it; None when it is too long for one."""
    text = "\f".join(page.text for page in catalogue.pages(report.number, None)) if report.own_pages else ""
    return text if len(text) <= LONGEST_TEXT else None


def fields_of(report: Report, label: Label, *, sender: Sender) -> Typed:
    """Everything that stands in the form, as far as this person may see it."""
    text, staff = text_in(report, catalogue=sender.catalogue), sender.person.staff
    choices = typed.every_choice(sender.catalogue, hidden=staff)
    fields = typed.fields_of(report, text, label=label, choices=choices, whole=True)
    return fields if staff else for_its_people(fields)


def for_its_people(fields: Typed) -> Typed:
    """Without what only staff may say."""
    return tuple(pair for pair in fields if pair[0] != "external_id")


def correct(number: int, opened: Opened, mine: Typed, label: Label, *, sender: Sender) -> Corrected:
    """Writes what somebody wants of a report; raises NotFound `no_report`, and InputError, Conflict, NotAllowed for what cannot be."""
    with sender.catalogue.writing(sender.person.actor) as writing:
        report = sender.catalogue.report(number)
        if report is None:
            raise NotFound("no_report", number=number)
        now = fields_of(report, label, sender=sender)
        wanted = mine if sender.person.staff else for_its_people(mine)
        fields, open_ = settled(opened, now, wanted, report.version, catalogue=sender.catalogue)
        if open_:
            return Corrected(report, fields, open_)
        said = read(report, fields, sender=sender)
        if said.wrong:
            return Corrected(report, fields, wrong=said.wrong)
        if not at_once(report, sender=sender):
            return Corrected(report, fields, waits=propose(report, now, fields, opened, said.note, sender=sender, writing=writing))
        change, made = write(report, said, sender=sender, writing=writing, state="approved" if sender.person.staff else "proposed")
        return Corrected(report, fields, change=change, made=made)


def settled(opened: Opened, now: Typed, mine: Typed, version: int, *, catalogue: Catalogue) -> tuple[Typed, tuple[Difference, ...]]:
    """The fields of the form, and the differences its reader still has to look at; what only others changed is already in it."""
    found = differences(opened.fields, now, mine, catalogue=catalogue)
    told = opened.seen == version
    if told and all(each.name in opened.taken for each in found if each.both and each.name in opened.asked):
        return put(mine, {each.name: each.now for each in found if opened.taken.get(each.name) == "now"}), ()
    return put(mine, {each.name: each.now for each in found if not each.both}), found


def read(report: Report, fields: Typed, *, sender: Sender) -> Said:
    """What the form says of this report."""
    choices = typed.every_choice(sender.catalogue, hidden=sender.person.staff)
    return typed.read(fields, catalogue=sender.catalogue, sees=sender.sees, of=report, choices=choices)


def propose(report: Report, now: Typed, fields: Typed, opened: Opened, note: str, *, sender: Sender, writing: Writing) -> bool:
    """Keeps the difference for the staff, in the place of one that waited already; one that came since the form was opened is joined.

    False when nothing waits any more.
    """
    found, wanted = parted(short(now)), parted(fields)
    names = [name for name in changed(now, fields, catalogue=sender.catalogue) if name != "note"]
    before = waiting(report, catalogue=sender.catalogue)
    if before is not None:
        writing.drop_correction(before.id)
    each = {name: (found.get(name, ()), wanted.get(name, ())) for name in names}
    if before is not None and before.id != opened.waiting:
        each = {**before.fields, **each}
    if not each:
        return False
    writing.add_correction(Correction(0, report.number, sender.person.id, each, note))
    writing.record("correction_proposed", report=report.number, fields=names)
    return True


def write(report: Report, said: Said, *, sender: Sender, writing: Writing, state: TermState) -> tuple[int, tuple[Term, ...]]:
    """The change's line of history and the terms it made, in this state."""
    before = writing.newest
    new = [(facet, value) for facet, value, _ in said.description.tags if writing.find_term(facet, value) is None]
    record = merged(resolve(said.description, writing=writing, state=state), said, report)
    writing.update_report(report.number, record, pages=_text_of(report, said, catalogue=sender.catalogue))
    made = tuple(term for facet, value in dict.fromkeys(new) if (term := writing.find_term(facet, value)) is not None)
    return (writing.newest if writing.newest > before else 0), made


def _text_of(report: Report, said: Said, *, catalogue: Catalogue) -> tuple[NewPage, ...] | None:
    """Its own text when that is to be another one, or in another language."""
    if "text" not in said.had:
        return None
    same = digest_of(said.description.text) == digest_of(text_in(report, catalogue=catalogue) or "")
    if same and said.description.languages == report.languages():
        return None
    return own_pages(text_of(said.description.text), said.description.languages)
