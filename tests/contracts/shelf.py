"""A little shelf of reports for tests of an index, and the plain way to find what an index should find."""

from collections.abc import Sequence
from dataclasses import replace

from repository.analysis.words import cut
from repository.engines.whoosh import WhooshIndex
from repository.index import Entry, EntryPage, IndexAnswer, IndexRequest
from repository.model import Text
from repository.query import parse


def entry(number: int, *pages: str, title: str = "", cover: str = "", language: str = "en", version: int = 1, **more: object) -> Entry:
    """A published report with pages of these texts."""
    made = tuple(EntryPage(number * 1000 + n, 0, n, language, text) for n, text in enumerate(pages, 1))
    plain = Entry(
        number, version, (Text(language, title or f"Report {number}"),), (Text(language, cover),) if cover else (), made,
        terms=(), direct=(), years=(), date_key=0, title_key=(title or f"report {number}").lower(), readable=True, group=number,
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def put(index: WhooshIndex, *entries: Entry, change: int = 1) -> None:
    """One batch."""
    with index.writing(change) as writer:
        for each in entries:
            writer.put(each)


def ask(index: WhooshIndex, typed: str = "", **more: object) -> IndexAnswer:
    """What the index answers to what a person typed."""
    return index.search(IndexRequest(tree=parse(typed).tree, **({"match": "all", "limit": 1000} | more)))  # type: ignore[arg-type]


def numbers(index: WhooshIndex, typed: str = "", **more: object) -> list[int]:
    """The reports found, in order."""
    return [hit.number for hit in ask(index, typed, **more).hits]


def plainly(entries: Sequence[Entry], words: Sequence[str]) -> list[int]:
    """Reports that have all the words as typed, anywhere."""
    found = []
    for each in entries:
        texts = [*(page.text for page in each.pages), *(text.text for text in (*each.titles, *each.cover))]
        if set(words) <= {word for text in texts for word in cut(text)}:
            found.append(each.number)
    return sorted(found)


def phrased(entries: Sequence[Entry], words: Sequence[str]) -> list[int]:
    """Reports that have the words one after the other on one page."""
    said = " " + " ".join(words) + " "
    return sorted(each.number for each in entries if any(said in " " + " ".join(cut(page.text)) + " " for page in each.pages))
