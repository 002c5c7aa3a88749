"""Given files or manifest rows, reports in the catalogue and a receipt for each: one bad one never stops the rest."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from repository import upload
from repository.alike import Alike
from repository.catalogue import Catalogue, Writing
from repository.describe import LISTS, Description, describe, own_pages, resolve
from repository.errors import Conflict, InputError, RepositoryError, Unavailable
from repository.folder import Files
from repository.ingest import over, receipt_for, title_from_name, titled
from repository.manifest import Row
from repository.model import Actor, NewFile, NewPage, Outcome, Receipt, Record, Report, State
from repository.store import Store

ROWS = 200  # of statements in one transaction
FINE = ("published", "waiting")  # outcomes without a problem
HANDS = ("command", "watch", "worker")  # what they write about a report is what its file says, no more


class _Undone(Exception):
    """Ends a transaction that only looked."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Something taken in; its receipt is complete when `files` are read."""

    receipt: Receipt
    files: tuple[int, ...] = ()
    expected: tuple[str, ...] = ()  # external ids its relations name that are not there yet
    passing: bool = False  # not taken for a reason that may pass by itself, as a full disk


@dataclass(slots=True)
class Intake:
    """Takes things in for one person: the engines it needs and the wishes that hold for all of it."""

    store: Store
    catalogue: Catalogue
    actor: Actor
    limit: int
    publish: bool = False
    values: Mapping[str, object] = field(default_factory=dict)  # columns that hold for every file
    visible: Callable[[Report], bool] | None = None  # reports the person may see, and so be told of; None: all
    mine: Callable[[Report], bool] | None = None  # reports the person may change; None: all
    look: bool = False  # only say what would happen: every step is made, nothing is kept
    _promised: dict[str, str] = field(default_factory=dict)  # external ids, fingerprints, digests of a look → where they were

    # -- files by themselves

    def file(self, chunks: Iterable[bytes], name: str) -> Taken:
        """One file as a report of its own."""
        try:
            kept = upload.take(chunks, name, store=self.store, limit=self.limit, keep=not self.look)
            description = describe(self.values, self.facets())
        except RepositoryError as error:
            return not_taken(name, error)
        new = NewFile(kept.name, kept.kind.extension, kept.kind.media_type, kept.sha256, kept.size)
        taken = Taken(Receipt(kept.name, None, "waiting", {}, "submitted", sha256=kept.sha256))
        with self._writing() as writing:
            same = self._same(kept.sha256)
            if same is not None:
                number, ids = same
                taken = Taken(self._same_receipt(kept.name, kept.sha256, number), ids)
                return taken if not self.look else self._looked(taken, {})
            try:
                record = resolve(description, writing=writing)
            except InputError as error:
                return not_taken(name, error)
            if not record.titles:
                record = titled(record, title_from_name(kept.name))
            number = writing.add_report(record, "submitted", publish_when_read=self.publish)
            taken = Taken(replace(taken.receipt, number=number), (writing.add_file(number, new),))
        return taken if not self.look else self._looked(taken, {f"file {kept.sha256}": "same_file"})

    @contextmanager
    def _writing(self) -> Iterator[Writing]:
        """A transaction; one that only looks is taken back."""
        with suppress(_Undone), self.catalogue.writing(self.actor) as writing:
            yield writing
            if self.look:
                raise _Undone

    def _looked(self, taken: Taken, said: Mapping[str, Outcome]) -> Taken:
        """What would happen, without a number of something new. `said`: what makes it the same as something earlier in the
        same look → what it is then.
        """
        receipt = taken.receipt
        if receipt.outcome in FINE:
            again = next((key for key in said if key in self._promised), None)
            receipt = replace(receipt, number=None)
            if again is not None:
                receipt = replace(receipt, outcome=said[again], detail={"key": "look_again", "first": self._promised[again]})
        elif "key" not in receipt.detail:
            receipt = replace(receipt, detail={"key": "look_here", "number": receipt.number})
        first = f"{receipt.line}: {receipt.name}" if receipt.line else receipt.name
        self._promised |= {key: first for key in said if key not in self._promised}
        return Taken(receipt)

    def _same(self, sha256: str) -> tuple[int, tuple[int, ...]] | None:
        found = self.catalogue.files_with(sha256)
        if not found:
            return None
        waiting = tuple(file.id for file in found if file.state == "waiting")
        return found[0].report, waiting

    def _same_receipt(
        self, name: str, sha256: str, number: int, line: int | None = None, detail: Mapping[str, object] | None = None
    ) -> Receipt:  # fmt: skip
        report = self.catalogue.report(number)
        if report is not None and not self._visible(report):
            return Receipt(name, None, "same_file", {"key": "same_file_hidden"}, sha256=sha256, line=line)
        pages = [(file.pages, file.pages_with_text) for file in report.files if file.sha256 == sha256] if report else []
        told = {**(detail or {}), "number": number}
        return Receipt(name, number, "same_file", told, report.state if report else None,
                       *(pages[0] if pages else (0, 0)), sha256=sha256, line=line)  # fmt: skip

    def _visible(self, report: Report) -> bool:
        return self.visible is None or self.visible(report)

    def facets(self) -> tuple[str, ...]:
        """The columns of facets, the collection's own included."""
        return tuple(dict.fromkeys((*LISTS, *(facet.key for facet in self.catalogue.facets()))))

    # -- rows of a manifest

    def rows(self, rows: Iterable[Row], files: Files, note: Callable[[str], None] = lambda _: None) -> Iterator[Taken]:
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
                yield not_taken(row.name, error, row.line)
                continue
            for column in set(description.unknown) - unknown:
                unknown.add(column)
                note(column)
            if description.files:
                yield from self._statements(batch)
                batch = []
                yield self._with_files(row, description, files)
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
        with self._writing() as writing:
            return [self._guarded(row, description, (), (), writing) for row, description in batch]

    def _with_files(self, row: Row, description: Description, files: Files) -> Taken:
        new: list[NewFile] = []
        try:
            for name in description.files:
                kept = upload.take(files.read(name), PurePath(name).name, store=self.store, limit=self.limit, keep=not self.look)
                if kept.sha256 not in {file.sha256 for file in new}:
                    new.append(NewFile(kept.name, kept.kind.extension, kept.kind.media_type, kept.sha256, kept.size))
        except RepositoryError as error:
            return not_taken(row.name, error, row.line)
        with self._writing() as writing:
            return self._guarded(row, description, new, tuple(file.sha256 for file in new), writing)

    def _guarded(self, row: Row, description: Description, new: Sequence[NewFile], digests: Sequence[str], writing: Writing) -> Taken:
        try:
            with writing.savepoint():
                taken = self._row(row, description, new, digests, writing)
        except (InputError, Conflict) as error:
            return not_taken(row.name, error, row.line)
        if not self.look:
            return taken
        said: dict[str, Outcome] = {f"row {description.fingerprint(digests)}": "unchanged"}
        if description.external_id:
            said |= {f"id {description.external_id}": "updated"}
        elif len(digests) == 1:
            said |= {f"file {digests[0]}": "same_file"}
        return self._looked(taken, said)

    def _row(self, row: Row, description: Description, new: Sequence[NewFile], digests: Sequence[str], writing: Writing) -> Taken:
        fingerprint = description.fingerprint(digests)
        known = self._known(description, fingerprint)
        adopting = False
        if known is None and digests:
            holder, adopting = self._holder(digests)
            if holder is not None and (not adopting or description.says_nothing):
                left = {} if description.says_nothing else {"key": "row_same_file"}
                return Taken(self._same_receipt(row.name, digests[0], holder.number, row.line, left), _waiting(holder))
            known = holder.number if holder is not None else None
        if known is not None and self.catalogue.fingerprint_of(known) == fingerprint:
            return self._unchanged(row, known, digests[0] if digests else None)
        if known is not None:
            self._check_mine(self._report(known), description)
        record = resolve(description, writing=writing)
        pages = own_pages(description.text, description.languages)
        if not description.languages and pages:
            record = resolve(description, writing=writing, default_language=pages[0].language)
        notes = self._notes(description, known, digests)
        if known is None:
            taken = self._add(row, record, pages, new, fingerprint, writing)
        else:
            if adopting:
                notes.insert(0, {"key": "row_adopted", "number": known})
            taken = self._update(row, known, record, description, pages, new, fingerprint, writing, whole=not adopting)
        return replace(taken, receipt=replace(taken.receipt, notes=tuple(notes)), expected=_expected(description))

    def _add(
        self, row: Row, record: Record, pages: Sequence[NewPage], new: Sequence[NewFile], fingerprint: str, writing: Writing
    ) -> Taken:  # fmt: skip
        if not record.titles:
            record = titled(record, title_from_name(new[0].name))
        state: State = "published" if self.publish and not new else "submitted"
        number = writing.add_report(record, state, publish_when_read=self.publish, fingerprint=fingerprint)
        if pages:
            writing.set_own_pages(number, pages)
        files = tuple(writing.add_file(number, file) for file in new)
        outcome: Outcome = "published" if state == "published" else "waiting"
        sha256 = new[0].sha256 if new else None
        return Taken(Receipt(row.name, number, outcome, {}, state, len(pages), _with_text(pages), sha256, row.line), files)

    def _check_mine(self, report: Report, description: Description) -> None:
        """Raises Conflict when the person may not change it; a report they may not know of is not named."""
        if self.mine is not None and not self.mine(report):
            key = "row_settled" if self._visible(report) else "external_id_used"
            raise Conflict(key, number=report.number, external_id=description.external_id)

    def _known(self, description: Description, fingerprint: str) -> int | None:
        if description.external_id:
            return self.catalogue.number_of(description.external_id)
        return self.catalogue.number_with(fingerprint)

    def _holder(self, digests: Sequence[str]) -> tuple[Report | None, bool]:
        """The report a row belongs to because of its files, and whether the row is its first catalogue entry: a report that came
        in as files alone, none of them strange to the row, takes the row's metadata; one that some row or person has
        catalogued keeps its own, and is named when it has all of the files."""
        numbers = dict.fromkeys(file.report for digest in digests for file in self.catalogue.files_with(digest))
        reports = [report for number in numbers if (report := self.catalogue.report(number)) is not None]
        for report in reports:
            mine = self.mine is None or self.mine(report)
            if mine and {file.sha256 for file in report.files} <= set(digests) and not self._catalogued(report):
                return report, True
        return next((report for report in reports if set(digests) <= {file.sha256 for file in report.files}), None), False

    def _catalogued(self, report: Report) -> bool:
        """Whether a row, or a person, has said what it is."""
        if report.external_id or report.state == "draft" or self.catalogue.fingerprint_of(report.number):
            return True
        events = self.catalogue.history(report=report.number, limit=1000)
        return any(event.who not in HANDS for event in events if event.what in ("report_added", "report_edited"))

    def _notes(self, description: Description, number: int | None, digests: Sequence[str]) -> list[Mapping[str, object]]:
        """What its outcome does not say."""
        notes: list[Mapping[str, object]] = []
        others = {file.report for digest in digests for file in self.catalogue.files_with(digest)} - {number}
        elsewhere = sorted(each for each, report in self.catalogue.reports(list(others)).items() if self._visible(report))
        if elsewhere:
            notes.append({"key": "file_also_in", "n": len(elsewhere), "numbers": ", ".join(map(str, elsewhere))})
        if not digests and not description.text.strip():
            notes.append({"key": "record_only"})
        return notes

    def _unchanged(self, row: Row, number: int, sha256: str | None) -> Taken:
        report = self._report(number)
        if not self._visible(report):
            return Taken(Receipt(row.name, None, "unchanged", {"key": "same_row_hidden"}, sha256=sha256, line=row.line))
        return Taken(Receipt(row.name, number, "unchanged", {}, report.state, *_counts(report), sha256, row.line), _waiting(report))

    def _report(self, number: int) -> Report:
        report = self.catalogue.report(number)
        if report is None:
            raise InputError("row_title")
        return report

    def _update(
        self, row: Row, number: int, record: Record, description: Description, pages: Sequence[NewPage], new: Sequence[NewFile],
        fingerprint: str, writing: Writing, *, whole: bool,
    ) -> Taken:  # fmt: skip
        """Replaces a record by what the row says; what the row leaves open stays when it was read from the same files, or, when
        the record is not to be replaced as a `whole`, wherever it came from."""
        report = self._report(number)
        held = {file.sha256: file for file in report.files}
        wanted = {file.sha256 for file in new}
        if not whole or held.keys() == wanted:
            spoken = {facet for facet, _, _ in description.tags} | ({"language"} if whole and pages else set())
            record = over(report, record, spoken, whole=whole)
        if not record.titles:
            record = titled(record, title_from_name(new[0].name))
        writing.update_report(number, record, fingerprint=fingerprint)
        if whole or pages:
            writing.set_own_pages(number, pages)
        for digest, file in held.items():
            if digest not in wanted:
                writing.remove_file(file.id)
        for fresh in new:
            if fresh.sha256 not in held:
                writing.add_file(number, fresh)
        if self.publish:
            writing.publish_when_read(number)
        report = self._report(number)
        sha256 = new[0].sha256 if new else None
        return Taken(Receipt(row.name, number, "updated", {}, report.state, *_counts(report), sha256, row.line), _waiting(report))

    # -- receipts

    def receipts(self, taken: Sequence[Taken], *, read: bool = True) -> list[Receipt]:
        """Of things taken in, after their files were read, or before with `read` off; only what came in before each is looked
        like, so that of two alike in one run the second is told.
        """
        receipts = [self._expecting(one, self._completed(one) if read else one.receipt) for one in taken]
        if self.look:
            return receipts
        fine = [receipt.number for receipt in receipts if receipt.number is not None and receipt.outcome in FINE]
        alike = self.catalogue.alike_before(fine, visible=self.visible)
        return [self._looks_like(receipt, alike.get(receipt.number or 0, ())) for receipt in receipts]

    def _looks_like(self, receipt: Receipt, alike: Sequence[Alike]) -> Receipt:
        """Told of the one most like it, unless somebody has already said how the two belong together."""
        if receipt.outcome not in FINE or receipt.number is None or not alike:
            return receipt
        known = self.catalogue.reports([receipt.number, *(each.number for each in alike)])
        linked = {(number, relation.number) for number, report in known.items() for relation in report.relations}
        for each in alike:
            if not {(receipt.number, each.number), (each.number, receipt.number)} & linked:
                detail = {"key": "looks_like", "like": each.number, "percent": each.percent}
                return replace(receipt, outcome="looks_like", detail=detail)
        return receipt

    def _expecting(self, taken: Taken, receipt: Receipt) -> Receipt:
        """The receipt with the relations that still wait for their other report."""
        open_ = [name for name in dict.fromkeys(taken.expected) if self.catalogue.number_of(name) is None]
        if not open_:
            return receipt
        told = {"key": "relation_open", "n": len(open_), "names": ", ".join(open_)}
        return replace(receipt, notes=(*receipt.notes, told))

    def _completed(self, taken: Taken) -> Receipt:
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
        return Receipt(told.name, told.number, outcome, told.detail, report.state, *_counts(report),
                       receipt.sha256, receipt.line, receipt.notes)  # fmt: skip


def _expected(description: Description) -> tuple[str, ...]:
    return tuple(each.external_id for each in description.relations if each.external_id and each.external_id != description.external_id)


def _counts(report: Report) -> tuple[int, int]:
    """Pages, and those with text."""
    own = report.own_pages
    return own + sum(file.pages for file in report.files), own + sum(file.pages_with_text for file in report.files)


def _waiting(report: Report) -> tuple[int, ...]:
    return tuple(file.id for file in report.files if file.state == "waiting")


def _with_text(pages: Sequence[NewPage]) -> int:
    return sum(page.health == "ok" for page in pages)


def not_taken(name: str, error: RepositoryError, line: int | None = None) -> Taken:
    """Something refused, with the reason."""
    receipt = Receipt(upload.one_line(name)[:200], None, "refused", {"key": error.sentence, **error.data}, line=line)
    return Taken(receipt, passing=isinstance(error, Unavailable))
