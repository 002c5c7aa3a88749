"""Writing what was sent in, in the same transaction as the report it becomes."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, insert, select, update

from repository.engines.sql import schema_receipts as s
from repository.engines.sql.ledger import Ledger
from repository.engines.sql.rows import as_json
from repository.errors import Conflict, NotFound
from repository.receipts import Upload, whose

_u, _s = s.uploads.c, s.sent.c
_TAKEN = select(_u.id).where(_u.account == bindparam("account"), _u.key == bindparam("key"), _u.key != "")
_UPLOAD, _OWNERS, _ITEMS = insert(s.uploads), insert(s.upload_organisations), insert(s.upload_items)
_MORE = update(s.sent).where(_s.whose == bindparam("by"), _s.day == bindparam("on"))
_MORE = _MORE.values(files=_s.files + bindparam("more"), bytes=_s.bytes + bindparam("larger"))


class WriteReceipts(Ledger):
    """The part of a transaction that keeps uploads; see `receipts.ReceiptsWriting`."""

    def add_upload(self, upload: Upload) -> int:
        """A new one; raises Conflict `already_there` when the account used its key before."""
        self.write_through()
        if upload.key and self.connection.execute(_TAKEN, {"account": upload.account, "key": upload.key}).first() is not None:
            raise Conflict("already_there")
        id_ = self.next("upload")
        row = {"id": id_, "account": upload.account, "key": upload.key, "created": self.now, **self._row_of(upload)}
        self.connection.execute(_UPLOAD, row)
        owners = [{"upload": id_, "term": term, "position": n} for n, term in enumerate(dict.fromkeys(upload.organisations))]
        if owners:
            self.connection.execute(_OWNERS, owners)
        self._items(id_, upload)
        return id_

    def change_upload(self, upload: Upload) -> None:
        """Replaces what changes; raises NotFound `not_here`."""
        self.write_through()
        if not self.connection.execute(update(s.uploads).where(_u.id == upload.id).values(**self._row_of(upload))).rowcount:
            raise NotFound("not_here")
        self.connection.execute(delete(s.upload_items).where(s.upload_items.c.upload == upload.id))
        self._items(upload.id, upload)

    def note_sent(self, account: int, organisations: Iterable[int], sizes: Sequence[int], more: int = 0) -> None:
        """Counts files that came today, and `more` bytes."""
        size = sum(sizes) + more
        if not (sizes or size):
            return
        self.write_through()
        for each in whose(account, organisations):
            came = {"by": each, "on": self.now[:10], "more": len(sizes), "larger": size}
            if not self.connection.execute(_MORE, came).rowcount:
                self.connection.execute(insert(s.sent).values(whose=each, day=self.now[:10], files=len(sizes), bytes=size))

    def upload_told(self, upload: int) -> None:
        """Its people were told what became of it."""
        self.write_through()
        self.connection.execute(update(s.uploads).where(_u.id == upload).values(told=True))

    def keep_answer(self, upload: int, answer: str) -> None:
        """What was answered first."""
        self.write_through()
        self.connection.execute(update(s.uploads).where(_u.id == upload).values(answer=answer))

    def _row_of(self, upload: Upload) -> dict[str, object]:
        return {"report": upload.report, "typed": as_json(upload.typed) if upload.typed else "", "note": upload.note,
                "answers": as_json({str(number): answer for number, answer in upload.answers.items()}),
                "fingerprint": upload.fingerprint, "batch": upload.batch, "told": upload.told, "changed": self.now}  # fmt: skip

    def _items(self, id_: int, upload: Upload) -> None:
        rows = [
            {"upload": id_, "position": n, "name": item.name, "outcome": item.outcome, "sha256": item.sha256, "size": item.size,
             "file": item.file, "number": item.number, "detail": as_json(item.detail)}
            for n, item in enumerate(upload.items)
        ]  # fmt: skip
        if rows:
            self.connection.execute(_ITEMS, rows)
