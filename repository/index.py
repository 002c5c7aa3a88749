"""Given changes, findable: what an index takes, and what it answers."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from repository.model import Problem, Texts
from repository.query import Everything, Node

Match = Literal["auto", "all", "most", "any"]
Sort = Literal["relevance", "newest", "oldest", "title"]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One page to be found; `id` is the catalogue's page id."""

    id: int
    file: int  # 0 for the report's own text
    n: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One published report to be found, whole. Only published reports become entries."""

    number: int
    version: int
    titles: Texts
    cover: Texts  # abstracts, contributors, term labels and synonyms
    pages: tuple[EntryPage, ...]
    terms: tuple[int, ...]  # its terms and all broader ones
    direct: tuple[int, ...]  # its own terms only
    years: tuple[int, ...]  # every year its date touches; empty when unknown
    date_key: int  # days since 0001-01-01 of the first day, 0 when unknown
    title_key: str  # folded title to sort by
    readable: bool  # False: it has files and none of their pages has text
    group: int  # reports folded under one row share it; its own number otherwise


@dataclass(frozen=True, slots=True)
class Filter:
    """OR inside one facet; excluded terms AND NOT."""

    facet: str
    include: tuple[int, ...] = ()
    exclude: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexRequest:
    """A question to an index."""

    tree: Node = field(default_factory=Everything)
    match: Match = "auto"
    languages: tuple[str, ...] = ()  # languages to read bare words in besides every page's own; the reader's first
    filters: tuple[Filter, ...] = ()
    years: tuple[int | None, int | None] | None = None
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
    facets: Mapping[str, tuple[int, ...]] | None = None  # facet → term ids to count; None counts nothing
    report: int | None = None  # search inside this report: hits are its pages, in order
    pages_per_hit: int = 3
    fold: bool = True  # reports of one group share a row
    deadline: float = 1.0  # seconds; past it the answer is cut and says so


@dataclass(frozen=True, slots=True)
class IndexHit:
    """One row: the report's number and the pages (catalogue ids) where its words stand best, best first."""

    number: int
    score: float
    has_all: bool
    pages: tuple[int, ...]
    folded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Words side by side, each in any of its folded forms; a single word is a run of one."""

    words: tuple[tuple[str, ...], ...]
    foreign: tuple[tuple[str, frozenset[str]], ...] = ()  # a form with languages on whose pages it is another word

    def on(self, language: str) -> tuple[tuple[str, ...], ...]:
        """The words as they count on a page of this language."""
        left_out = {form for form, languages in self.foreign if language in languages}
        return tuple(tuple(form for form in forms if form not in left_out) for forms in self.words) if left_out else self.words


@dataclass(frozen=True, slots=True)
class Reading:
    """How one part was read: surface forms that count (commonest first) and reports that have it."""

    part: int
    forms: tuple[str, ...]
    reports: int
    marked: tuple[Run, ...] = ()  # what to mark on a page: all that was counted


@dataclass(frozen=True, slots=True)
class IndexAnswer:
    """`counts` has facet → term id → reports; each facet ignores its own filter."""

    total: int
    with_all: int
    hits: tuple[IndexHit, ...]
    counts: Mapping[str, Mapping[int, int]]
    years: Mapping[int, int]
    undated: int
    unreadable: int
    readings: tuple[Reading, ...]
    match: Match  # what was used: auto is resolved to all, most or any
    cut: bool = False  # stopped at a limit


@dataclass(frozen=True, slots=True)
class IndexState:
    """`ready`: it answers; `building` 0..1 is the share done while a rebuild runs."""

    ready: bool
    last_change: int
    reports: int
    pages: int
    reason: str = ""
    building: float | None = None


class IndexWriter(Protocol):
    """One batch: later entries win; nothing is seen before commit."""

    def put(self, entry: Entry) -> None:
        """Adds or replaces a report."""

    def delete(self, number: int) -> None:
        """Takes a report out; nothing happens when it is not there."""


class Index(Protocol):
    """Finds reports. Derived: deleting it loses nothing."""

    def state(self) -> IndexState:
        """Never raises: what cannot be read is `ready=False` with the reason."""

    def edition(self) -> Hashable:
        """Another one after every commit; asking costs next to nothing. Never raises."""

    def writing(self, last_change: int) -> AbstractContextManager[IndexWriter]:
        """A batch that commits on success with the number of the last change it holds; one writer at a time (blocks)."""

    def settle(self) -> None:
        """Waits for work the last batches left behind that makes searching faster."""

    def refresh(self, terms: Mapping[int, tuple[int, ...]], gone: Iterable[int] = ()) -> None:
        """New terms (broader ones included) of reports it has, and reports to take out, in a moment whatever their number.

        Their words stay as they were, and no change counts as taken: the entries are still to be put.
        """

    def rebuild(self, entries: Iterable[Entry], last_change: int, progress: Callable[[int], None] = lambda _: None) -> None:
        """A new generation beside the live one, swapped in when complete; searching goes on meanwhile."""

    def search(self, request: IndexRequest) -> IndexAnswer:
        """The answer; raises IndexUnavailable."""

    def near_words(self, word: str, languages: tuple[str, ...], limit: int = 5) -> tuple[tuple[str, int], ...]:
        """Words of the index that look like `word`, with their numbers of reports: did-you-mean."""

    def how_often(self, words: Sequence[str]) -> tuple[int, ...]:
        """How many pages (and records) have each of these folded words, roughly and at once: as its dictionaries count them."""

    def versions(self) -> Mapping[int, int]:
        """Report number → version of every entry, for `check`."""

    def check(self) -> Iterable[Problem]:
        """Damage found in its own files."""

    def close(self) -> None:
        """Lets go of files."""
