"""Given some columns for a report that is there, the report with those columns replaced and everything else as it was."""

from dataclasses import replace

from repository.catalogue import Writing
from repository.columns import Columns, check_id, read
from repository.correcting import Label, Opened, at_once, fields_of, propose, waiting
from repository.describe import VARIANT, own_pages, resolve
from repository.differing import changed, parted, put
from repository.drafts import Sender
from repository.errors import Conflict, InputError, NotAllowed, NotFound
from repository.ingest import record_of
from repository.model import NewTag, Record, Report, Texts


def amend(number: int, value: object, label: Label, *, sender: Sender, expect: int | None = None) -> bool:
    """Changes what the columns name, all of it or nothing, by the rules of the form of a report; False when it waits for the staff.

    `expect` is the version they were written for, `label` what terms are called to staff. Raises InputError, NotFound `no_report`,
    Conflict (`edited_meanwhile`, `correction_over`, `external_id_…`), NotAllowed.
    """
    with sender.catalogue.writing(sender.person.actor) as writing:
        report = _seen(number, expect, sender)
        now = at_once(report, sender=sender)
        if now:
            _write(report, value, sender, writing)
    return now or _propose(report, value, label, sender)


def _seen(number: int, expect: int | None, sender: Sender) -> Report:
    report = sender.catalogue.report(number)
    if report is None:
        raise NotFound("no_report", number=number)
    if expect is not None and report.version != expect:
        raise Conflict("edited_meanwhile", number=number, version=report.version)
    return report


def _write(report: Report, value: object, sender: Sender, writing: Writing) -> Columns:
    columns, _ = read(value, person=sender.person, catalogue=sender.catalogue, languages=report.languages())
    check_id(columns.description.external_id, report.number, catalogue=sender.catalogue, sees=sender.sees)
    pages = own_pages(columns.description.text, columns.description.languages) if "text" in columns else None
    writing.update_report(report.number, amended(report, columns, resolve(columns.description, writing=writing), sender), pages=pages)
    return columns


def _propose(report: Report, value: object, label: Label, sender: Sender) -> bool:
    """What everybody can read waits for the staff as in the form: the fields it would have, seen by changing it and taking that back."""
    with sender.catalogue.trying(sender.person.actor) as writing:
        report = _seen(report.number, report.version, sender)
        now = fields_of(report, label, sender=sender)
        if "external_id" in _write(report, value, sender, writing):
            raise NotAllowed("not_allowed")
        changed_report = sender.catalogue.report(report.number)
        wanted = fields_of(changed_report, label, sender=sender) if changed_report is not None else now
    with sender.catalogue.writing(sender.person.actor) as writing:
        report = _seen(report.number, report.version, sender)
        before = waiting(report, catalogue=sender.catalogue)
        fields = put(now, {name: after for name, (_, after) in before.fields.items()}) if before is not None else now
        names = changed(now, wanted, catalogue=sender.catalogue)
        fields = put(fields, {name: parted(wanted).get(name, ()) for name in names})
        opened = Opened(now, waiting=before.id if before is not None else 0)
        return not propose(report, now, fields, opened, before.note if before is not None else "", sender=sender, writing=writing)


def amended(report: Report, columns: Columns, said: Record, sender: Sender) -> Record:
    """The record; `said` is what the columns say by themselves. Raises InputError `draft_title` when the title is emptied."""
    kept = record_of(report)
    titles = _texts(report.titles, said.titles, columns, "title")
    if not titles or not columns.values.get("title", titles[0].text):
        raise InputError("draft_title")
    facets = {term.id: term.facet for term in sender.catalogue.terms([tag.term for tag in said.tags]).values()}
    facets |= {tag.term.id: tag.term.facet for tag in report.tags}

    def of(facet: str, record: Record) -> list[NewTag]:
        return [tag for tag in record.tags if facets[tag.term] == facet]

    changed = {facet for facet in {*facets.values(), *columns.values} if facet in columns and of(facet, kept) != of(facet, said)}
    tags = (*(tag for tag in kept.tags if facets[tag.term] not in changed), *(tag for tag in said.tags if facets[tag.term] in changed))
    plain = {name: getattr(said, name) for name in ("date", "date_note", "licence", "source", "external_id") if name in columns}
    return replace(
        kept, titles=titles, abstracts=_texts(report.abstracts, said.abstracts, columns, "abstract"), tags=tags,
        relations=said.relations if "relation" in columns else kept.relations, **plain,
    )  # fmt: skip


def _texts(now: Texts, said: Texts, columns: Columns, name: str) -> Texts:
    """Title or abstract: the first of them under its plain name, the others by their language."""
    variants = {found[2] for each in columns.values if (found := VARIANT.match(each)) and found[1] == name}
    main = said[:1] if columns.values.get(name) else ()
    first = main if name in columns else now[:1]
    others = tuple(text for text in now[1:] if text.language not in variants)
    return (*first, *others, *(text for text in said[len(main) :] if text.language in variants))
