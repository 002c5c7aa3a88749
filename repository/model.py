"""The things this house talks about, as frozen dataclasses without any input or output."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from repository.term import BUILT_IN as BUILT_IN
from repository.term import PLAIN as PLAIN
from repository.term import Details as Details
from repository.term import Facet as Facet
from repository.term import Kind as Kind
from repository.term import Term as Term
from repository.term import TermState as TermState
from repository.term import Text as Text
from repository.term import Texts as Texts
from repository.term import Wanted as Wanted
from repository.term import in_language as in_language

State = Literal["draft", "submitted", "on_hold", "returned", "refused", "embargoed", "published", "withdrawn"]
Outcome = Literal[
    "published", "waiting", "same_file", "looks_like", "no_text", "partly_no_text", "incomplete",
    "encrypted", "damaged", "refused", "updated", "unchanged",
]  # fmt: skip
Health = Literal["ok", "no_text", "garbled"]
Trust = Literal["blocked", "reviewed", "trusted"]  # how far an organisation is trusted

ROLES = ("author", "publisher", "signatory", "speaker", "interviewee", "moderator", "organiser", "facilitator",
         "chair", "translator", "related")  # fmt: skip
RELATIONS = ("announces", "translation_of", "new_edition_of", "part_of", "replaces", "responds_to", "annex_of", "related")
FOLDING_RELATIONS = ("translation_of", "new_edition_of")  # reports so linked may share one row of results


@dataclass(frozen=True, slots=True)
class Tag:
    """A term on a report; `role` is one of ROLES for organisations and people, else empty."""

    term: Term
    role: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A link to another report; `number` is None while `external_id` has not come in yet."""

    kind: str
    number: int | None
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """One original of a report. `name` is as given (display only), `slug` + `extension` make its address."""

    id: int
    report: int
    name: str
    slug: str
    extension: str  # without the dot, equals the kind found by content: pdf docx odt rtf html txt md eml
    media_type: str
    sha256: str
    size: int  # bytes
    language: str  # ISO 639-1 or empty
    state: Literal["waiting", "done", "parked"]  # of reading its text
    outcome: Outcome | None  # the problem of the file, if there is one
    detail: Mapping[str, object]
    pages: int
    pages_with_text: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page: physical number `n` from 1, printed `label`; `file` is None for the report's own text."""

    id: int
    report: int
    file: int | None
    n: int
    label: str
    text: str
    language: str
    health: Health


@dataclass(frozen=True, slots=True)
class Report:
    """One record of the catalogue. `date` is EDTF (see dates.py); `version` grows with each change."""

    number: int
    external_id: str | None
    state: State
    version: int
    titles: Texts  # the first is the main title
    abstracts: Texts
    date: str
    date_note: str  # as stated: "the week before the GFMD"
    licence: str
    source: str  # where it was first published, a URL or empty
    tags: tuple[Tag, ...]
    relations: tuple[Relation, ...]
    files: tuple[File, ...]
    own_pages: int  # pages of the report's own text (a statement without file)
    created: str  # ISO 8601, UTC
    changed: str
    published: str | None
    reason: str = ""  # of the state: returned, refused, on_hold, withdrawn
    successor: int | None = None
    opens: str = ""  # embargoed: the day it opens, YYYY-MM-DD, UTC

    @property
    def title(self) -> Text:
        """The main title."""
        return self.titles[0] if self.titles else Text("", "")

    def of(self, facet: str) -> tuple[Tag, ...]:
        """Its tags of one facet, in order."""
        return tuple(tag for tag in self.tags if tag.term.facet == facet)

    def languages(self) -> tuple[str, ...]:
        """Language codes, the main one first."""
        return tuple(tag.term.key for tag in self.of("language"))


# ---- what is written ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewTag:
    """A term id on a report to be written."""

    term: int
    role: str = ""


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page to be written."""

    n: int
    label: str
    text: str
    language: str
    health: Health = "ok"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A kept original to be recorded."""

    name: str
    extension: str
    media_type: str
    sha256: str
    size: int
    language: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """The metadata of a report to be written, whole: what is left out is empty afterwards."""

    titles: Texts = ()
    abstracts: Texts = ()
    date: str = ""
    date_note: str = ""
    licence: str = ""
    source: str = ""
    tags: tuple[NewTag, ...] = ()
    relations: tuple[Relation, ...] = ()
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, for the history: `command` `import` `worker` `demo`, or an account's e-mail."""

    name: str
    account: int | None = None


# ---- what comes back ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Receipt:
    """What happened to one file or row; the fields of `add --json` in `contract.md`."""

    name: str
    number: int | None
    outcome: Outcome
    detail: Mapping[str, object] = field(default_factory=dict)  # key: sentence key, plus its data
    state: State | None = None
    pages: int = 0
    pages_with_text: int = 0
    sha256: str | None = None  # of the first file
    line: int | None = None
    notes: tuple[Mapping[str, object], ...] = ()  # what else is to be known; each as `detail`


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change log that drives the index."""

    id: int
    report: int


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    id: int
    when: str  # ISO 8601, UTC
    who: str
    what: str  # report_added, report_edited, state_moved, term_merged …
    report: int | None
    term: int | None
    detail: Mapping[str, object]
    undone_by: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """Unfinished work leased to one worker; parked after three tries."""

    id: int
    kind: Literal["extract"]
    file: int
    tries: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """What this place holds, public part."""

    reports: int
    files: int
    pages: int
    without_text: int  # published reports that cannot be searched inside
    languages: int
    organisations: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One difference `check` found."""

    what: str
    where: str
    detail: str


# ---- search ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, marked or not; never engine-made HTML."""

    text: str
    match: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """The piece of a page shown for a hit; `url` is relative to the site and carries the query."""

    page: Page
    file: File | None
    url: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FoundName:
    """A term of a report by one of whose names it was found."""

    term: Term
    name: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of results; `abstract` and `names` say where the words are when neither a page nor the title has them."""

    report: Report
    score: float
    has_all: bool
    title: tuple[Piece, ...]
    passages: tuple[Passage, ...]
    abstract: tuple[Piece, ...] = ()
    names: tuple[FoundName, ...] = ()
    folded: tuple[Report, ...] = ()  # translations and editions shown under this row


@dataclass(frozen=True, slots=True)
class PartRead:
    """How one part of the query was read, for the receipt."""

    typed: str
    read_as: tuple[str, ...]  # word forms found in the collection, commonest first
    synonyms: tuple[str, ...]
    reports: int
    concept: str = ""  # what the synonyms stand for when that is more than this part: `migrant workers`
    without: str = ""  # the query without this part


@dataclass(frozen=True, slots=True)
class Note:
    """Something the receipt says; `key` is `note.<key>` in the locale files."""

    key: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueryReceipt:
    """How the query was read."""

    parts: tuple[PartRead, ...]
    match: str
    exact: bool
    notes: tuple[Note, ...]
    query: str = ""  # the query as one would type what was read, without what was left out


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet beside the results."""

    value: str  # URL-safe key
    label: str
    language: str
    count: int
    selected: bool
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Did-you-mean or a nearest question, which finds `reports` reports."""

    kind: Literal["spelling", "unquoted", "forms", "fewer", "unfiltered"]  # what is changed of the question
    query: str
    reports: int


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results. `with_all` ≤ total: reports after the first `with_all` have most of the words only."""

    total: int
    with_all: int
    page: int
    per_page: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    years: tuple[tuple[int, int], ...]  # (year, reports), ascending
    undated: int
    receipt: QueryReceipt
    suggestion: Suggestion | None
    without_text: int  # reports of the whole list that cannot be searched inside
    took_ms: int
    degraded: bool = False  # the index is away: titles only, from the catalogue
    hurried: bool = False  # something was cut short for want of time
