"""Given a file of a report and a better one, the new edition in its place: same number, same address, the old one kept in the history."""

from dataclasses import replace

from repository.catalogue import Correction, Writing
from repository.correcting import at_once
from repository.drafts import Sender
from repository.errors import Conflict, InputError, NotFound, Refused
from repository.model import NewFile, Report
from repository.receipts import Item
from repository.typed import NOTE
from repository.upload import Kept


def replace_file(number: int, file: int, came: Kept, note: str, *, sender: Sender) -> bool:
    """Whether it was done at once; else it waits for the staff.

    Raises NotFound `no_file`, InputError `row_long`, Conflict `edition_same`, `edition_elsewhere` for bytes that are here already,
    Refused `quota`, and what `correcting.at_once` raises.
    """
    if len(note) > NOTE:
        raise InputError("row_long", column="note", limit=NOTE)
    with sender.catalogue.writing(sender.person.actor) as writing:
        report = sender.catalogue.report(number)
        if report is None or all(each.id != file for each in report.files):
            raise NotFound("no_file", file=file)
        _check_new(report, came, sender)
        now = at_once(report, sender=sender)
        if any(isinstance(each, Item) for each in sender.counted([came], writing)):
            raise Refused("quota")
        new = writing.set_aside(number, NewFile(came.name, came.kind.extension, came.kind.media_type, came.sha256, came.size))
        if now:
            writing.replace_file(file, new)
            note_on_receipt(report, new, sender=sender, writing=writing)
        else:
            for before in sender.catalogue.corrections(number):
                if before.replaced == file:
                    writing.drop_correction(before.id)
            writing.add_correction(Correction(0, number, sender.person.id, {}, note, file, new))
            writing.record("correction_proposed", report=number, fields=["file"], name=came.name)
        return now


def _check_new(report: Report, came: Kept, sender: Sender) -> None:
    """The same bytes are not taken twice; whose they are is told only to who may know of that report."""
    held = sender.catalogue.files_with(came.sha256)
    if any(each.report == report.number for each in held):
        raise Conflict("edition_same", name=came.name)
    for each in held:
        other = sender.catalogue.report(each.report)
        if other is not None and sender.sees(other):
            raise Conflict("edition_elsewhere", name=came.name, number=other.number)


def note_on_receipt(report: Report, file: int, *, sender: Sender, writing: Writing) -> None:
    """The new edition stands on the receipt of the upload, too, when there is one."""
    upload = sender.receipts.upload_of(report.number)
    new = sender.catalogue.file(file)
    if upload is not None and new is not None:
        item = Item(new.name, "kept", new.sha256, new.size, file=file)
        writing.change_upload(replace(upload, items=(*upload.items, item)))
