"""Given files or manifest rows, reports in the catalogue and a receipt for each: one bad one never stops the rest."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from repository import upload
from repository.catalogue import Catalogue, Writing
from repository.describe import LISTS, Description, describe, own_pages, resolve
from repository.errors import Conflict, InputError, Refused, RepositoryError
from repository.ingest import receipt_for, title_from_name
from repository.manifest import Row
from repository.model import Actor, NewFile, NewPage, Outcome, Receipt, Record, State, Text
from repository.store import Store

ROWS = 200  # of statements in one transaction


@dataclass(frozen=True, slots=True)
class Taken:
    """Something taken in; its receipt is complete when `files` are read."""

    receipt: Receipt
    files: tuple[int, ...] = ()


@dataclass(slots=True)
class Intake:
    """Takes things in for one person: the engines it needs and the wishes that hold for all of it."""

    store: Store
    catalogue: Catalogue
    actor: Actor
    limit: int
    publish: bool = False
    values: Mapping[str, object] = field(default_factory=dict)  # columns that hold for every file

    # -- files by themselves

    def file(self, chunks: Iterable[bytes], name: str) -> Taken:
        """One file as a report of its own."""
        try:
            kept = upload.take(chunks, name, store=self.store, limit=self.limit)
            description = describe(self.values, self.facets())
        except RepositoryError as error:
            return Taken(refusal(name, error))
        new = NewFile(kept.name, kept.kind.extension, kept.kind.media_type, kept.sha256, kept.size)
        with self.catalogue.writing(self.actor) as writing:
            same = self._same(kept.sha256)
            if same is not None:
                number, ids = same
                return Taken(self._same_receipt(kept.name, kept.sha256, number), ids)
            try:
                record = resolve(description, writing=writing)
            except InputError as error:
                return Taken(refusal(name, error))
            if not record.titles:
                record = _titled(record, title_from_name(kept.name))
            number = writing.add_report(record, "submitted", publish_when_read=self.publish)
            file = writing.add_file(number, new)
        return Taken(Receipt(kept.name, number, "waiting", {}, "submitted", sha256=kept.sha256), (file,))

    def _same(self, sha256: str) -> tuple[int, tuple[int, ...]] | None:
        found = self.catalogue.files_with(sha256)
        if not found:
            return None
        waiting = tuple(file.id for file in found if file.state == "waiting")
        return found[0].report, waiting

    def _same_receipt(self, name: str, sha256: str, number: int, line: int | None = None) -> Receipt:
        report = self.catalogue.report(number)
        pages = [(file.pages, file.pages_with_text) for file in report.files if file.sha256 == sha256] if report else []
        told = {"number": number} if line is None else {"key": "row_same_file", "number": number}
        return Receipt(name, number, "same_file", told, report.state if report else None,
                       *(pages[0] if pages else (0, 0)), sha256=sha256, line=line)  # fmt: skip

    def facets(self) -> tuple[str, ...]:
        """The columns of facets, the collection's own included."""
        return tuple(dict.fromkeys((*LISTS, *(facet.key for facet in self.catalogue.facets()))))

    # -- rows of a manifest

    def rows(self, rows: Iterable[Row], folder: Path | None, note: Callable[[str], None] = lambda _: None) -> Iterator[Taken]:
        """Every row as a report; receipts come after their transaction is kept."""
        facets = self.facets()
        batch: list[tuple[Row, Description]] = []
        unknown: set[str] = set()
        for row in rows:
            try:
                description = self._read(row, facets)
            except RepositoryError as error:
                yield from self._statements(batch)
                batch = []
                yield Taken(refusal(row.name, error, row.line))
                continue
            for column in set(description.unknown) - unknown:
                unknown.add(column)
                note(column)
            if description.files:
                yield from self._statements(batch)
                batch = []
                yield self._with_files(row, description, folder)
                continue
            batch.append((row, description))
            if len(batch) >= ROWS:
                yield from self._statements(batch)
                batch = []
        yield from self._statements(batch)

    def _read(self, row: Row, facets: Sequence[str]) -> Description:
        if row.error is not None:
            raise row.error
        description = describe({**self.values, **row.values}, facets)
        if not description.titles and not description.files:
            raise InputError("row_title")
        return description

    def _statements(self, batch: Sequence[tuple[Row, Description]]) -> list[Taken]:
        if not batch:
            return []
        with self.catalogue.writing(self.actor) as writing:
            return [self._guarded(row, description, (), (), writing) for row, description in batch]

    def _with_files(self, row: Row, description: Description, folder: Path | None) -> Taken:
        new: list[NewFile] = []
        try:
            for name in description.files:
                path = inside(folder, name)
                kept = upload.take(upload.read_path(path), Path(name).name, store=self.store, limit=self.limit)
                if kept.sha256 not in {file.sha256 for file in new}:
                    new.append(NewFile(kept.name, kept.kind.extension, kept.kind.media_type, kept.sha256, kept.size))
        except RepositoryError as error:
            return Taken(refusal(row.name, error, row.line))
        with self.catalogue.writing(self.actor) as writing:
            return self._guarded(row, description, new, tuple(file.sha256 for file in new), writing)

    def _guarded(self, row: Row, description: Description, new: Sequence[NewFile], digests: Sequence[str], writing: Writing) -> Taken:
        try:
            with writing.savepoint():
                return self._row(row, description, new, digests, writing)
        except (InputError, Conflict) as error:
            return Taken(refusal(row.name, error, row.line))

    def _row(self, row: Row, description: Description, new: Sequence[NewFile], digests: Sequence[str], writing: Writing) -> Taken:
        fingerprint = description.fingerprint(digests)
        known = self._known(description, fingerprint)
        sha256 = digests[0] if len(digests) == 1 else None
        if known is None and sha256 is not None:
            same = self._same(sha256)
            if same is not None:
                return Taken(self._same_receipt(row.name, sha256, same[0], row.line), same[1])
        if known is not None and self.catalogue.fingerprint_of(known) == fingerprint:
            return self._unchanged(row, known, sha256)
        record = resolve(description, writing=writing)
        pages = own_pages(description.text, description.languages)
        if not record.titles:
            record = _titled(record, title_from_name(new[0].name))
        if not description.languages and pages:
            record = resolve(description, writing=writing, default_language=pages[0].language)
        if known is None:
            state: State = "published" if self.publish and not new else "submitted"
            number = writing.add_report(record, state, publish_when_read=self.publish, fingerprint=fingerprint)
            if pages:
                writing.set_own_pages(number, pages)
            files = tuple(writing.add_file(number, file) for file in new)
            outcome: Outcome = "published" if state == "published" else "waiting"
            receipt = Receipt(row.name, number, outcome, {}, state, len(pages), _with_text(pages), sha256, row.line)
            return Taken(receipt, files)
        return self._update(row, known, record, pages, new, fingerprint, writing)

    def _known(self, description: Description, fingerprint: str) -> int | None:
        if description.external_id:
            return self.catalogue.number_of(description.external_id)
        return self.catalogue.number_with(fingerprint)

    def _unchanged(self, row: Row, number: int, sha256: str | None) -> Taken:
        report = self.catalogue.report(number)
        if report is None:
            raise InputError("row_title")
        counts = (report.own_pages + sum(f.pages for f in report.files), report.own_pages + sum(f.pages_with_text for f in report.files))
        waiting = tuple(file.id for file in report.files if file.state == "waiting")
        return Taken(Receipt(row.name, number, "unchanged", {}, report.state, *counts, sha256, row.line), waiting)

    def _update(
        self, row: Row, number: int, record: Record, pages: Sequence[NewPage], new: Sequence[NewFile], fingerprint: str,
        writing: Writing,
    ) -> Taken:  # fmt: skip
        report = self.catalogue.report(number)
        if report is None:
            raise InputError("row_title")
        writing.update_report(number, record, fingerprint=fingerprint)
        writing.set_own_pages(number, pages)
        wanted = {file.sha256 for file in new}
        held = {file.sha256: file for file in report.files}
        for digest, file in held.items():
            if digest not in wanted:
                writing.remove_file(file.id)
        files = tuple(writing.add_file(number, file) for file in new if file.sha256 not in held)
        if self.publish and report.state == "submitted" and not files:
            writing.move(number, "published")
        state = "published" if self.publish and report.state == "submitted" and not files else report.state
        sha256 = new[0].sha256 if len(new) == 1 else None
        receipt = Receipt(row.name, number, "updated", {}, state, len(pages), len(pages), sha256, row.line)
        return Taken(receipt, files)

    def completed(self, taken: Taken) -> Receipt:
        """The receipt after its files were read."""
        receipt = taken.receipt
        if receipt.number is None or not taken.files or receipt.outcome in ("same_file", "unchanged"):
            return receipt
        report = self.catalogue.report(receipt.number)
        if report is None:
            return receipt
        mine = [file for file in report.files if file.id in taken.files]
        if not mine:
            return receipt
        worst = next((file for file in mine if file.outcome), mine[0])
        told = receipt_for(worst, report, name=receipt.name, line=receipt.line)
        outcome = receipt.outcome if receipt.outcome == "updated" and not worst.outcome else told.outcome
        return Receipt(told.name, told.number, outcome, told.detail, report.state,
                       report.own_pages + sum(f.pages for f in report.files),
                       report.own_pages + sum(f.pages_with_text for f in report.files),
                       receipt.sha256, receipt.line)  # fmt: skip


def _with_text(pages: Sequence[NewPage]) -> int:
    return sum(page.health == "ok" for page in pages)


def _titled(record: Record, title: str) -> Record:
    return replace(record, titles=(Text("", title),))


def refusal(name: str, error: RepositoryError, line: int | None = None) -> Receipt:
    """The receipt of something not taken, with the reason."""
    kind = "refused" if isinstance(error, Refused) else "error"
    return Receipt(upload.one_line(name)[:200], None, "refused", {"key": f"{kind}.{error.key}", **error.data}, line=line)


def inside(folder: Path | None, name: str) -> Path:
    """The path of a row's file, which must lie inside the folder; raises InputError `row_file_missing`, `row_file_outside`."""
    if folder is None:
        raise InputError("row_files_folder", name=name)
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise InputError("row_file_outside", name=name)
        if not path.exists():
            raise InputError("row_file_missing", name=name)
    except (OSError, ValueError):
        raise InputError("row_file_missing", name=name) from None
    return path
