"""One transaction of changes: the record, the change log for the index and the history together."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from repository.engines.sql import schema as s
from repository.engines.sql import terms as vocabulary_rows
from repository.engines.sql.reading import reports
from repository.engines.sql.terms import Vocabulary, folded, key_of
from repository.errors import Conflict, NotFound
from repository.model import Actor, Facet, NewFile, NewPage, Outcome, Record, Report, State, Term, TermState, Texts

ON_HOLD = ("encrypted", "damaged")


def now() -> str:
    """ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class SqlWriting:
    """See `catalogue.Writing`."""

    def __init__(self, connection: Connection, vocabulary: Vocabulary, actor: Actor) -> None:
        self.connection, self.vocabulary, self.actor = connection, vocabulary, actor
        self.terms_changed = False
        self.stale = False  # the vocabulary in memory may hold what was undone

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is undone alone."""
        before = self.terms_changed
        self.terms_changed = False
        point = self.connection.begin_nested()
        try:
            yield
        except BaseException:
            point.rollback()
            if self.terms_changed:
                self.stale = True
                self.vocabulary = vocabulary_rows.load(self.connection)
            self.terms_changed = before
            raise
        point.commit()
        self.terms_changed = self.terms_changed or before

    # -- reports

    def add_report(self, record: Record, state: State, *, publish_when_read: bool = False, fingerprint: str = "") -> int:
        """A new report."""
        moment = now()
        number: int = self.connection.execute(
            insert(s.reports).values(
                state=state, version=1, fingerprint=fingerprint, publish_when_read=publish_when_read, created=moment,
                changed=moment, published=moment if state == "published" else None, own_pages=0, reason="", **_columns(record),
            ).returning(s.reports.c.number)  # fmt: skip
        ).scalar_one()
        self._details(number, record)
        if record.external_id:
            pending = update(s.relations).where(s.relations.c.external_id == record.external_id, s.relations.c.target.is_(None))
            if self.connection.execute(pending.values(target=number)).rowcount:
                self._log_linked(number)
        self._log(number)
        self.record("report_added", report=number, state=state, title=record.titles[0].text if record.titles else "")
        return number

    def _details(self, number: int, record: Record) -> None:
        rows = [
            {"report": number, "kind": kind, "position": position, "language": text.language, "text": text.text}
            for kind, texts in (("title", record.titles), ("abstract", record.abstracts))
            for position, text in enumerate(texts)
        ]
        if rows:
            self.connection.execute(insert(s.texts), rows)
        if record.tags:
            tags = [{"report": number, "position": i, "term": tag.term, "role": tag.role} for i, tag in enumerate(record.tags)]
            self.connection.execute(insert(s.report_terms), tags)
        if record.relations:
            self.connection.execute(insert(s.relations), [
                {"report": number, "position": i, "kind": relation.kind, "target": self._target(relation.number, relation.external_id),
                 "external_id": relation.external_id}
                for i, relation in enumerate(record.relations)
            ])  # fmt: skip
            self._log_linked(number)

    def _target(self, number: int | None, external_id: str) -> int | None:
        if number is not None or not external_id:
            return number
        return self.connection.execute(select(s.reports.c.number).where(s.reports.c.external_id == external_id)).scalar()

    def update_report(self, number: int, record: Record, *, expect: int | None = None, fingerprint: str | None = None) -> None:
        """Replaces the metadata."""
        before = self._report(number)
        if expect is not None and before.version != expect:
            raise Conflict("edited_meanwhile", number=number)
        values = {**_columns(record), "version": before.version + 1, "changed": now()}
        if fingerprint is not None:
            values["fingerprint"] = fingerprint
        self._log_linked(number)
        self.connection.execute(update(s.reports).where(s.reports.c.number == number).values(**values))
        for table in (s.texts, s.report_terms, s.relations):
            self.connection.execute(delete(table).where(table.c.report == number))
        self._details(number, record)
        self._log(number)
        after = self._report(number)
        self.record("report_edited", report=number, before=_said(before), after=_said(after))

    def move(self, number: int, state: State, *, reason: str = "", successor: int | None = None) -> None:
        """Sets the state."""
        before = self._report(number)
        values: dict[str, object] = {"state": state, "reason": reason, "successor": successor, "changed": now(), "version": before.version + 1}
        if state == "published" and before.published is None:
            values["published"] = now()
        self.connection.execute(update(s.reports).where(s.reports.c.number == number).values(**values))
        self._log(number)
        self._log_linked(number)
        self.record("state_moved", report=number, before=before.state, after=state, reason=reason)

    def set_own_pages(self, number: int, pages: Sequence[NewPage]) -> None:
        """Replaces the report's own text."""
        self.connection.execute(delete(s.pages).where(s.pages.c.report == number, s.pages.c.file.is_(None)))
        self._pages(number, None, pages)
        self.connection.execute(update(s.reports).where(s.reports.c.number == number).values(own_pages=len(pages)))
        self._log(number)

    def _pages(self, number: int, file: int | None, pages: Sequence[NewPage]) -> None:
        if pages:
            self.connection.execute(insert(s.pages), [
                {"report": number, "file": file, "n": page.n, "label": page.label, "language": page.language,
                 "health": page.health, "text": page.text}
                for page in pages
            ])  # fmt: skip

    # -- files

    def add_file(self, number: int, file: NewFile) -> int:
        """Records a kept original."""
        base = key_of(file.name.rpartition(".")[0] or file.name)[:60]
        taken = set(self.connection.execute(select(s.files.c.slug).where(s.files.c.report == number, s.files.c.extension == file.extension)).scalars())
        slug = next(name for i in range(1, 100_000) if (name := base if i == 1 else f"{base}-{i}") not in taken)
        found: int = self.connection.execute(
            insert(s.files).values(
                report=number, name=file.name, slug=slug, extension=file.extension, media_type=file.media_type, sha256=file.sha256,
                size=file.size, language=file.language, state="waiting", outcome=None, detail={}, pages=0, pages_with_text=0,
            ).returning(s.files.c.id)  # fmt: skip
        ).scalar_one()
        self.connection.execute(insert(s.work).values(kind="extract", file=found, tries=0, lease_until=0.0, worker="", error="", parked=False))
        self._log(number)
        self.record("file_added", report=number, name=file.name, sha256=file.sha256)
        return found

    def remove_file(self, file: int) -> None:
        """Takes a file off its report."""
        row = self.connection.execute(select(s.files).where(s.files.c.id == file)).first()
        if row is None:
            raise NotFound("no_file", file=file)
        self.connection.execute(delete(s.files).where(s.files.c.id == file))
        self._log(row.report)
        self.record("file_removed", report=row.report, name=row.name, sha256=row.sha256)

    def set_extraction(
        self, file: int, pages: Sequence[NewPage], outcome: Outcome | None, detail: Mapping[str, object], language: str
    ) -> None:
        """Stores what was read, ends its work, moves the report when that was its last file."""
        number = self.connection.execute(select(s.files.c.report).where(s.files.c.id == file)).scalar()
        if number is None:
            return
        self.connection.execute(delete(s.pages).where(s.pages.c.file == file))
        self._pages(number, file, pages)
        with_text = sum(page.health == "ok" for page in pages)
        self.connection.execute(update(s.files).where(s.files.c.id == file).values(
            state="done", outcome=outcome, detail=dict(detail), language=language, pages=len(pages), pages_with_text=with_text))  # fmt: skip
        self.connection.execute(delete(s.work).where(s.work.c.file == file))
        self._settle(number)
        self._log(number)

    def _settle(self, number: int) -> None:
        rows = self.connection.execute(select(s.files.c.state, s.files.c.outcome).where(s.files.c.report == number)).all()
        report = self.connection.execute(select(s.reports.c.state, s.reports.c.publish_when_read).where(s.reports.c.number == number)).one()
        if any(row.state == "waiting" for row in rows) or report.state != "submitted":
            return
        bad = next((row.outcome for row in rows if row.outcome in ON_HOLD), None)
        if bad is not None:
            self.move(number, "on_hold", reason=bad)
        elif report.publish_when_read:
            self.move(number, "published")

    # -- vocabulary

    def find_term(self, facet: str, label: str) -> Term | None:
        """By key, label or synonym, terms of this transaction included."""
        return self.vocabulary.find(facet, label)

    def add_term(
        self, facet: str, labels: Texts, *, key: str = "", synonyms: Texts = (), state: TermState = "proposed",
        broader: Sequence[int] = (),
    ) -> Term:  # fmt: skip
        """A new term."""
        term = vocabulary_rows.insert_term(self.connection, self.vocabulary, facet, labels, key=key, synonyms=synonyms, state=state, broader=broader)
        self.vocabulary.add(term)
        self.terms_changed = True
        self.record("term_added", term=term.id, facet=facet, label=labels[0].text if labels else key)
        return term

    def update_term(self, term: Term) -> None:
        """Replaces a term."""
        before = self.vocabulary.by_id.get(term.id)
        if before is None:
            raise NotFound("no_term", term=term.id)
        touched = self._reports_with(self.vocabulary.beneath(term.id))
        vocabulary_rows.replace_term(self.connection, term)
        self._reload()
        for number in touched:
            self._log(number)
        self.record("term_edited", term=term.id, before=_term_said(before), after=_term_said(term))

    def merge_terms(self, source: int, target: int) -> None:
        """Source leads to target from now on; its labels become synonyms there."""
        old, new = self.vocabulary.by_id.get(source), self.vocabulary.by_id.get(target)
        if old is None or new is None or old.facet != new.facet or source == target:
            raise Conflict("merge_terms", source=source, target=target)
        touched = self._reports_with({source, target})
        known = {folded(text.text) for text in (*new.labels, *new.synonyms)}
        extra = tuple(text for text in (*old.labels, *old.synonyms) if folded(text.text) not in known)
        vocabulary_rows.replace_term(self.connection, Term(new.id, new.facet, new.key, new.state, new.labels, new.synonyms + extra, new.broader))
        vocabulary_rows.replace_term(self.connection, Term(old.id, old.facet, old.key, "merged", old.labels, old.synonyms, old.broader, target))
        self._reload()
        for number in touched:
            self._log(number)
        self.record("term_merged", term=source, into=target, reports=len(touched), before=_term_said(new))

    def _reports_with(self, terms: set[int]) -> list[int]:
        return list(self.connection.execute(select(s.report_terms.c.report).where(s.report_terms.c.term.in_(terms)).distinct()).scalars())

    def _reload(self) -> None:
        self.vocabulary = vocabulary_rows.load(self.connection)
        self.terms_changed = self.stale = True

    def add_facet(self, facet: Facet) -> None:
        """A curated facet."""
        labels = [[text.language, text.text] for text in facet.labels]
        self.connection.execute(insert(s.facets).values(key=facet.key, position=facet.position, public=facet.public, labels=labels))
        self.record("facet_added", facet=facet.key)

    # -- logs

    def record(self, what: str, *, report: int | None = None, term: int | None = None, **detail: object) -> int:
        """A line of history."""
        found: int = self.connection.execute(
            insert(s.history).values(at=now(), who=self.actor.name, account=self.actor.account, what=what, report=report, term=term, detail=detail)
            .returning(s.history.c.id)  # fmt: skip
        ).scalar_one()
        return found

    def _log(self, number: int) -> None:
        self.connection.execute(insert(s.changes).values(report=number))

    def _log_linked(self, number: int) -> None:
        r = s.relations.c
        for way in (select(r.target).where(r.report == number), select(r.report).where(r.target == number)):
            for (other,) in self.connection.execute(way).all():
                if other:
                    self._log(other)

    def _report(self, number: int) -> Report:
        found = reports(self.connection, self.vocabulary, [number]).get(number)
        if found is None:
            raise NotFound("no_report", number=number)
        return found

    def highest_change(self) -> int:
        """The last number of the change log."""
        return self.connection.execute(select(func.max(s.changes.c.id))).scalar() or 0


def _columns(record: Record) -> dict[str, object]:
    return {
        "external_id": record.external_id, "date": record.date, "date_note": record.date_note, "licence": record.licence,
        "source": record.source, "title_folded": " ".join(folded(text.text) for text in record.titles),
    }  # fmt: skip


def _said(report: Report) -> dict[str, object]:
    return {
        "titles": [[t.language, t.text] for t in report.titles], "abstracts": [[t.language, t.text] for t in report.abstracts],
        "date": report.date, "date_note": report.date_note, "licence": report.licence, "source": report.source,
        "tags": [[tag.term.id, tag.role] for tag in report.tags],
        "relations": [[r.kind, r.number, r.external_id] for r in report.relations], "external_id": report.external_id,
    }  # fmt: skip


def _term_said(term: Term) -> dict[str, object]:
    return {
        "key": term.key, "state": term.state, "labels": [[t.language, t.text] for t in term.labels],
        "synonyms": [[t.language, t.text] for t in term.synonyms], "broader": list(term.broader), "merged_into": term.merged_into,
    }  # fmt: skip
