"""Writing reports: their metadata, state and own text."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from repository import dates
from repository.engines.sql import schema as s
from repository.engines.sql.groups import groups
from repository.engines.sql.lookup import folded
from repository.engines.sql.rows import AnyRow, as_json, page_row, reports_of
from repository.engines.sql.write_sketches import WriteSketches
from repository.errors import Conflict, InputError, NotFound
from repository.model import FOLDING_RELATIONS, NewPage, NewTag, Record, Relation, Report, State, Texts

PLAIN = ("external_id", "date", "date_note", "licence", "source")


class WriteReports(WriteSketches):
    """The part of a transaction that changes reports."""

    # -- whole reports

    def add_report(self, record: Record, state: State, *, publish_when_read: bool = False, fingerprint: str = "") -> int:
        """The number of a new report."""
        self._check(record)
        if record.external_id and (holder := self.number_of(record.external_id)):
            raise Conflict("external_id_taken", external_id=record.external_id, number=holder)
        number = self.next("report")
        row: dict[str, object] = {
            "number": number, "external_id": record.external_id or None, "state": state, "version": 1, "date": record.date,
            "date_note": record.date_note, "licence": record.licence, "source": record.source, "reason": "", "successor": None,
            "fingerprint": fingerprint, "publish_when_read": publish_when_read and state != "published",
            "title_folded": title_folded(record.titles),
            "opens": "", "own_pages": 0, "created": self.now, "changed": self.now, "published": self.now if state == "published" else None,
        }  # fmt: skip
        self.hold("reports", row)
        self.fresh[number] = row
        self.rows["texts"] += text_rows(number, record)
        self.rows["report_terms"] += self._tag_rows(number, record.tags)
        self._relate(number, record.relations)
        if record.external_id:
            self.external[record.external_id] = number
            self.named.append(record.external_id)
        if fingerprint:
            self.prints[fingerprint] = number
        if state == "published":
            self.touched.append(number)
        self.record("report_added", report=number, state=state)
        return number

    def update_report(
        self, number: int, record: Record, *, expect: int | None = None, fingerprint: str | None = None,
        pages: Sequence[NewPage] | None = None,
    ) -> None:  # fmt: skip
        """Replaces the metadata, and with `pages` its own text in the same line of history; what already says the same is left alone."""
        self._check(record)
        before = self._report(number)
        if expect is not None and before.version != expect:
            raise Conflict("edited_meanwhile", number=number, version=before.version)
        if record.external_id and self.number_of(record.external_id) not in (None, number):
            raise Conflict("external_id_taken", external_id=record.external_id, number=self.number_of(record.external_id))
        was, will = said_of(before), self._said(record)
        changed = {name for name, value in will.items() if was[name] != value}
        if fingerprint is not None:
            self._set(number, fingerprint=fingerprint)
        if not changed:
            if pages is not None:
                self.set_own_pages(number, pages)
            return
        text = self._text_beside(number, pages) if pages is not None else {}
        self._rewrite(before, record, changed)
        self.record("report_edited", report=number, before={name: was[name] for name in sorted(changed)},
                    after={name: will[name] for name in sorted(changed)}, **text)  # fmt: skip

    def _rewrite(self, before: Report, record: Record, changed: Collection[str]) -> None:
        """Writes the fields that changed."""
        number = before.number
        self._set(number, version=before.version + 1, changed=self.now, title_folded=title_folded(record.titles),
                  **{name: getattr(record, name) or (None if name == "external_id" else "") for name in PLAIN})  # fmt: skip
        if "titles" in changed or "abstracts" in changed:
            self._replace(s.texts, number, text_rows(number, record))
        if "tags" in changed:
            self._replace(s.report_terms, number, self._tag_rows(number, record.tags))
        if "relations" in changed:
            self._touch_group([number])
            self._replace(s.relations, number, [])
            self._relate(number, record.relations)
        if "external_id" in changed and record.external_id:
            self.named.append(record.external_id)
        if before.published:
            self.touched.append(number)

    def _text_beside(self, number: int, pages: Sequence[NewPage]) -> dict[str, Any]:
        """Replaces the own text; what the line of the whole change says of it."""
        old = self.own_pages(number)
        with self.silent():
            self.set_own_pages(number, pages)
        was, will = pages_said(old), pages_said(pages)
        return {"text": {"before": was, "after": pages_digest(pages)}} if was != will else {}

    def move(self, number: int, state: State, *, reason: str = "", successor: int | None = None, opens: str = "") -> bool:
        """Sets the state; a person's decision also ends the wish to publish once everything is read."""
        before = self._row(number)
        if (before.state, before.reason, before.successor, before.opens) == (state, reason, successor, opens):
            return False
        if successor is not None:
            self._exists(successor)
        self._touch_group([number])
        published = self.now if state == "published" and before.state != "published" else before.published
        self._set(number, state=state, reason=reason, successor=successor, opens=opens, published=published, changed=self.now,
                  publish_when_read=False, version=before.version + 1)  # fmt: skip
        if published:
            self.touched.append(number)
            self.regroup.append(number)
        self.record("state_moved", report=number, after=moved(state, reason, successor, opens),
                    before=moved(before.state, before.reason, before.successor, before.opens))  # fmt: skip
        return True

    def set_own_pages(self, number: int, pages: Sequence[NewPage]) -> None:
        """Replaces the report's own text; the same text is left alone, so its pages keep their ids."""
        storable(page.text for page in pages)
        if self.may_change(number) and not self.fresh[number]["own_pages"]:
            self.fresh[number]["own_pages"] = len(pages)
            self.rows["pages"] += [page_row(self.next("page"), number, None, page) for page in pages]
            if pages:
                self.sketch_new(number, None, [page.text for page in pages])
            return
        row = self._row(number)
        old = self.own_pages(number)
        if old == sorted(pages, key=lambda page: page.n):
            return
        self.connection.execute(delete(s.pages).where(s.pages.c.report == number, s.pages.c.file.is_(None)))
        self.rows["pages"] += [page_row(self.next("page"), number, None, page) for page in pages]
        self.sketch_again(number, None, [page.text for page in pages])
        self._set(number, own_pages=len(pages), version=row.version + 1, changed=self.now)
        if row.published:
            self.touched.append(number)
        self.record("own_text_changed", report=number, pages=len(pages), before=pages_said(old), after=pages_digest(pages))

    def own_pages(self, number: int) -> list[NewPage]:
        """The report's own text as it stands."""
        self.write_through()
        c = s.pages.c
        mine = select(c.n, c.label, c.text, c.language, c.health).where(c.report == number, c.file.is_(None)).order_by(c.n)
        return [NewPage(*page) for page in self.connection.execute(mine)]

    def grow_new(self, number: int) -> None:
        """A report whose row is still held back got one more file."""
        row = self.fresh[number]
        row["version"] = int(str(row["version"])) + 1
        if row["published"]:
            self.touched.append(number)

    # -- what is there

    def number_of(self, external_id: str) -> int | None:
        """The report with this external id, those of this transaction included."""
        held = self.external.get(external_id)
        return held or self.connection.execute(_NUMBER.where(s.reports.c.external_id == external_id)).scalar()

    def number_with(self, fingerprint: str) -> int | None:
        """The report made from the same row, those of this transaction included."""
        if not fingerprint:
            return None
        held = self.prints.get(fingerprint)
        found = _NUMBER.where(s.reports.c.fingerprint == fingerprint, s.reports.c.fingerprint != "").limit(1)
        return held or self.connection.execute(found.order_by(s.reports.c.number)).scalar()

    def _row(self, number: int) -> AnyRow:
        """Its row, with everything held back written, so that it may be changed."""
        self.write_through()
        row = self.connection.execute(select(s.reports).where(s.reports.c.number == number)).first()
        if row is None:
            raise NotFound("no_report", number=number)
        return row

    def _report(self, number: int) -> Report:
        self.write_through()
        found = reports_of(self.connection, lambda _: self.lookup, [number]).get(number)
        if found is None:
            raise NotFound("no_report", number=number)
        return found

    def _exists(self, number: int) -> None:
        if number not in self.fresh and self.connection.execute(_NUMBER.where(s.reports.c.number == number)).first() is None:
            raise InputError("no_report", number=number)

    # -- pieces

    def _check(self, record: Record) -> None:
        dates.read(record.date)
        storable(text.text for text in (*record.titles, *record.abstracts))
        storable((record.date_note, record.licence, record.source, record.external_id or ""))
        for tag in record.tags:
            if tag.term not in self.lookup.terms:
                raise InputError("no_term", term=tag.term)
        self.one_each(None, self._tags(record.tags))
        for relation in record.relations:
            if relation.number is not None:
                self._exists(relation.number)
            elif not relation.external_id:
                raise InputError("relation", value=relation.kind, known="")

    def one_each(self, number: int | None, tags: Iterable[tuple[int, str]]) -> None:
        """Raises InputError `facet_one` for two terms of a facet that takes one."""
        if not self.lookup.single:
            return
        seen: dict[str, int] = {}
        for term, _ in tags:
            facet = self.lookup.terms[term].facet
            if facet in self.lookup.single and seen.setdefault(facet, term) != term:
                raise InputError("facet_one", facet=facet, number=number)

    def _tags(self, tags: Iterable[NewTag]) -> list[tuple[int, str]]:
        """Merged terms lead to the one they were merged into; twice the same is once."""
        found: dict[tuple[int, str], None] = {}
        for tag in tags:
            term = self.lookup.lead(self.lookup.terms[tag.term])
            found[(term.id if term else tag.term, tag.role)] = None
        return list(found)

    def _tag_rows(self, number: int, tags: Iterable[NewTag]) -> list[dict[str, object]]:
        return [{"report": number, "term": term, "role": role, "position": position}
                for position, (term, role) in enumerate(self._tags(tags))]  # fmt: skip

    def _relate(self, number: int, relations: Iterable[Relation]) -> None:
        for position, relation in enumerate(relations):
            target = self.number_of(relation.external_id) if relation.external_id else relation.number
            self.hold("relations", {"report": number, "position": position, "kind": relation.kind,
                                    "target": None if target == number else target, "external_id": relation.external_id})  # fmt: skip
            if relation.kind in FOLDING_RELATIONS:
                self.regroup.append(number)

    def _said(self, record: Record) -> dict[str, object]:
        return {
            "titles": [[t.language, t.text] for t in record.titles], "abstracts": [[t.language, t.text] for t in record.abstracts],
            **{name: getattr(record, name) or "" for name in PLAIN}, "tags": [list(tag) for tag in self._tags(record.tags)],
            "relations": [relation_said(relation) for relation in record.relations],
        }  # fmt: skip

    def _set(self, number: int, **values: object) -> None:
        self.connection.execute(update(s.reports).where(s.reports.c.number == number).values(**values))

    def _replace(self, table: Any, number: int, rows: Sequence[Mapping[str, object]]) -> None:
        self.connection.execute(delete(table).where(table.c.report == number))
        if rows:
            self.connection.execute(insert(table), rows)

    def _touch_group(self, numbers: Iterable[int]) -> None:
        """Logs the groups as they are now; call it before a change that may split them."""
        self.touched += groups(self.connection, numbers)


_NUMBER = select(s.reports.c.number)


def moved(state: str, reason: str, successor: int | None, opens: str) -> dict[str, object]:
    """A state for the history; the day an embargo ends only where there is one."""
    return {"state": state, "reason": reason, "successor": successor, **({"opens": opens} if opens else {})}


def storable(texts: Iterable[str]) -> None:
    """Raises InputError `text_unreadable` for half a character (a lone surrogate), which no database keeps."""
    for text in texts:
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise InputError("text_unreadable") from None


def pages_said(pages: Iterable[NewPage]) -> list[list[object]]:
    """Pages for the history, enough to write them again."""
    return [[page.n, page.label, page.text, page.language, page.health] for page in sorted(pages, key=lambda page: page.n)]


def pages_digest(pages: Iterable[NewPage]) -> str:
    """Equal for the same pages: the history need not hold a text twice to know whether it was changed since."""
    return hashlib.sha256(as_json(pages_said(pages)).encode()).hexdigest()


def title_folded(titles: Texts) -> str:
    """Every title's words folded, each with a space before it."""
    return "".join(f" {folded(title.text)} " for title in titles)


def text_rows(number: int, record: Record) -> list[dict[str, object]]:
    """Titles and abstracts to be written."""
    return [
        {"report": number, "kind": kind, "position": position, "language": text.language, "text": text.text}
        for kind, texts in (("title", record.titles), ("abstract", record.abstracts))
        for position, text in enumerate(texts)
    ]


def relation_said(relation: Relation) -> list[object]:
    """What a relation says, the same before and after its other report comes in."""
    return [relation.kind, None if relation.external_id else relation.number, relation.external_id]


def said_of(report: Report) -> dict[str, object]:
    """The metadata of a report for the history, enough to write it again."""
    return {
        "titles": [[t.language, t.text] for t in report.titles], "abstracts": [[t.language, t.text] for t in report.abstracts],
        **{name: getattr(report, name) or "" for name in PLAIN},
        "tags": [[tag.term.id, tag.role] for tag in report.tags],
        "relations": [relation_said(relation) for relation in report.relations],
    }  # fmt: skip
