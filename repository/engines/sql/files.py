"""Reading files and pages."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from repository.engines.sql import schema as s
from repository.engines.sql import schema_batches, schema_receipts
from repository.engines.sql.part import Condition, Part
from repository.engines.sql.rows import file_of, page_of, parts
from repository.model import File, Page

_f, _p, _b, _i = s.files.c, s.pages.c, schema_batches.batches.c, schema_receipts.upload_items.c
_HERE = _f.removed.is_(None)


class Files(Part):
    """The catalogue's questions about files and pages."""

    def file(self, file: int) -> File | None:
        """One file."""
        row = self._first(select(s.files).where(_f.id == file, _HERE))
        return file_of(row) if row else None

    def files_with(self, sha256: str) -> list[File]:
        """Files with these bytes on reports somebody may still see, oldest first."""
        return [file_of(row) for row in self._rows(_SAME, sha256=sha256)]

    def digests(self) -> dict[str, int]:
        """SHA-256 → size of every original the record names, those taken off a report and ZIPs not taken in yet included."""
        packed = select(_b.sha256, _b.size).where(_b.sha256 != "")
        return {row.sha256: row.size for question in (select(_f.sha256, _f.size).distinct(), packed) for row in self._rows(question)}

    def names_original(self, sha256: str) -> bool:
        """Whether a file, a batch or a receipt is of these bytes."""
        return any(self._first(select(column).where(column == sha256).limit(1)) is not None for column in (_f.sha256, _b.sha256, _i.sha256))

    def parked(self) -> list[File]:
        """Files set aside after three tries."""
        return [file_of(row) for row in self._rows(select(s.files).where(_f.state == "parked", _HERE).order_by(_f.id))]

    def pages(self, number: int, file: int | None) -> list[Page]:
        """In order; `file` None for the report's own text."""
        return [page_of(row) for row in self._rows(select(s.pages).where(*_place(number, file)).order_by(_p.n))]

    def page(self, number: int, file: int | None, n: int) -> Page | None:
        """One page."""
        row = self._first(select(s.pages).where(*_place(number, file), _p.n == n))
        return page_of(row) if row else None

    def pages_by_id(self, ids: Sequence[int]) -> dict[int, Page]:
        """Those there are."""
        return {row.id: page_of(row) for part in parts(ids) for row in self._rows(_PAGES, ids=part)}


_SAME = select(s.files).join(s.reports, s.reports.c.number == _f.report).order_by(_f.id)
_SAME = _SAME.where(_f.sha256 == bindparam("sha256"), _HERE, s.reports.c.state != "refused", s.reports.c.state != "withdrawn")
_PAGES = select(s.pages).where(_p.id.in_(bindparam("ids", expanding=True)))


def _place(number: int, file: int | None) -> tuple[Condition, ...]:
    return (_p.report == number, _p.file.is_(None) if file is None else _p.file == file)
