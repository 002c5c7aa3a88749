"""Given what a person sends in, a draft that is kept whatever is still wrong with it, and the steps until it is handed to the staff.

Files that arrived are on the report of the draft from the first moment on, so that they are read meanwhile and never asked for again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from repository import review
from repository.accounts import Account, Accounts
from repository.catalogue import Catalogue, Writing
from repository.describe import own_pages, resolve
from repository.errors import Conflict, InputError
from repository.ingest import record_of, title_from_name
from repository.intake import HANDS
from repository.model import NewFile, NewPage, Record, Relation, Report, State, Text, Texts
from repository.quota import Came, Quota, counted
from repository.receipts import ANSWERS, Item, Receipts, Typed, Upload
from repository.typed import Said, merged
from repository.upload import Kept

OPEN: tuple[State, ...] = ("draft", "returned")  # what its people may still change


@dataclass(frozen=True, slots=True)
class Sender:
    """For one person: the engines, and who acts."""

    catalogue: Catalogue
    receipts: Receipts
    accounts: Accounts
    person: Account
    quota: Quota | None = None  # of what they send in; None: as much as they like

    def sees(self, report: Report) -> bool:
        """Whether this person may know of a report: published, their own or their organisation's, or staff."""
        return report.state == "published" or self.person.staff or self.owns(self.receipts.upload_of(report.number))

    def owns(self, upload: Upload | None) -> bool:
        """Whether it is theirs or their organisation's."""
        mine = self.person
        return upload is not None and (upload.account == mine.id or not set(upload.organisations).isdisjoint(mine.organisations))

    def report_of(self, upload: Upload) -> Report | None:
        """What it became."""
        return self.catalogue.report(upload.report) if upload.report is not None else None

    def edited(self, report: Report) -> bool:
        """Whether a person has said what it is, after its files did; or its files have said nothing yet."""
        events = self.catalogue.history(report=report.number, limit=1000)
        read = [event.id for event in events if event.what == "file_read"]
        return not read or any(event.who not in HANDS and event.what == "report_edited" and event.id > min(read) for event in events)

    # -- steps

    def begin(self, came: Sequence[Came], typed: Typed, said: Said) -> int:
        """A new upload; its id. What is wrong with the fields only keeps them as they were typed."""
        with self.catalogue.writing(self.person.actor) as writing:
            new = Upload(0, self.person.id, self.person.organisations)
            return writing.add_upload(self._put(new, self.counted(came, writing), typed, said, writing))

    def save(self, upload: Upload, came: Sequence[Came], typed: Typed, said: Said) -> None:
        """Goes on with one; raises Conflict `not_open` when it was handed in meanwhile."""
        with self.catalogue.writing(self.person.actor) as writing:
            now = self._latest(upload)
            writing.change_upload(self._put(now, self.counted(came, writing), typed, said, writing))

    def add(self, upload: Upload, came: Sequence[Came]) -> None:
        """More files and nothing else; raises Conflict `not_open`."""
        with self.catalogue.writing(self.person.actor) as writing:
            now = self._latest(upload)
            files, number = self.counted(came, writing), now.report
            here = here_already(files, catalogue=self.catalogue)
            new = [each for each in files if isinstance(each, Kept) and each.sha256 not in here]
            if number is None and new:
                number = writing.add_report(Record(titles=(Text("", title_from_name(new[0].name)),)), "draft")
            items = (*now.items, *items_of(files, number, here, writing=writing))
            writing.change_upload(replace(now, report=number, items=items, told=False))

    def counted(self, came: Sequence[Came], writing: Writing) -> list[Came]:
        """What came, without what is over the quota."""
        return counted(came, self.person, self.quota, receipts=self.receipts, writing=writing)

    def _latest(self, upload: Upload) -> Upload:
        """As it is now: a colleague may have added to it while this form was open; raises Conflict `not_open`."""
        self._still_open(now := self.receipts.upload(upload.id) or upload)
        return now

    def _still_open(self, upload: Upload) -> Report | None:
        report = self.report_of(upload)
        if report is not None and report.state not in OPEN:
            raise Conflict("not_open", number=report.number)
        return report

    def _put(self, upload: Upload, came: Sequence[Came], typed: Typed, said: Said, writing: Writing) -> Upload:
        report = self.report_of(upload)
        here = here_already(came, catalogue=self.catalogue)
        new = [each for each in came if isinstance(each, Kept) and each.sha256 not in here]
        number = upload.report
        if report is not None and not said.wrong:
            record, pages = _record(said, report, report.titles, writing)
            writing.update_report(report.number, record)
            writing.set_own_pages(report.number, pages)
        elif report is None and (new or not said.empty):
            titles = (Text("", title_from_name(new[0].name)),) if new else ()
            record, pages = _record(said, None, titles, writing) if not said.wrong else (Record(titles=titles), ())
            number = writing.add_report(record, "draft")
            writing.set_own_pages(number, pages)
        items = (*upload.items, *items_of(came, number, here, writing=writing))
        return replace(upload, report=number, typed=typed if said.wrong or number is None else (), note=said.note, items=items,
                       told=upload.told and not came)  # fmt: skip

    def submit(self, upload: Upload, *, desk: review.Desk, now: float) -> None:
        """Hands it to the staff, or publishes it when its organisation is trusted; raises InputError `draft_empty`, `draft_wrong`,
        `draft_title`, `draft_required`, and what `review.move` raises.
        """
        report = self.report_of(upload)
        if report is None or not (report.files or report.own_pages or report.abstracts):
            raise InputError("draft_empty")
        if upload.typed:
            raise InputError("draft_wrong")
        if not report.title.text.strip():
            raise InputError("draft_title")
        missing = [facet.key for facet in self.catalogue.facets() if facet.public and facet.wanted == "required" and not report.of(facet.key)]
        if missing:
            raise InputError("draft_required", facet=missing[0])
        if upload.note:
            with self.catalogue.writing(self.person.actor) as writing:
                writing.record("note_to_staff", report=report.number, note=upload.note)
        review.move(report.number, "submitted", by=self.person, catalogue=self.catalogue, accounts=self.accounts, desk=desk, now=now)

    def discard(self, upload: Upload, reason: str, *, desk: review.Desk, now: float) -> None:
        """Its person does not want it any more; nothing of it is public, and its number is not used again. Raises Conflict `not_open`."""
        report = self._still_open(upload)
        if report is not None:
            review.move(report.number, "refused", by=self.person, catalogue=self.catalogue, accounts=self.accounts, desk=desk, now=now,
                        reason=reason)  # fmt: skip

    def retry(self, upload: Upload) -> None:
        """Reads again what could not be read, and nothing else."""
        report = self.report_of(upload)
        with self.catalogue.writing(self.person.actor) as writing:
            for file in report.files if report else ():
                if file.state == "parked":
                    writing.retry_file(file.id)

    def take_off(self, upload: Upload, file: int) -> None:
        """One of its files is not to be part of it; raises Conflict `not_open`."""
        with self.catalogue.writing(self.person.actor) as writing:
            now = self._latest(upload)
            report = self.report_of(now)
            if report is not None and any(each.id == file for each in report.files):
                writing.remove_file(file)
                items = tuple(item for item in now.items if item.file != file)
                writing.change_upload(replace(now, items=items))

    def answer(self, upload: Upload, other: int, said: str, reason: str, *, desk: review.Desk, now: float) -> None:
        """How it stands to the report it looks like; the answer makes the relation. Raises InputError `answer_unknown`."""
        found = self.catalogue.report(other)
        if said not in ANSWERS or found is None or not self.sees(found):
            raise InputError("answer_unknown")
        if said == "same":
            self.discard(upload, reason, desk=desk, now=now)
            return
        with self.catalogue.writing(self.person.actor) as writing:
            latest = self._latest(upload)
            report = self.report_of(latest)
            if report is None:
                raise InputError("answer_unknown")
            record = record_of(report)
            relations = tuple(relation for relation in record.relations if relation.number != other)
            if said != "different":
                relations += (Relation(said, other),)
            writing.update_report(report.number, replace(record, relations=relations))
            writing.change_upload(replace(latest, answers={**latest.answers, other: said}))


def _record(said: Said, report: Report | None, titles: Texts, writing: Writing) -> tuple[Record, Sequence[NewPage]]:
    """What is typed, and its own text. `report` as it was, None for a new one; `titles` where none is typed."""
    record = merged(resolve(said.description, writing=writing), said, report)
    pages = own_pages(said.description.text, said.description.languages)
    if not said.description.languages and pages and not (report and report.files):
        record = merged(resolve(said.description, writing=writing, default_language=pages[0].language), said, report)
    return record if record.titles else replace(record, titles=titles), pages


def here_already(came: Sequence[Came], *, catalogue: Catalogue) -> dict[str, int]:
    """The digests among these that are here, with the report that had each first."""
    digests = dict.fromkeys(each.sha256 for each in came if isinstance(each, Kept))
    return {digest: held[0].report for digest in digests if (held := catalogue.files_with(digest))}


def items_of(came: Sequence[Came], number: int | None, here: Mapping[str, int], *, writing: Writing) -> tuple[Item, ...]:
    """What becomes of each file: a file of the report, unless it was refused or is `here_already`, also as one before it."""
    known, items = dict(here), []
    for each in came:
        if isinstance(each, Item):
            items.append(each)
        elif each.sha256 in known or number is None:
            items.append(Item(each.name, "same_file", each.sha256, each.size, number=known.get(each.sha256)))
        else:
            new = NewFile(each.name, each.kind.extension, each.kind.media_type, each.sha256, each.size)
            items.append(Item(each.name, "kept", each.sha256, each.size, file=writing.add_file(number, new)))
            known[each.sha256] = number
    return tuple(items)
