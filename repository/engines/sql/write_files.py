"""Writing files: a kept original on its report, what was read from it, and what that does to the report."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from sqlalchemy import bindparam, delete, select, update

from repository.alike import Sketch
from repository.engines.sql import schema as s
from repository.engines.sql.lookup import key_from
from repository.engines.sql.rows import AnyRow, as_json, page_row
from repository.engines.sql.schema_text import typed_pages
from repository.engines.sql.write_reports import WriteReports, storable
from repository.errors import NotFound
from repository.model import NewFile, NewPage, Outcome

HOLDING = ("encrypted", "damaged")  # a person must look before the report may be public
SLUG = 60  # characters


_f = s.files.c
_SLUGS = select(_f.slug).where(_f.report == bindparam("report"), _f.removed.is_(None))


class WriteFiles(WriteReports):
    """The part of a transaction that changes files and their pages."""

    def add_file(self, number: int, file: NewFile) -> int:
        """Records a kept original, and the work to read it; its file id."""
        report = None if self.may_change(number) else self._row(number)
        id_ = self._insert_file(number, file, None)
        self._wait(id_)
        if report is not None:
            self._grow(report)
        else:
            self.grow_new(number)
        self.record("file_added", report=number, file=id_, name=file.name, sha256=file.sha256)
        return id_

    def _insert_file(self, number: int, file: NewFile, removed: str | None) -> int:
        storable((file.name,))
        id_ = self.next("file")
        self.hold("files", {
            "id": id_, "report": number, "name": file.name, "slug": self._slug(number, file.name), "extension": file.extension,
            "media_type": file.media_type, "sha256": file.sha256, "size": file.size, "language": file.language, "state": "waiting",
            "outcome": None, "detail": "{}", "pages": 0, "pages_with_text": 0, "removed": removed,
        })  # fmt: skip
        return id_

    def set_aside(self, number: int, file: NewFile) -> int:
        """Records a kept original that is not on its report: the record names it, so it stays in the store and in backups."""
        self._row(number)
        return self._insert_file(number, file, self.now)

    def replace_file(self, file: int, by: int) -> int:
        """A file that was set aside takes the place and the address of another, in one line of history."""
        row = self._file(file)
        if row is None:
            raise NotFound("no_file", file=file)
        held = self.parts()
        with self.silent():
            self.remove_file(file)
            new = self.restore_file(by, slug=row.slug)
        for each, there in sorted({file: False, by: True}.items()):
            held.add("file", each, {"there": not there}, {"there": there})
        detail = {"file": by, "name": new.name, "sha256": new.sha256, "replaced": file, "old": row.name}
        return self.record_parts("file_replaced", held, detail, report=row.report)

    def _wait(self, file: int) -> None:
        self.hold("work", {"id": self.next("work"), "kind": "extract", "file": file, "tries": 0, "interruptions": 0,
                           "leased_at": None, "lease_until": None, "worker": "", "error": ""})  # fmt: skip

    def _slug(self, number: int, name: str) -> str:
        if number in self.fresh:
            taken = {str(row["slug"]) for row in self.rows["files"] if row["report"] == number and row["removed"] is None}
        else:
            taken = set(self.connection.execute(_SLUGS, {"report": number}).scalars())
        base = (key_from(PurePath(name).stem) or "file")[:SLUG].strip("-")
        slug, n = base, 1
        while slug in taken:
            n += 1
            slug = f"{base}-{n}"
        return slug

    def remove_file(self, file: int) -> None:
        """Takes a file off its report; the original stays named by the record, so that this can be taken back."""
        row = self._file(file)
        if row is None:
            raise NotFound("no_file", file=file)
        report = self._row(row.report)
        self.connection.execute(delete(s.pages).where(s.pages.c.file == file))
        self.connection.execute(delete(s.work).where(s.work.c.file == file))
        self.sketch_again(row.report, file, ())
        self.connection.execute(update(s.files).where(s.files.c.id == file).values(removed=self.now))
        self._grow(report)
        self.record("file_removed", report=row.report, file=file, name=row.name, sha256=row.sha256)
        self.lighter.append(row.report)

    def restore_file(self, file: int, *, slug: str = "") -> AnyRow:
        """Puts a removed file back on its report, at this address or at the one it had; it is read again."""
        self.write_through()
        row = self.connection.execute(select(s.files).where(s.files.c.id == file, s.files.c.removed.is_not(None))).first()
        if row is None:
            raise NotFound("no_file", file=file)
        self.connection.execute(update(s.files).where(s.files.c.id == file).values(
            removed=None, slug=self._slug(row.report, slug or row.slug), state="waiting", outcome=None, detail="{}", pages=0, pages_with_text=0
        ))  # fmt: skip
        self._wait(file)
        self._grow(self._row(row.report))
        self.record("file_added", report=row.report, file=file, name=row.name, sha256=row.sha256)
        return row

    def is_there(self, file: int) -> bool:
        """Whether a file is on its report."""
        return self._file(file) is not None

    def set_extraction(
        self, file: int, pages: Sequence[NewPage], outcome: Outcome | None, detail: Mapping[str, object], language: str,
        sketch: Sketch | None = None,
    ) -> None:  # fmt: skip
        """Stores what was read and ends its work; nothing happens when the file was removed meanwhile."""
        row = self._file(file)
        if row is None:
            return
        storable(page.text for page in pages)
        readable = self.put_pages(row, pages, outcome, sketch, state="done", detail=as_json(detail), language=language)
        self.connection.execute(delete(s.work).where(s.work.c.file == file))
        self.record("file_read", report=row.report, file=file, outcome=outcome, pages=len(pages), pages_with_text=readable)
        self._settle_report(row.report)

    def put_pages(
        self, row: AnyRow, pages: Sequence[NewPage], outcome: Outcome | None, sketch: Sketch | None = None, **values: object
    ) -> int:  # fmt: skip
        """The pages of a file, what people typed in the place of what was read; how many can be read."""
        typed = self.connection.execute(select(typed_pages).where(typed_pages.c.file == row.id)).all()
        if typed:
            read = {page.n: page for page in pages}
            said = [NewPage(each.n, read[each.n].label if each.n in read else str(each.n), each.text, each.language) for each in typed]
            found = read | {page.n: page for page in said}
            pages = [found.get(n, NewPage(n, str(n), "", "", "no_text")) for n in range(1, max(found) + 1)]
        readable = sum(page.health == "ok" for page in pages)
        if typed and outcome in ("no_text", "partly_no_text"):
            outcome = None if readable == len(pages) else "partly_no_text"
        self.connection.execute(delete(s.pages).where(s.pages.c.file == row.id))
        self.rows["pages"] += [page_row(self.next("page"), row.report, row.id, page) for page in pages]
        self.sketch_again(row.report, row.id, [page.text for page in pages], None if typed else sketch)
        self.connection.execute(update(s.files).where(s.files.c.id == row.id).values(
            outcome=outcome, pages=len(pages), pages_with_text=readable, **values,
        ))  # fmt: skip
        self._grow(self._row(row.report))
        return readable

    def park_file(self, file: int, error: str) -> None:
        """Sets a file aside that could not be read; its work ends."""
        row = self._file(file)
        if row is None:
            return
        self.connection.execute(delete(s.work).where(s.work.c.file == file))
        detail = as_json({"key": "parked", "error": error[:200]})
        self.connection.execute(update(s.files).where(s.files.c.id == file).values(state="parked", detail=detail))
        self.record("file_parked", report=row.report, file=file, name=row.name, error=error[:200])

    def retry_file(self, file: int) -> None:
        """Reads a file again that was set aside; any other is left alone."""
        row = self._file(file)
        if row is None or row.state != "parked":
            return
        self.connection.execute(update(s.files).where(s.files.c.id == file).values(state="waiting", detail="{}"))
        self._wait(file)
        self.record("file_retried", report=row.report, file=file, name=row.name)

    def finish(self) -> None:
        """Reports that lost a file may now be complete; then the transaction is kept."""
        for number in dict.fromkeys(self.lighter):
            self._settle_report(number)
        super().finish()

    def publish_when_read(self, number: int) -> None:
        """See `catalogue.Writing`."""
        report = self._row(number)
        if report.state != "submitted":
            return
        self._set(number, publish_when_read=True)
        self._settle_report(number)
        c = s.files.c
        if not report.own_pages and self.connection.execute(select(c.id).where(c.report == number, c.removed.is_(None))).first() is None:
            self.move(number, "published")  # a record alone, with nothing to be read

    def _file(self, file: int) -> AnyRow | None:
        self.write_through()
        return self.connection.execute(select(s.files).where(s.files.c.id == file, s.files.c.removed.is_(None))).first()

    def _grow(self, report: AnyRow) -> None:
        self._set(report.number, version=report.version + 1, changed=self.now)
        if report.published:
            self.touched.append(report.number)

    def _settle_report(self, number: int) -> None:
        """A submitted report whose files are all read goes where it was meant to go."""
        self.write_through()
        report = self.connection.execute(select(s.reports).where(s.reports.c.number == number)).first()
        c = s.files.c
        files = self.connection.execute(select(c.state, c.outcome).where(c.report == number, c.removed.is_(None))).all()
        if report is None or any(file.state != "done" for file in files):
            return
        reasons = [file.outcome for file in files if file.outcome in HOLDING]
        if report.state == "on_hold" and report.reason in HOLDING and not reasons:
            self.move(number, "submitted")  # a better file came: what held it is gone
        if report.state != "submitted":
            return
        if reasons:
            self.move(number, "on_hold", reason=reasons[0])
        elif report.publish_when_read and (files or report.own_pages):
            self.move(number, "published")
