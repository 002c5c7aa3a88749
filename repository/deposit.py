"""Given what a program sends in for a person, a report of theirs in one transaction; the same sent twice under one key is one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from repository import review
from repository.catalogue import Writing
from repository.columns import Columns, check_id
from repository.describe import AUTHOR, own_pages, resolve
from repository.drafts import Sender, here_already, items_of
from repository.errors import Conflict, InputError, NoneTaken, TooLarge
from repository.ingest import title_from_name
from repository.model import NewTag, Record, State, Text
from repository.quota import Came
from repository.receipts import Item, Upload
from repository.upload import Kept

STATES: tuple[State, ...] = ("submitted", "draft")  # what a new report may be


@dataclass(frozen=True, slots=True)
class Deposit:
    """The columns, the files in order, and what the report is to be."""

    columns: Columns
    files: tuple[Came, ...]
    state: State = "submitted"
    key: str = ""  # `Idempotency-Key`
    digests: tuple[str, ...] = ()  # of the files as they came: what is refused today may be taken tomorrow, and is the same

    @property
    def fingerprint(self) -> str:
        """Equal for two that say the same about the same files, however their bodies were written."""
        return self.columns.description.fingerprint([self.state, *self.digests])


def earlier(sent: Deposit, *, sender: Sender) -> Upload | None:
    """What this key made before; raises Conflict `key_used` when it was sent with something else."""
    found = sender.receipts.upload_with(sender.person.id, sent.key) if sent.key else None
    if found is not None and found.fingerprint != sent.fingerprint:
        raise Conflict("key_used")
    return found


def look(sent: Deposit, *, sender: Sender) -> None:
    """Makes it and forgets it, so that its files are only kept when nothing is wrong with it; raises as `deposit` does."""
    with sender.catalogue.trying(sender.person.actor) as writing:
        if earlier(sent, sender=sender) is None:
            _new(sent, sender, writing)


def deposit(sent: Deposit, *, sender: Sender) -> int:
    """The id of the upload it became, also when it did so before. Its report is None when all of its files are here already.

    Raises NoneTaken, TooLarge `files_refused` (files: the items) when nothing would be left of it, InputError (`nothing_sent`, what
    `resolve` raises), Conflict, NotAllowed `organisation_blocked`.
    """
    with sender.catalogue.writing(sender.person.actor) as writing:
        before = earlier(sent, sender=sender)
        return before.id if before is not None else _new(sent, sender, writing)


def _new(sent: Deposit, sender: Sender, writing: Writing) -> int:
    person, said = sender.person, sent.columns.description
    upload = Upload(0, person.id, person.organisations, key=sent.key, fingerprint=sent.fingerprint)
    files = sender.counted(sent.files, writing)
    kept = [each for each in files if isinstance(each, Kept)]
    if files and not kept and not said.text.strip():
        raise _none_taken([each for each in files if isinstance(each, Item)])
    here = here_already(kept, catalogue=sender.catalogue)
    new = [each for each in kept if each.sha256 not in here]
    if kept and not new:
        return writing.add_upload(replace(upload, items=items_of(files, None, here, writing=writing)))
    if not said.titles and not new:
        raise InputError("nothing_sent")
    check_id(said.external_id, None, catalogue=sender.catalogue, sees=sender.sees)
    pages = own_pages(said.text, said.languages)
    record = resolve(said, writing=writing, default_language=pages[0].language if pages else "")
    record = _ours(record, sent.columns, person.organisations)
    record = record if record.titles else replace(record, titles=(Text("", title_from_name(new[0].name)),))
    at_once = sent.state == "submitted" and not person.staff and _trusted(record, sender, writing)
    number = writing.add_report(record, sent.state)
    if pages:
        writing.set_own_pages(number, pages)
    items = items_of(files, number, here, writing=writing)
    if at_once:
        writing.publish_when_read(number)
    return writing.add_upload(replace(upload, report=number, items=items))


def _none_taken(files: Sequence[Item]) -> NoneTaken:
    kind = TooLarge if all(each.detail.get("key") == "refused.too_large" for each in files) else NoneTaken
    return kind("files_refused", files=tuple(files))


def _ours(record: Record, columns: Columns, organisations: Sequence[int]) -> Record:
    """With the person's organisations as its authors when the columns name none."""
    if any(facet == "organisation" for facet, _, _ in columns.description.tags):
        return record
    return replace(record, tags=(*record.tags, *(NewTag(term, AUTHOR) for term in organisations)))


def _trusted(record: Record, sender: Sender, writing: Writing) -> bool:
    terms = [term for tag in record.tags if (term := writing.term(tag.term)) is not None]
    organisations = [term.id for term in terms if term.facet == "organisation"]
    return review.publishes_at_once(sender.person, organisations, catalogue=sender.catalogue)
