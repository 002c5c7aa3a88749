"""Given a vocabulary file, what it would change and what breaks the rules of SKOS in it; then the change itself.

What was looked at comes back with the form that makes the change, packed, so that nothing is kept of a file nobody takes in.
"""

import base64
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.accounts import Account
from repository.catalogue import Done, Writing
from repository.errors import Conflict, InputError, NotFound
from repository.failure import status_of
from repository.forms import Fields, Form, Limits, Sink
from repository.pages import show
from repository.pages.changing import Made, actor_of, made_of, make
from repository.pages.vocabulary_exchange import SHOWN, sentences
from repository.reader import house, reader_of
from repository.seeds import MORE
from repository.settings import Settings
from repository.vocabulary_import import Imported, label_of
from repository.vocabulary_reading import bring, read
from repository.words import Words

LARGEST = 10 * 2**20  # bytes of a file; the command line takes larger ones
PACKED = 8 * 2**20  # characters of one that comes back
TOLD = ("refused", "added", "changed")  # outcomes that are shown entry by entry
ROWS = 100


@dataclass(frozen=True, slots=True)
class Look:
    """What a file would do: entries by outcome, the first of them with their sentences, the findings, the reports concerned."""

    facet: str
    counts: Mapping[str, int]
    rows: Sequence[tuple[str, str, str]]  # outcome, name, what changes or why it is refused
    more: int
    findings: Sequence[tuple[str, str]]
    findings_more: int
    reports: int
    nothing: bool
    hidden: Fields


@dataclass(frozen=True, slots=True)
class VocabularyImport:
    """The context of `pages/vocabulary_import.html`."""

    facets: Sequence[str]
    facet: str
    limit: int
    look: Look | None
    made: Made | None
    error: str = ""
    more: Sequence[str] = tuple(MORE)  # vocabularies that come along


class Kept:
    """The bytes of a file while it is looked at; beyond the limit it only counts."""

    def __init__(self, name: str) -> None:
        self.name, self.data = name, bytearray()

    def write(self, chunk: bytes) -> None:
        """Some more."""
        self.data += chunk[: LARGEST + 1 - len(self.data)]

    def close(self) -> object:
        """It is whole."""
        return self

    def abort(self) -> None:
        """It is not wanted."""
        self.data.clear()


def limits(_settings: Settings) -> Limits:
    """One file that may be too large to be taken, or one that comes back."""
    return Limits(body=64 * 2**20, field=PACKED, text=PACKED + 2**16, files=1)


def open_file(_request: Request, _person: Account, field: str, name: str, _fields: Fields) -> Sink | None:
    """Where the file goes."""
    return Kept(name) if field == "file" else None


def get(request: Request) -> Response:
    """The form."""
    return page(request)


def page(
    request: Request, *, facet: str = "", look: Look | None = None, error: InputError | Conflict | NotFound | None = None
) -> Response:  # fmt: skip
    """The page."""
    words = reader_of(request).words
    facets = [each.key for each in house(request)["engines"].catalogue.facets()]
    context = VocabularyImport(facets, facet or request.query_params.get("facet", ""), LARGEST, look, made_of(request),
                               words(f"error.{error.key}", **error.data) if error else "")  # fmt: skip
    return show(request, "vocabulary_import", context, status=status_of(error) if error else 200, place="vocabulary", indexed=False, form=True)


def post(request: Request, form: Form) -> Response:
    """Shows what the file would change, or makes it so."""
    facet, catalogue = form.get("facet").strip(), house(request)["engines"].catalogue
    try:
        name, data = sent(form)
        arrival = read(data, name, facet, languages=reader_of(request).languages, limit=LARGEST)

        def change(writing: Writing) -> Done:
            brought = bring(arrival.file, catalogue=catalogue, writing=writing)
            return Done(brought.change, "terms_imported", brought.reports)

        if form.get("step") == "apply":
            return make(request, change, f"/vocabulary/{arrival.file.facet}")
        with catalogue.trying(actor_of(request)) as writing:
            brought = bring(arrival.file, catalogue=catalogue, writing=writing)
        words = reader_of(request).words
        rows = [told(each, words) for outcome in TOLD for each in brought.done if outcome_of(each) == outcome]
        look = Look(
            arrival.file.facet, Counter(map(outcome_of, brought.done)), rows[:ROWS], len(rows[ROWS:]),
            sentences(arrival.findings[:SHOWN], words), len(arrival.findings[SHOWN:]), brought.reports, not brought.change,
            (("step", "apply"), ("facet", facet), ("name", name), ("content", packed(data))),
        )  # fmt: skip
        return page(request, facet=facet, look=look)
    except (InputError, Conflict, NotFound) as error:
        return page(request, facet=facet, error=error)


def sent(form: Form) -> tuple[str, bytes]:
    """Name and bytes of the file, or of the one that came back; raises InputError `vocabulary_choose`, `form_unreadable`."""
    for name, kept in form.files:
        if name == "file" and isinstance(kept, Kept):
            return kept.name, bytes(kept.data)
    if form.get("more") in MORE:
        return MORE[form.get("more")].name, MORE[form.get("more")].read_bytes()
    if not form.get("content"):
        raise InputError("vocabulary_choose")
    try:
        return form.get("name")[:300], zlib.decompressobj().decompress(base64.b64decode(form.get("content"), validate=True), LARGEST + 1)
    except (ValueError, zlib.error):
        raise InputError("form_unreadable") from None


def packed(data: bytes) -> str:
    """Bytes as a field of a form; raises InputError for too many."""
    text = base64.b64encode(zlib.compress(data, 6)).decode()
    if len(text) > PACKED:
        raise InputError("vocabulary_large", limit=LARGEST // 2**20)
    return text


def outcome_of(one: Imported) -> str:
    """What happened to an entry; what could not be taken as a whole counts as refused."""
    return "refused" if one.error is not None else one.outcome


def told(one: Imported, words: Words) -> tuple[str, str, str]:
    """An entry as the page tells it."""
    name = label_of(one.entry).text
    if one.error is not None:
        return "refused", name, words(f"error.{one.error.key}", **one.error.data)
    fields = words("word.comma").join(words(f"past.field_{each}") if words.has(f"past.field_{each}") else each for each in one.fields)
    return one.outcome, name, fields if one.outcome == "changed" else ""
