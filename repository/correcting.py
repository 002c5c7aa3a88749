"""Given a report, what it said when somebody opened its form, and what they want it to say, the report corrected; or, when others
were quicker, the difference, with nothing written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from repository import typed
from repository.catalogue import Catalogue, Writing
from repository.describe import own_pages, resolve
from repository.differing import Difference, differences, digest_of, put, text_of
from repository.drafts import Sender
from repository.errors import NotFound
from repository.model import Report, Term
from repository.receipts import Typed
from repository.typed import Said, Wrong, merged

LONGEST_TEXT = 500_000  # characters of a statement that a form holds; a longer one stays as it is
Label = Callable[[Term], str]


@dataclass(frozen=True, slots=True)
class Opened:
    """The form as it was found, and what its reader has been told since: `seen` is the version of the differences they were shown,
    `asked` the fields they were to decide, `taken` what they decided (`now` or `mine`)."""  # fmt: skip

    fields: Typed
    seen: int = 0
    asked: frozenset[str] = frozenset()
    taken: Mapping[str, str] = field(default_factory=dict)


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


def text_in(report: Report, *, catalogue: Catalogue) -> str | None:
    """Its own text as a form has it; None when it is too long for one."""
    text = "\f".join(page.text for page in catalogue.pages(report.number, None)) if report.own_pages else ""
    return text if len(text) <= LONGEST_TEXT else None


def fields_of(report: Report, label: Label, *, sender: Sender) -> Typed:
    """Everything that stands in the form, as far as this person may see it."""
    text, staff = text_in(report, catalogue=sender.catalogue), sender.person.staff
    choices = typed.every_choice(sender.catalogue, hidden=staff)
    fields = typed.fields_of(report, text, label=label, choices=choices, whole=True)
    return fields if staff else tuple(pair for pair in fields if pair[0] != "external_id")


def correct(number: int, opened: Opened, mine: Typed, label: Label, *, sender: Sender) -> Corrected:
    """Writes what somebody wants of a report; raises NotFound `no_report`, InputError and Conflict of what cannot be."""
    with sender.catalogue.writing(sender.person.actor) as writing:
        report = sender.catalogue.report(number)
        if report is None:
            raise NotFound("no_report", number=number)
        now = fields_of(report, label, sender=sender)
        fields, open_ = settled(opened, now, mine, report.version, catalogue=sender.catalogue)
        if open_:
            return Corrected(report, fields, open_)
        said = read(report, fields, sender=sender)
        if said.wrong:
            return Corrected(report, fields, wrong=said.wrong)
        change, made = write(report, said, sender=sender, writing=writing)
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


def write(report: Report, said: Said, *, sender: Sender, writing: Writing) -> tuple[int, tuple[Term, ...]]:
    """The change's line of history and the terms it made: approved ones when a curator names them, else proposed."""
    before = writing.newest
    new = [(facet, value) for facet, value, _ in said.description.tags if writing.find_term(facet, value) is None]
    record = merged(resolve(said.description, writing=writing, state="approved" if sender.person.staff else "proposed"), said, report)
    _write_text(report, said, catalogue=sender.catalogue, writing=writing)
    writing.update_report(report.number, record)
    made = tuple(term for facet, value in dict.fromkeys(new) if (term := writing.find_term(facet, value)) is not None)
    return (writing.newest if writing.newest > before else 0), made


def _write_text(report: Report, said: Said, *, catalogue: Catalogue, writing: Writing) -> None:
    """Its own text when that is another one, or in another language."""
    if "text" not in said.had:
        return
    same = digest_of(said.description.text) == digest_of(text_in(report, catalogue=catalogue) or "")
    if not same or said.description.languages != report.languages():
        writing.set_own_pages(report.number, own_pages(text_of(said.description.text), said.description.languages))
