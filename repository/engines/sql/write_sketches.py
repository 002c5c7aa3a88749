"""Writing sketches: what a text is compared by, kept with the text. They are made when they are written, many at once."""

from collections.abc import Sequence

from sqlalchemy import delete

from repository.alike import Sketch, sketch_each
from repository.engines.sql import schema as s
from repository.engines.sql.ledger import Ledger

_c = s.sketches.c


class WriteSketches(Ledger):
    """The part of a transaction that sketches texts: a file's, or with `file` None the report's own."""

    def sketch_new(self, report: int, file: int | None, texts: Sequence[str]) -> None:
        """Of a text that has none yet."""
        self.hold("sketches", {"id": self.next("sketch"), "report": report, "file": file, "texts": texts})

    def sketch_again(self, report: int, file: int | None, texts: Sequence[str], made: Sketch | None = None) -> None:
        """Of a text that changed, `made` before where that took long; of one that is gone there is an empty one, which tells readers so."""
        mine = (_c.report == report, _c.file.is_(None)) if file is None else (_c.file == file,)
        self.connection.execute(delete(s.sketches).where(*mine))
        if made is None:
            self.sketch_new(report, file, texts)
        else:
            self.hold("sketches", {"id": self.next("sketch"), "report": report, "file": file, **_kept(made)})

    def _insert(self, sizes: dict[str, int] | None) -> None:
        raw = [row for row in self.rows["sketches"] if "texts" in row]
        texts: list[Sequence[str]] = [row.pop("texts") for row in raw]  # type: ignore[misc]
        for row, made in zip(raw, sketch_each(texts), strict=True):
            row |= _kept(made)
        super()._insert(sizes)


def _kept(made: Sketch) -> dict[str, object]:
    return {"letters": made.letters, "chosen": made.chosen.astype("<u4").tobytes()}
