"""Given a correction that waits for the staff, accepted as far as they want it, declined with a reason, or taken back."""

from collections.abc import Collection
from dataclasses import dataclass

from repository import correcting, letters
from repository.accounts import Account
from repository.catalogue import Correction, Writing
from repository.correcting import Label
from repository.differing import put
from repository.drafts import Sender
from repository.errors import Conflict, InputError, NotFound
from repository.model import Report
from repository.replacing import note_on_receipt
from repository.review import LONGEST, Desk


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers: the engines with the person, what letters need, the moment."""

    sender: Sender
    desk: Desk
    now: float

    def accept(self, report: int, correction: int, take: Collection[str], seen: int, label: Label) -> int:
        """Does what is wanted, of fields those in `take`; its line of history. `seen` is the version that was looked at.

        Raises NotFound `no_correction`, Conflict `edited_meanwhile`, InputError `correction_nothing` and those of the first wrong field.
        """
        with self.sender.catalogue.writing(self.sender.person.actor) as writing:
            found, waiting = self.both(report, correction)
            if found.version != seen:
                raise Conflict("edited_meanwhile", number=report, version=found.version)
            if waiting.file is not None and waiting.replaced is not None:
                change = writing.replace_file(waiting.replaced, waiting.file)
                note_on_receipt(found, waiting.file, sender=self.sender, writing=writing)
            else:
                change = self._write(found, waiting, take, label, writing)
            writing.drop_correction(correction)
            writing.record("correction_accepted", report=report, change=change)
            self._tell("correction_accepted", found, waiting, "", writing)
            return change

    def _write(self, report: Report, waiting: Correction, take: Collection[str], label: Label, writing: Writing) -> int:
        wanted = {name: after for name, (_, after) in waiting.fields.items() if name in take}
        if not wanted:
            raise InputError("correction_nothing")
        now = correcting.fields_of(report, label, sender=self.sender)
        said = correcting.read(report, put(now, wanted), sender=self.sender)
        if said.wrong:
            raise next(iter(said.wrong.values()))
        return correcting.write(report, said, sender=self.sender, writing=writing, state="proposed")[0]

    def decline(self, report: int, correction: int, reason: str) -> None:
        """Leaves the report as it is, and says why; raises NotFound, InputError `reason_missing`, `reason_long`."""
        reason = reason.strip()
        if not reason or len(reason) > LONGEST:
            raise InputError("reason_long" if reason else "reason_missing", limit=LONGEST)
        with self.sender.catalogue.writing(self.sender.person.actor) as writing:
            found, waiting = self.both(report, correction)
            writing.drop_correction(correction)
            writing.record("correction_declined", report=report, reason=reason)
            self._tell("correction_declined", found, waiting, reason, writing)

    def take_back(self, report: int, correction: int) -> None:
        """Its people do not want it any more; raises NotFound."""
        with self.sender.catalogue.writing(self.sender.person.actor) as writing:
            self.both(report, correction)
            writing.drop_correction(correction)
            writing.record("correction_taken_back", report=report)

    def both(self, report: int, correction: int) -> tuple[Report, Correction]:
        """The report and what waits for it; raises NotFound `no_correction`."""
        found = self.sender.catalogue.report(report)
        waiting = next((each for each in self.sender.catalogue.corrections(report) if each.id == correction), None)
        if found is None or waiting is None:
            raise NotFound("no_correction", number=report)
        return found, waiting

    def _tell(self, kind: str, report: Report, waiting: Correction, reason: str, writing: Writing) -> None:
        """A letter to whoever asked for it."""
        who: Account | None = self.sender.accounts.account(waiting.account)
        if who is not None and who.state == "active" and who.id != self.sender.person.id:
            title = letters.one_line(report.title.text)
            letters.write(kind, who, site=self.desk.site, fallback=self.desk.language, writing=writing, now=self.now, number=report.number,
                          title=title, reason=reason, link=f"{self.desk.base}/reports/{report.number}/")  # fmt: skip
