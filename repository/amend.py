"""Given some columns for a report that is there, the report with those columns replaced and everything else as it was."""

from dataclasses import replace

from repository import review
from repository.columns import Columns, check_id, read
from repository.describe import VARIANT, own_pages, resolve
from repository.drafts import OPEN, Sender
from repository.errors import Conflict, InputError, NotFound
from repository.ingest import record_of
from repository.model import NewTag, Record, Report, Texts


def amend(number: int, value: object, *, sender: Sender, expect: int | None = None) -> None:
    """Changes what the columns name, all of it or nothing; `expect` is the version they were written for.

    Raises InputError, NotFound `no_report`, Conflict (`edited_meanwhile`, `not_open`, `external_id_…`).
    """
    with sender.catalogue.writing(sender.person.actor) as writing:
        report = sender.catalogue.report(number)
        if report is None:
            raise NotFound("no_report", number=number)
        if expect is not None and report.version != expect:
            raise Conflict("edited_meanwhile", number=number, version=report.version)
        _check_open(report, sender)
        columns, _ = read(value, person=sender.person, catalogue=sender.catalogue, languages=report.languages())
        check_id(columns.description.external_id, number, catalogue=sender.catalogue, sees=sender.sees)
        writing.update_report(number, amended(report, columns, resolve(columns.description, writing=writing), sender))
        if "text" in columns:
            writing.set_own_pages(number, own_pages(columns.description.text, columns.description.languages))


def _check_open(report: Report, sender: Sender) -> None:
    """Staff may change any report, its people one that is open, or a public one when their organisation is trusted."""
    if sender.person.staff or report.state in OPEN:
        return
    organisations = [tag.term.id for tag in report.of("organisation")]
    if report.state != "published" or not review.publishes_at_once(sender.person, organisations, catalogue=sender.catalogue):
        raise Conflict("not_open", number=report.number)


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
