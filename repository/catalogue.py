"""Given a report, its record; and the change log that drives the index. The record is the truth."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from repository.accounts import Letter
from repository.alike import Alike, Sketch
from repository.asked import AskedFor, AskedWriting
from repository.batches import BatchesWriting
from repository.index import Entry
from repository.model import (
    Actor,
    Change,
    Event,
    Facet,
    File,
    Holdings,
    NewFile,
    NewPage,
    NewTag,
    Outcome,
    Page,
    Problem,
    Record,
    Report,
    State,
    Term,
    Trust,
    Work,
)
from repository.proposals import Proposals, ProposalsWriting
from repository.receipts import ReceiptsWriting, Typed
from repository.tasks import Tasks, TasksWriting
from repository.terms_writing import Done as Done
from repository.terms_writing import TermsWriting
from repository.text_health import TextHealth, TextHealthWriting

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to make to many reports. `replace`: facet → all it has afterwards; a role of None stands for any role."""

    replace: Mapping[str, tuple[NewTag, ...]] = field(default_factory=dict)
    append: tuple[NewTag, ...] = ()
    remove: tuple[tuple[int, str | None], ...] = ()  # (term, role)
    fields: Mapping[str, str] = field(default_factory=dict)  # date, date_note, licence, source


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody looks at a report, so that nobody else does; moments are seconds since 1970."""

    account: int
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody asked to withdraw a report; `at` is ISO 8601, UTC."""

    account: int
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody wants of a public report, waiting for the staff: `fields` of its form as they were found and as they are to be,
    or the `file` that is to take the place of `replaced`; `at` is ISO 8601, UTC."""  # fmt: skip

    id: int
    report: int
    account: int
    fields: Mapping[str, tuple[Typed, Typed]] = field(default_factory=dict)
    note: str = ""
    replaced: int | None = None
    file: int | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """Which reports staff want to see: in one of these states, or (`wishes`) asked to be withdrawn, and all that else is said."""

    states: tuple[State, ...] = ()
    wishes: bool = False
    organisation: int | None = None
    flag: str = ""  # an outcome of one of its files, `parked`, or `record_only`
    claimed_by: int | None = None
    now: float = 0.0  # a claim that ended before is none


class Writing(ReceiptsWriting, BatchesWriting, ProposalsWriting, TextHealthWriting, AskedWriting, TasksWriting, TermsWriting, Protocol):
    """One transaction: everything or nothing, uploads and batches included. Every change is logged for the index and in the history."""

    def savepoint(self) -> AbstractContextManager[None]:
        """What fails inside is undone alone."""

    def add_report(self, record: Record, state: State, *, publish_when_read: bool = False, fingerprint: str = "") -> int:
        """The number of a new report. `publish_when_read`: published once every file's text is read."""

    def update_report(
        self, number: int, record: Record, *, expect: int | None = None, fingerprint: str | None = None,
        pages: Sequence[NewPage] | None = None,
    ) -> None:  # fmt: skip
        """Replaces the metadata, and with `pages` its own text in the same line of history; raises Conflict when the version is no
        longer `expect`, NotFound."""  # fmt: skip

    def move(self, number: int, state: State, *, reason: str = "", successor: int | None = None, opens: str = "") -> bool:
        """Sets the state (who may is decided in review.py); `opens` is the day an embargo ends. False when all was so already."""

    def publish_when_read(self, number: int) -> None:
        """Publishes a submitted report once every file's text is read: at once when nothing waits and nothing holds it."""

    def set_own_pages(self, number: int, pages: Sequence[NewPage]) -> None:
        """Replaces the report's own text."""

    def add_file(self, number: int, file: NewFile) -> int:
        """Records a kept original with a slug unique within the report, and the work to read it; its file id."""

    def remove_file(self, file: int) -> None:
        """Takes a file off its report."""

    def set_aside(self, number: int, file: NewFile) -> int:
        """Records a kept original that is not on its report yet; its file id."""

    def replace_file(self, file: int, by: int) -> int:
        """A file that was set aside takes the place and the address of another; its line of history. Raises NotFound `no_file`."""

    def retry_file(self, file: int) -> None:
        """Reads a file again that was set aside after three tries."""

    def set_extraction(
        self, file: int, pages: Sequence[NewPage], outcome: Outcome | None, detail: Mapping[str, object], language: str,
        sketch: Sketch | None = None,
    ) -> None:  # fmt: skip
        """Stores what was read (its `sketch`, made before, so that others may write meanwhile), and ends its work; publishes or holds
        the report when that was its last file."""  # fmt: skip

    @property
    def newest(self) -> int:
        """The newest line of history, those of this transaction included."""

    def edit_reports(self, numbers: Iterable[int], edit: Edit, **detail: object) -> Done:
        """The same change in all these reports, those it changes nothing in left alone: one line of history."""

    def undo(self, change: int) -> Done:
        """Takes a line of history back as a new one; raises NotFound, Conflict with what stands in the way, InputError."""

    def add_letter(self, letter: Letter) -> int:
        """Something to be told by mail, see `letters.write`; its number."""

    def put_claim(self, number: int, account: int | None, *, since: float = 0.0, until: float = 0.0) -> None:
        """Who looks at a report; None lets it go. Not told in the history."""

    def add_correction(self, correction: Correction) -> int:
        """Something that waits for the staff; its id and time are given out."""

    def drop_correction(self, correction: int) -> None:
        """It was answered, or is no longer wanted."""

    def put_wish(self, number: int, account: int | None, *, reason: str = "") -> None:
        """Who asked to withdraw a report; None when it was answered."""

    def set_trust(self, term: int, level: Trust) -> bool:
        """How far an organisation is trusted; False when it was so. Raises NotFound."""

    def record(self, what: str, *, report: int | None = None, term: int | None = None, **detail: object) -> int:
        """A line of history of its own (one for a bulk change); its id."""


class Catalogue(Proposals, TextHealth, AskedFor, Tasks, Protocol):
    """The record. Reading methods see committed state, and inside `writing` what this thread wrote so far;
    unknown numbers are simply not in the answer."""

    # -- life
    def prepare(self) -> None:
        """Creates or migrates the schema and seeds vocabularies; raises CatalogueUnavailable, ReadOnly, DiskFull."""

    def ping(self) -> None:
        """Raises CatalogueUnavailable when it does not answer."""

    def close(self) -> None:
        """Lets go of connections."""

    def version(self) -> int:
        """Grows with every change of the record that anybody could see."""

    def backup(self, target: Path) -> None:
        """A consistent copy while others write."""

    def check(self) -> Iterable[Problem]:
        """Damage and impossible states found inside the record."""

    def writing(self, actor: Actor) -> AbstractContextManager[Writing]:
        """A transaction; waits for others up to 20 s, then raises CatalogueUnavailable `busy`."""

    def trying(self, actor: Actor) -> AbstractContextManager[Writing]:
        """A transaction of which nothing is kept: what a change would do is seen by making it."""

    def reading(self) -> AbstractContextManager[None]:
        """Many questions at once: inside, this thread sees one vocabulary, which makes them cheaper."""

    # -- reports
    def report(self, number: int) -> Report | None: ...
    def reports(self, numbers: Sequence[int]) -> dict[int, Report]: ...
    def number_of(self, external_id: str) -> int | None: ...
    def number_with(self, fingerprint: str) -> int | None: ...
    def fingerprint_of(self, number: int) -> str: ...
    def states(self, numbers: Sequence[int]) -> dict[int, State]: ...
    def numbers(self, state: State | None = None) -> list[int]: ...
    def newest(self, limit: int) -> list[Report]:
        """Published, most recently published first."""

    def published(self) -> list[tuple[int, str]]:
        """(number, when last changed) of every published report, by number."""

    def related_to(self, number: int) -> list[tuple[str, int]]:
        """(kind, number) of published reports that point at this one."""

    def title_search(self, words: Sequence[str], limit: int, offset: int = 0) -> tuple[int, list[int]]:
        """Published reports whose folded titles have every folded word, newest first: when the index is away."""

    def holdings(self) -> Holdings: ...
    def highest_number(self) -> int: ...

    # -- files and pages
    def file(self, file: int) -> File | None: ...
    def files_with(self, sha256: str) -> list[File]: ...
    def digests(self) -> dict[str, int]:
        """SHA-256 → size of every original some report names."""

    def names_original(self, sha256: str) -> bool:
        """Whether a file (one taken off or set aside, too), a batch or a receipt is of these bytes."""

    def pages(self, number: int, file: int | None) -> list[Page]: ...
    def page(self, number: int, file: int | None, n: int) -> Page | None: ...
    def pages_by_id(self, ids: Sequence[int]) -> dict[int, Page]: ...

    # -- near duplicates, of committed text: not inside a transaction
    def alike(self, asked: int | Sketch, *, visible: Callable[[Report], bool] | None = None) -> list[Alike]:
        """The five reports most like this one (or like a text not kept yet), best first, of those that are neither refused nor
        withdrawn and that `visible` lets the asking person see (None: every one). Whoever tells a person gives `visible`.
        """

    def alike_before(self, numbers: Sequence[int], *, visible: Callable[[Report], bool] | None = None) -> dict[int, list[Alike]]:
        """For many at once, those that came in before each; who has none is not in the answer."""

    def sketch_missing(self, limit: int) -> int:
        """Sketches up to `limit` texts that came in before there were sketches; how many it did, 0 when none is left."""

    # -- vocabulary
    def facets(self) -> list[Facet]: ...
    def term(self, term: int) -> Term | None: ...
    def terms(self, ids: Sequence[int]) -> dict[int, Term]: ...
    def term_by_key(self, facet: str, key: str) -> Term | None:
        """Follows merges: the old key gives the term it was merged into."""

    def terms_of(self, facet: str) -> list[Term]:
        """Approved and proposed terms."""

    def all_terms(self, facet: str) -> list[Term]:
        """Its terms whatever their state, those retired and merged included."""

    def find_term(self, facet: str, label: str) -> Term | None:
        """By key, label or synonym in any language, folded; follows merges."""

    def concepts(self, folded: str) -> list[Term]:
        """Approved terms of any public facet that have this folded label or synonym: curated synonyms for search. Not those that widen none."""

    def apart(self) -> frozenset[tuple[int, int]]:
        """Pairs of terms that somebody said are not the same, the smaller number first."""

    def derived(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives of the vocabulary as it stands, remembered under `key` until the vocabulary changes."""

    def narrower(self, term: int) -> list[Term]: ...
    def term_counts(self, facet: str, only: Collection[int] | None = None) -> dict[int, int]:
        """Published reports per term id (of `only` these terms), narrower ones included."""

    # -- index feed
    def last_change(self) -> int: ...
    def changes(self, after: int, limit: int = 1000) -> list[Change]: ...
    def entries(self, numbers: Sequence[int] | None = None) -> Iterator[Entry]:
        """Index entries of those of `numbers` that are published (None: of all), read in batches."""

    def terms_of_reports(self, numbers: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """Published ones among `numbers` → their terms and all broader ones: what a quick refresh of the index takes."""

    def versions(self) -> dict[int, int]:
        """Number → version of every published report, for `check`."""

    # -- review
    def claims(self) -> dict[int, Claim]:
        """By report, those that ended included."""

    def wishes(self) -> dict[int, Wish]:
        """Open requests for withdrawal, by report."""

    def corrections(self, report: int | None = None) -> list[Correction]:
        """What waits for the staff, of one report or of all, oldest first."""

    def correction_counts(self) -> dict[int, int]:
        """Report → how many wait, of those that have one."""

    def public_of(self, organisations: Sequence[int], roles: Sequence[str], limit: int) -> list[int]:
        """Published reports that have one of these organisations in one of these roles, most recently published first."""

    def set_apart(self, file: int) -> File | None:
        """A file that is not on its report: set aside, or replaced."""

    def queue(self, asked: Queue, limit: int, offset: int = 0) -> tuple[int, list[int]]:
        """How many there are, and those of a page: wishes for withdrawal first, then what has been in its state longest."""

    def queue_size(self, asked: Queue) -> int:
        """How many there are."""

    def queue_organisations(self, asked: Queue) -> list[int]:
        """Terms of the organisations of the reports in a queue."""

    def since(self, numbers: Sequence[int]) -> dict[int, str]:
        """When each came into the state it is in; ISO 8601, UTC."""

    def told_apart(self, numbers: Sequence[int]) -> dict[int, frozenset[int]]:
        """Report → those it looks like of which staff said how they stand to it."""

    def trust(self) -> dict[int, Trust]:
        """By organisation's term, those that are not just `reviewed`."""

    def embargoes_over(self, day: str) -> list[int]:
        """Embargoed reports that open on this day or did before."""

    def added_by(self, numbers: Sequence[int]) -> dict[int, int]:
        """Report → account that brought it in, of those that people brought in."""

    # -- work and history
    def claim(self, worker: str, limit: int, lease: float = 150.0) -> list[Work]:
        """Unfinished work nobody holds, leased for `lease` seconds, each try counted; parked after three."""

    def give_back(self, work: Work, error: str) -> None:
        """Could not be done now; parked when this was the third try."""

    def unfinished(self) -> int: ...
    def parked(self) -> list[File]: ...
    def history(self, *, report: int | None = None, term: int | None = None, limit: int = 50, before: int | None = None) -> list[Event]: ...
    def line(self, change: int) -> Event | None:
        """One line of the history by its number."""
