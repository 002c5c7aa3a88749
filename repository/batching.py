"""Given a ZIP a person sent in, a batch that is looked at row by row, then taken in row by row; each row has its receipt at any moment.

What a list may do for a partner is less than what `import` may: rows are for their own organisations, and change only reports of
theirs that nobody has decided about yet.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from repository import bulk, letters, review
from repository.accounts import Account, Accounts
from repository.batches import UNDER_WAY, Batch, Batches, BatchRow, BatchState
from repository.catalogue import Catalogue, Writing
from repository.describe import role_in
from repository.drafts import Sender
from repository.errors import Conflict, DiskFull, InputError, NotAllowed, NotFound, Refused
from repository.intake import Intake, Taken
from repository.manifest import Row
from repository.model import Actor, Receipt, Report
from repository.quota import Quota, left_of
from repository.receipts import Item, Receipts, Upload
from repository.store import Store, has_room

READY = 50  # rows whose receipts are written together, or
SOON = 1.0  # seconds
KEPT = 14 * 86_400.0  # seconds a ZIP stays that nobody takes in, or of which some rows were refused
CHANGEABLE = ("draft", "returned", "submitted")  # states in which a list may change a report
WORKER = Actor("worker")
PARKED = {"key": "receipt.parked"}


@dataclass(frozen=True, slots=True)
class Press:
    """The engines a batch needs."""

    store: Store
    catalogue: Catalogue
    receipts: Receipts
    batches: Batches
    accounts: Accounts
    limit: int  # bytes of one file
    desk: review.Desk
    quota: Quota | None = None  # of what people send in; None: as much as they like

    def owns(self, batch: Batch, person: Account) -> bool:
        """Whether it is theirs or their organisation's."""
        return batch.account == person.id or not set(batch.organisations).isdisjoint(person.organisations)

    # -- what a person does

    def begin(self, person: Account, name: str, sha256: str, size: int, organisation: int | None) -> int:
        """A new batch, to be looked at; its id. Raises NotAllowed `organisation_blocked`, Conflict `batch_gone`, Refused `quota`."""
        self._at_once(person)
        with self.catalogue.writing(person.actor) as writing:
            if not self.store.has(sha256):  # the same ZIP was just cleared away
                raise Conflict("batch_gone")
            left = left_of(self.quota, person, self.receipts)
            if left is not None and not left.holds(size):
                raise Refused("quota")
            writing.note_sent(person.id, person.organisations, [size])
            return writing.add_batch(Batch(0, person.id, name, sha256, size, person.organisations, organisation))

    def take(self, batch: Batch, person: Account) -> None:
        """What was looked at is to be taken in: what its files have more than the ZIP counts, too. Raises Conflict `batch_moved`,
        `batch_gone`, Refused `quota`.
        """
        self._checked(batch, "looked")
        more = max(0, bulk.unpacked(self._path(batch), limit=self.limit, name=batch.name) - batch.size)
        with self.catalogue.writing(person.actor) as writing:
            now, left = self._checked(batch, "looked"), left_of(self.quota, person, self.receipts)
            if left is not None and more > left.bytes:
                raise Refused("quota")
            writing.note_sent(person.id, person.organisations, [], more)
            writing.change_batch(replace(now, state="taking"))

    def discard(self, batch: Batch, person: Account) -> None:
        """Nothing of it is taken in; raises Conflict `batch_moved`."""
        with self.catalogue.writing(person.actor) as writing:
            writing.change_batch(replace(self._checked(batch, "looked"), state="discarded"))
        self.clear(batch)

    def retry(self, batch: Batch, person: Account) -> None:
        """What was refused, or could not be read, is tried again, and nothing else; raises Conflict `batch_moved`, `batch_gone`."""
        now = self._checked(batch, "done")
        rows = self.batches.batch_rows(batch.id)
        wrong = [replace(row, taken=False) for row in rows if row.receipt.outcome == "refused"]
        if wrong and not now.sha256:
            raise Conflict("batch_gone")
        with self.catalogue.writing(person.actor) as writing:
            for file in [file for row in rows for file in row.files]:
                found = self.catalogue.file(file)
                if found is not None and found.state == "parked":
                    writing.retry_file(file)
            writing.put_batch_rows(batch.id, wrong)
            writing.change_batch(replace(now, state="taking"))

    def _checked(self, batch: Batch, state: str) -> Batch:
        now = self.batches.batch(batch.id)
        if now is None or now.state != state:
            raise Conflict("batch_moved")
        return now

    # -- what is done beside

    def work(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Goes on with every batch that waits for it; how many. What stops in between goes on where it was."""
        found = self.batches.batches_in(UNDER_WAY)
        for batch in found:
            if stop():
                break
            try:
                self._step(batch, stop)
            except (InputError, NotAllowed, Conflict, NotFound) as error:
                self._end(batch, "unusable", {"key": error.key, **error.data})
        return len(found)

    def tidy(self, now: float) -> None:
        """Clears ZIPs away that nobody goes on with."""
        for batch in self.batches.batches_left(datetime.fromtimestamp(now - KEPT, UTC).isoformat()):
            self.clear(batch)

    def _step(self, batch: Batch, stop: Callable[[], bool]) -> None:
        person = self.accounts.account(batch.account)
        if person is None or person.state != "active":
            raise NotAllowed("not_allowed")
        if batch.state == "reading":
            self._read(batch, person)
            return
        taking = batch.state == "taking"
        intake = self._intake(batch, person, look=not taking)
        with self._opened(batch) as bundle:
            if batch.total != bundle.size:
                batch = replace(batch, total=bundle.size)
                self._write(batch, [])
            bundle = replace(bundle, rows=tuple(self._row(row, person) for row in bundle.rows))
            done = {row.position for row in self.batches.batch_rows(batch.id) if row.taken} if taking else set()
            for rows in _gathered(bulk.take(bundle, intake, done=done)):
                self._keep(batch, rows, person, taken=taking)
                if taking and not has_room(self.store):
                    raise DiskFull("no_room")  # what is in is in; the rest is tried again when there is room
                if stop():
                    return
        self._write(replace(batch, state="reading" if taking else "looked"), [])

    def _intake(self, batch: Batch, person: Account, *, look: bool) -> Intake:
        sender = self._sender(person)
        at_once = self._at_once(person)
        own = self.catalogue.term(batch.organisation) if batch.organisation else None
        values = {"organisation": [own.key]} if own else {}

        def mine(report: Report) -> bool:
            if person.staff:
                return True
            owned = review.owners_of(report, catalogue=self.catalogue, accounts=self.accounts).include(person)
            return owned and (at_once or report.state in CHANGEABLE)

        return Intake(self.store, self.catalogue, person.actor, self.limit, at_once, values, sender.sees, mine, look)

    def _at_once(self, person: Account) -> bool:
        """Whether all that this person may send rows in for is trusted."""
        return not person.staff and review.publishes_at_once(person, person.organisations, catalogue=self.catalogue)

    def _sender(self, person: Account) -> Sender:
        return Sender(self.catalogue, self.receipts, self.accounts, person)

    @contextmanager
    def _opened(self, batch: Batch) -> Iterator[bulk.Bundle]:
        with bulk.open_bundle(self._path(batch), limit=self.limit, name=batch.name) as bundle:
            yield bundle

    def _path(self, batch: Batch) -> Path:
        try:
            return self.store.path(batch.sha256)
        except NotFound:
            raise Conflict("batch_gone") from None

    def _row(self, row: Row, person: Account) -> Row:
        """A row that is for other organisations only is refused; an empty cell is as none."""
        values = {name: value for name, value in row.values.items() if value not in ("", [], None)}
        named = values.get("organisation", [])
        names = [role_in(str(each).strip())[0] for each in (named if isinstance(named, list) else str(named).split("|"))]
        names = [name for name in names if name]
        if row.error is not None or person.staff or not names:
            return replace(row, values=values)
        found = {term.id for name in names if (term := self.catalogue.find_term("organisation", name)) is not None}
        if found.isdisjoint(person.organisations):
            return replace(row, values=values, error=InputError("row_organisation", name=", ".join(names)[:200]))
        return replace(row, values=values)

    def _keep(self, batch: Batch, rows: Sequence[BatchRow], person: Account, *, taken: bool) -> None:
        """The receipts, and for each new report an upload of its own, so that its people can go on with it."""
        with self.catalogue.writing(person.actor) as writing:
            if taken:
                for row in rows:
                    self._upload_of(batch, row, writing)
            writing.put_batch_rows(batch.id, [replace(row, taken=taken) for row in rows])

    def _upload_of(self, batch: Batch, row: BatchRow, writing: Writing) -> None:
        number = row.receipt.number
        if number is None or self.receipts.upload_of(number) is not None:
            return
        if self.catalogue.added_by([number]).get(number) != batch.account:
            return
        report = self.catalogue.report(number)
        files = report.files if report else ()
        items = tuple(Item(file.name, "kept", file.sha256, file.size, file=file.id) for file in files)
        writing.add_upload(Upload(0, batch.account, batch.organisations, number, items=items, batch=batch.id))

    def _read(self, batch: Batch, person: Account) -> None:
        """Once every file is read the receipts are complete, and are told by letter."""
        rows = self.batches.batch_rows(batch.id)
        states: dict[int, str] = {}
        for file in (file for row in reversed(rows) for file in row.files):  # the last ones are read last: mostly one look tells
            if (found := self.catalogue.file(file)) is None:
                continue
            if found.state == "waiting":
                return
            states[file] = found.state
        intake = self._intake(batch, person, look=False)
        receipts = intake.receipts([Taken(row.receipt, row.files, row.expected) for row in rows])
        told = [replace(row, receipt=receipt) for row, receipt in zip(rows, receipts, strict=True)]
        parked = {row.position for row in rows if any(states.get(file) == "parked" for file in row.files)}
        told = [replace(row, receipt=replace(row.receipt, outcome="incomplete", detail=PARKED)) if row.position in parked else row
                for row in told]  # fmt: skip
        n = {"n": len(told), "refused": sum(row.receipt.outcome == "refused" for row in told)}
        with self.catalogue.writing(WORKER) as writing:
            writing.put_batch_rows(batch.id, told)
            writing.change_batch(replace(batch, state="done"))
            letters.write("batch_done", person, site=self.desk.site, fallback=self.desk.language, writing=writing, now=time.time(),
                          title=letters.one_line(batch.name), link=f"{self.desk.base}/uploads/batches/{batch.id}", **n)  # fmt: skip
        if not n["refused"]:
            self.clear(replace(batch, state="done"))

    def _write(self, batch: Batch, rows: Sequence[BatchRow]) -> None:
        with self.catalogue.writing(WORKER) as writing:
            writing.change_batch(batch)
            writing.put_batch_rows(batch.id, rows)

    def _end(self, batch: Batch, state: BatchState, detail: dict[str, object]) -> None:
        """It cannot be used as a whole; rows that were taken in before are."""
        self._write(replace(batch, state=state, detail=detail), [])
        self.clear(batch)

    def clear(self, batch: Batch) -> None:
        """Its ZIP is not needed any more, unless another batch is the same one; what was only looked at is given up."""
        with self.catalogue.writing(WORKER) as writing:
            now = self.batches.batch(batch.id)
            if now is None or not now.sha256:
                return
            writing.change_batch(replace(now, sha256="", state="discarded" if now.state == "looked" else now.state))
        with self.catalogue.writing(WORKER):  # nobody else writes a record meanwhile that names it
            if not self.catalogue.names_original(now.sha256):
                self.store.clear(now.sha256, time.time())


def _gathered(taken: Iterable[tuple[int, Taken]]) -> Iterator[list[BatchRow]]:
    """Rows in small parts, so that a person sees how far it is and little is done twice."""
    rows: list[BatchRow] = []
    since = time.monotonic()
    for position, one in taken:
        rows.append(BatchRow(position, one.receipt, files=one.files, expected=one.expected))
        if len(rows) >= READY or time.monotonic() - since > SOON:
            yield rows
            rows, since = [], time.monotonic()
    yield rows


def kind_of(receipt: Receipt) -> str:
    """What a preview calls it."""
    return bulk.LOOKED.get(receipt.outcome, "new")
