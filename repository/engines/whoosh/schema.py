"""Given nothing, what Whoosh is told about a unit: its fields, how text is cut, and the stamp a generation carries."""

from collections.abc import Iterator

from whoosh import columns, fields, versionstring
from whoosh.analysis import Analyzer, Token

from repository.analysis.stems import ANALYSIS_VERSION, LANGUAGES
from repository.analysis.words import spans

FORMAT = 1  # of our files; raised with every change that older readers or files cannot take
NAME = "MAIN"  # of the index inside a generation folder


class FoldedWords(Analyzer):  # type: ignore[misc]
    """The words of `analysis.words` as Whoosh tokens, so that Whoosh's own queries read the index."""

    def __call__(self, value: str, positions: bool = False, **_: object) -> Iterator[Token]:  # noqa: FBT001 - Whoosh calls it so
        token = Token(positions)
        for place, (start, end, word) in enumerate(spans(value)):
            token.text, token.boost, token.pos, token.stopped = word, 1.0, place, False
            token.startchar, token.endchar = start, end
            yield token


def schema() -> fields.Schema:
    """`text` (pages and covers) and `title` (covers), and by unit the catalogue's page id and report number."""
    return fields.Schema(
        text=fields.TEXT(analyzer=FoldedWords(), phrase=True, stored=False),
        title=fields.TEXT(analyzer=FoldedWords(), phrase=True, stored=False),
        page=fields.COLUMN(columns.NumericColumn("q")),
        report=fields.COLUMN(columns.NumericColumn("q")),
    )


def stamp() -> dict[str, object]:
    """What an index was made with; another stamp means it has to be made anew."""
    return {"format": FORMAT, "analysis": ANALYSIS_VERSION, "languages": list(LANGUAGES), "whoosh": versionstring()}
