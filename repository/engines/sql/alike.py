"""Near duplicates: the book of sketches says who may be alike, the texts of those say how much."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import and_, select

from repository import alike
from repository.alike import Alike, Sketch
from repository.engines.sql import schema as s
from repository.engines.sql.book import Asked, Book, Found
from repository.engines.sql.part import Part
from repository.engines.sql.reports import Reports
from repository.model import Actor, Report

WORKER = Actor("worker")
TOLD = 5  # reports
HIDDEN = ("refused", "withdrawn")  # nothing is a duplicate of what is no longer here
Visible = Callable[[Report], bool] | None
_c, _f, _p, _k = s.reports.c, s.files.c, s.pages.c, s.sketches.c
_PAGES = select(_p.text).order_by(_p.n)
_OWN = select(_c.number).where(_c.own_pages > 0, ~select(_k.id).where(_k.report == _c.number, _k.file.is_(None)).exists())
_FILES = select(_f.id, _f.report).where(_f.pages > 0, _f.removed.is_(None), ~select(_k.id).where(_k.file == _f.id).exists())


class Likenesses(Reports, Part):
    """The catalogue's questions about near duplicates."""

    def __init__(self, url: str, **times: Callable[[], float]) -> None:
        super().__init__(url, **times)
        self._book = Book()
        self._after: tuple[int, int] | None = (0, 0)  # the last report and file whose text was sketched late; None: all are

    def alike(self, asked: int | Sketch, *, visible: Visible = None) -> list[Alike]:
        """The five reports most like this one, best first."""
        book = self._opened()
        one = Asked(0, asked) if isinstance(asked, Sketch) else Asked(asked, book.sketch(asked))
        return self._close(one, book.find([one])[0], visible)

    def alike_before(self, numbers: Sequence[int], *, visible: Visible = None) -> dict[int, list[Alike]]:
        """For many at once, those that came in before each."""
        book = self._opened()
        asked = [Asked(number, book.sketch(number), below=number) for number in dict.fromkeys(numbers)]
        found = {each.number: self._close(each, found, visible) for each, found in zip(asked, book.find(asked), strict=True)}
        return {number: those for number, those in found.items() if those}

    def _opened(self) -> Book:
        """The book with everything committed. A transaction's own texts could be taken back; their ids are given out again."""
        if self.database.current is not None:
            raise RuntimeError("near duplicates are of committed text")
        book = self._book
        if book.worn:
            book = Book()
        question = select(_k.id, _k.report, _k.file, _k.letters, _k.chosen).where(_k.id > book.last).order_by(_k.id)
        book.add(self._rows(question))
        self._book = book
        return book

    def _close(self, asked: Asked, found: Found, visible: Visible) -> list[Alike]:
        """Of those that may be alike, those that are."""
        if not found.numbers:
            return []
        reports = self.reports(found.numbers)
        whole: Sketch | None = None
        told: list[Alike] = []
        for report in reports.values():
            if report.state in HIDDEN or (visible is not None and not visible(report)):
                continue
            if whole is None:
                whole = self._whole(asked)
            other = self._book.sketch(report.number)
            if whole.shingles is not None:
                other = Sketch(other.letters, other.chosen, alike.sketch(self._texts(report), whole=alike.WHOLE).shingles)
            share = alike.share(whole, other)
            if share >= alike.ENOUGH and alike.says_enough(whole, other, found.said):
                told.append(Alike(report.number, share))
            if len(told) == TOLD:
                break
        return sorted(told, key=lambda each: (-each.share, each.number))

    def _whole(self, asked: Asked) -> Sketch:
        """With every shingle, when it is short enough to be compared whole."""
        sketch = asked.sketch
        if sketch.shingles is not None or not asked.number or sketch.letters > alike.EXACT:
            return sketch
        report = self.report(asked.number)
        return Sketch(sketch.letters, sketch.chosen, alike.sketch(self._texts(report)).shingles if report else None)

    def _texts(self, report: Report) -> Iterable[str]:
        """File by file, as the index of pages has them."""
        with self.database.reading() as connection:
            yield from connection.execute(_PAGES.where(_p.report == report.number, _p.file.is_(None))).scalars()
            for file in report.files:
                yield from connection.execute(_PAGES.where(_p.file == file.id)).scalars()

    def sketch_missing(self, limit: int) -> int:
        """Sketches texts that came in before there were sketches."""
        if self._after is None or limit < 1:
            return 0
        report, file = self._after
        own = [row.number for row in self._rows(_OWN.where(_c.number > report).order_by(_c.number).limit(limit))]
        files = self._rows(_FILES.where(_f.id > file).order_by(_f.id).limit(limit - len(own)))
        if not own and not files:
            self._after = None
            return 0
        with self.writing(WORKER) as writing:
            for number, id_ in [*((number, None) for number in own), *((row.report, row.id) for row in files)]:
                mine = and_(_p.report == number, _p.file.is_(None)) if id_ is None else _p.file == id_
                writing.sketch_again(number, id_, list(writing.connection.execute(_PAGES.where(mine)).scalars()))
        self._after = (own[-1] if own else report, files[-1].id if files else file)
        return len(own) + len(files)
