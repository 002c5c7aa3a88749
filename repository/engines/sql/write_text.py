"""Writing what mends text: typed pages, files read again, files accepted as they are, how often reports are opened."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import delete, insert, select, update

from repository.engines.sql import schema as s
from repository.engines.sql import schema_text as x
from repository.engines.sql.rows import AnyRow, page_of, parts
from repository.engines.sql.write_files import WriteFiles
from repository.engines.sql.write_reports import storable
from repository.errors import NotFound
from repository.model import NewPage

KEPT = 90  # days
_y, _a, _l = x.typed_pages.c, x.accepted_files.c, x.looks.c


class WriteText(WriteFiles):
    """The part of a transaction that mends text."""

    def accept_text(self, file: int, *, on: bool) -> int:
        """See `text_health.TextHealthWriting`."""
        row = self._there(file)
        if (self.connection.execute(select(_a.file).where(_a.file == file)).first() is not None) is on:
            return 0
        if on:
            self.connection.execute(insert(x.accepted_files).values(file=file, at=self.now))
        else:
            self.connection.execute(delete(x.accepted_files).where(_a.file == file))
        return self.record("text_accepted" if on else "text_listed", report=row.report, file=file, name=row.name)

    def read_again(self, file: int) -> None:
        """See `text_health.TextHealthWriting`."""
        row = self._there(file)
        if row.state == "waiting":
            return
        self.connection.execute(update(s.files).where(s.files.c.id == file).values(state="waiting"))
        self._wait(file)
        self.record("file_retried", report=row.report, file=file, name=row.name)

    def type_page(self, file: int, n: int, text: str, language: str) -> None:
        """See `text_health.TextHealthWriting`."""
        row = self._there(file)
        storable((text,))
        self.connection.execute(delete(x.typed_pages).where(_y.file == file, _y.n == n))
        self.connection.execute(insert(x.typed_pages).values(file=file, n=n, text=text, language=language, at=self.now))
        question = select(s.pages).where(s.pages.c.file == file).order_by(s.pages.c.n)
        known = [page_of(each) for each in self.connection.execute(question)]
        pages = [NewPage(page.n, page.label, page.text, page.language, page.health) for page in known]
        self.put_pages(row, pages, row.outcome, state="done" if row.state == "parked" else row.state)
        self.record("page_typed", report=row.report, file=file, name=row.name, page=n)

    def untype_page(self, file: int, n: int) -> None:
        """See `text_health.TextHealthWriting`."""
        row = self._there(file)
        if not self.connection.execute(delete(x.typed_pages).where(_y.file == file, _y.n == n)).rowcount:
            raise NotFound("page_unknown", number=row.report, page=n)
        self.record("page_untyped", report=row.report, file=file, name=row.name, page=n)
        self.read_again(file)

    def add_looks(self, looks: Mapping[int, int], day: str) -> None:
        """See `text_health.TextHealthWriting`."""
        self.write_through()
        self.connection.execute(delete(x.looks).where(_l.day < (date.fromisoformat(day) - timedelta(days=KEPT)).isoformat()))
        there: dict[int, int] = {}
        for part in parts(list(looks)):
            rows = self.connection.execute(select(_l.report, _l.times).where(_l.day == day, _l.report.in_(part)))
            there |= {row.report: row.times for row in rows}
        for report, times in looks.items():
            if report in there:
                place = (_l.report == report, _l.day == day)
                self.connection.execute(update(x.looks).where(*place).values(times=there[report] + times))
            else:
                self.connection.execute(insert(x.looks).values(report=report, day=day, times=times))

    def _there(self, file: int) -> AnyRow:
        row = self._file(file)
        if row is None:
            raise NotFound("no_file", file=file)
        return row
