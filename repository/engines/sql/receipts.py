"""Reading what was sent in."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import BindParameter, bindparam, exists, func, or_, select

from repository.engines.sql import schema as r
from repository.engines.sql import schema_receipts as s
from repository.engines.sql.part import Part
from repository.engines.sql.rows import SEEN, AnyRow, now, parts
from repository.receipts import Item, Sent, Upload, whose

_u, _o, _i, _f = s.uploads.c, s.upload_organisations.c, s.upload_items.c, r.files.c
_s = s.sent.c
_UPLOAD = select(s.uploads).where(_u.id == bindparam("upload"))
_FIRST = select(s.uploads).where(_u.report == bindparam("report")).order_by(_u.id).limit(1)
_UPLOADS: BindParameter[int] = bindparam("uploads", expanding=True)
_OWNERS = select(_o.upload, _o.term, SEEN).where(_o.upload.in_(_UPLOADS)).order_by(_o.upload, _o.position)
_ITEMS = select(s.upload_items).where(_i.upload.in_(_UPLOADS)).order_by(_i.upload, _i.position)
_SENT = select(func.max(_s.files), func.max(_s.bytes))
_SENT = _SENT.where(_s.day == bindparam("day"), _s.whose.in_(bindparam("whose", expanding=True)))
TO_DO = ("draft", "returned")  # of a batch only what its people still have to do something for is listed


class Received(Part):
    """See `receipts.Receipts`."""

    def upload(self, upload: int) -> Upload | None:
        """By its number."""
        return self._one(self._first(_UPLOAD, upload=upload)) if 0 < upload < 2**62 else None

    def upload_of(self, report: int) -> Upload | None:
        """The one that made a report."""
        return self._one(self._first(_FIRST, report=report))

    def uploads_of(self, reports: Sequence[int]) -> dict[int, int]:
        """Report → the upload that made it."""
        first = select(_u.report, func.min(_u.id).label("id")).group_by(_u.report)
        return {row.report: row.id for part in parts(reports) for row in self._rows(first.where(_u.report.in_(part)))}

    def upload_with(self, account: int, key: str) -> Upload | None:
        """The one an account sent under a key."""
        return self._one(self._first(select(s.uploads).where(_u.account == account, _u.key == key, _u.key != "")))

    def uploads(self, account: int, organisations: Iterable[int], limit: int = 200) -> Sequence[Upload]:
        """A person's own and those of their organisations, last changed first."""
        shared = select(_o.upload).where(_o.term.in_(self._same_terms(organisations)))
        question = select(s.uploads).outerjoin(r.reports, r.reports.c.number == _u.report)
        question = question.where(or_(_u.account == account, _u.id.in_(shared)), or_(_u.batch.is_(None), r.reports.c.state.in_(TO_DO)))
        return self._all(self._rows(question.order_by(_u.changed.desc(), _u.id.desc()).limit(limit)))

    def untold(self, limit: int = 20) -> Sequence[Upload]:
        """Whose people were not told yet what became of them, although everything is read; oldest first."""
        waits = exists().where(_f.report == _u.report, _f.state == "waiting", _f.removed.is_(None))
        return self._all(self._rows(select(s.uploads).where(~_u.told, ~waits).order_by(_u.id).limit(limit)))

    def sent(self, account: int, organisations: Iterable[int]) -> Sent:
        """Today; of several organisations that which sent most."""
        row = self._first(_SENT, day=now()[:10], whose=whose(account, organisations))
        return Sent(row[0] or 0, row[1] or 0) if row is not None else Sent()

    def _one(self, row: AnyRow | None) -> Upload | None:
        return self._all([row])[0] if row is not None else None

    def _all(self, rows: Sequence[AnyRow]) -> list[Upload]:
        if not rows:
            return []
        owners: dict[int, list[int]] = {}
        items: dict[int, list[Item]] = {}
        for part in parts([row.id for row in rows]):
            for upload, term, vocabulary in self._rows(_OWNERS, uploads=part):
                lookup = self._lookup(vocabulary or 0)
                lead = lookup.lead(lookup.terms.get(term))
                owners.setdefault(upload, []).append(lead.id if lead else term)
            for row in self._rows(_ITEMS, uploads=part):
                items.setdefault(row.upload, []).append(
                    Item(row.name, row.outcome, row.sha256, row.size, row.file, row.number, json.loads(row.detail))
                )
        return [
            Upload(
                row.id, row.account, tuple(dict.fromkeys(owners.get(row.id, ()))), row.report,
                tuple((str(name), str(value)) for name, value in json.loads(row.typed or "[]")), row.note,
                {int(number): answer for number, answer in json.loads(row.answers or "{}").items()}, row.key, row.fingerprint, row.answer,
                row.created, row.changed, tuple(items.get(row.id, ())), row.batch, row.told,
            )
            for row in rows
        ]  # fmt: skip
