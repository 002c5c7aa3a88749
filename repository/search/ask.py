"""Given the parameters of an address, the question they ask, with notes on what made no sense; and back, for links."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, get_args
from urllib.parse import urlencode

from repository.figures import whole
from repository.index import Match, Sort
from repository.model import BUILT_IN, Note, Piece
from repository.query import LONGEST, clean, parse, without

DEADLINE = 0.6  # seconds for the index; passages, facets and the page have the rest of the second
DEEPEST = 1_000  # hits one can page to
PER_PAGE, MOST_PER_PAGE = 10, 100
VALUES = 50  # of one facet in one question
LONGEST_VALUE = 200  # characters of a facet's value
LONG = 1_000  # characters of an address; a longer one is not repeated in every link of its page
CARRIED = 200  # characters of a long question that go along to a page
NOTED = 60  # characters of a value in a note
OURS = frozenset(("q", "match", "exact", "sort", "page", "per_page", "year", "from", "to", "lang", "find", "change", "widen"))
_YEARS = re.compile(r"^(?:(?P<from>\d{1,4})?\.\.(?P<to>\d{1,4})?|(?P<first>\d{1,4})[-–](?P<last>\d{1,4})|(?P<only>\d{1,4}))$", re.ASCII)
Years = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a reader asks. `languages`: those of the reader, the first is the interface's; `notes`: what was left out."""

    q: str = ""
    match: Match = "auto"
    exact: bool = False
    widen: bool = True  # words that name a term also find its other names
    sort: Sort | None = None
    page: int = 1
    per_page: int = PER_PAGE
    include: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    years: Years | None = None
    languages: tuple[str, ...] = ("en",)
    report: int | None = None
    notes: tuple[Note, ...] = ()

    @property
    def ranked(self) -> bool:
        """Whether something is typed by which some reports are better than others."""
        return _ranks(self.q)

    @property
    def order(self) -> Sort:
        """Relevance when something that can be read is typed, else newest."""
        if self.ranked:
            return self.sort or "relevance"
        return self.sort if self.sort not in (None, "relevance") else "newest"

    @property
    def long(self) -> bool:
        """Whether its address is too long to be repeated in every link of a page."""
        return len(urlencode(address(self))) > LONG


@lru_cache(256)
def _ranks(q: str) -> bool:
    """Not by signs alone, nor by what is to be left out."""
    return any(not part.excluded for part in parse(q).parts)


class _Reading:
    """The parameters of an address, the first of each name, with notes on those that are not understood."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.first = dict(reversed(pairs))
        self.notes: dict[tuple[str, str], Note] = {}

    def note(self, key: str, name: str = "", **data: object) -> None:
        self.notes.setdefault((key, name), Note(key, {"name": name, **data} if name else data))

    def left_out(self, name: str) -> None:
        self.note("left_out", name, value=clean(self.first[name])[:NOTED])

    def one_of(self, name: str, known: tuple[Any, ...]) -> Any:
        value = self.first.get(name, "")
        if value in known:
            return value
        if value:
            self.left_out(name)
        return None

    def number(self, name: str, default: int, most: int) -> int:
        value = self.first.get(name, "").strip()
        if value.isascii() and value.isdigit() and int(value[:9]) > 0:
            return min(int(value[:9]), most)
        if value:
            self.left_out(name)
        return default

    def question(self) -> str:
        typed = self.first.get("q", "")
        seen = clean(typed)
        if seen != typed:
            self.note("unseen")
        return " ".join(seen[: LONGEST + 1].split())

    def years(self) -> Years | None:
        """`year=2015..2018`, `year=2017`, or the two boxes of the form: `from=2015&to=2018`."""
        value = self.first.get("year", "").strip()
        found = _YEARS.match(value)
        if value and (not found or not any(found.groups())):
            self.left_out("year")
        if found:
            low, high = _year(found["only"] or found["from"] or found["first"]), _year(found["only"] or found["to"] or found["last"])
        else:
            low, high = self._box("from"), self._box("to")
        if low is not None and high is not None and low > high:
            low, high = high, low
        return None if low is None and high is None else (low, high)

    def _box(self, name: str) -> int | None:
        value = self.first.get(name, "").strip()
        year = _year(value)
        if value and year is None:
            self.left_out(name)
        return year


def _year(text: str | None) -> int | None:
    return whole(text or "", 4)


# Parameter → field of a question, and how it is read.
_ONE_THING: Mapping[str, tuple[str, Callable[[_Reading, int], Any]]] = {
    "match": ("match", lambda read, _: read.one_of("match", get_args(Match)) or "auto"),
    "exact": ("exact", lambda read, _: read.one_of("exact", ("1", "0")) == "1"),
    "widen": ("widen", lambda read, _: read.one_of("widen", ("1", "0")) != "0"),
    "sort": ("sort", lambda read, _: read.one_of("sort", get_args(Sort))),
    "page": ("page", lambda read, per_page: read.number("page", 1, max(1, DEEPEST // per_page))),
    "year": ("years", lambda read, _: read.years()),
}


def read_address(pairs: Sequence[tuple[str, str]], facets: Sequence[str], languages: tuple[str, ...] = ("en",)) -> Ask:
    """The question; a parameter that makes no sense is left out, and a note says so. `change` is one step further (`changed`)."""
    pairs = _ranges(pairs, facets)
    read = _Reading(pairs)
    include, exclude = _values(pairs, facets, read)
    strange = dict.fromkeys(clean(name)[:NOTED] for name, _ in pairs if name not in OURS and name.removeprefix("-") not in facets)
    if strange:
        read.note("unknown_parameter", values=tuple(strange)[:5], n=len(strange))
    if [name for name, _ in pairs].count("q") > 1:
        read.note("repeated", "q")
    per_page = read.number("per_page", PER_PAGE, MOST_PER_PAGE)
    ask = Ask(
        q=read.question(),
        per_page=per_page,
        include=include,
        exclude=exclude,
        languages=languages,
        **{field: one(read, per_page) for field, one in _ONE_THING.values()},
    )
    ask = replace(ask, notes=tuple(read.notes.values()))
    for change in [value for name, value in pairs if name == "change"][:1]:
        ask = changed(ask, change, facets)
    return ask


def _ranges(pairs: Sequence[tuple[str, str]], facets: Sequence[str]) -> list[tuple[str, str]]:
    """The two boxes of a facet's range, `mandate.from=2015&mandate.to=2018`, are one value: `mandate=2015..2018`."""
    kept, boxes = [], dict[tuple[str, str], str]()
    for name, value in pairs:
        facet, dot, end = name.rpartition(".")
        if dot and end in ("from", "to") and facet in facets:
            boxes[(facet, end)] = value.strip()
        else:
            kept.append((name, value))
    spans = ((facet, f"{boxes.get((facet, 'from'), '')}..{boxes.get((facet, 'to'), '')}") for facet, _ in boxes)
    return [*kept, *(pair for pair in dict.fromkeys(spans) if pair[1] != "..")]


Values = dict[str, tuple[str, ...]]


def _values(pairs: Sequence[tuple[str, str]], facets: Sequence[str], read: _Reading) -> tuple[Values, Values]:
    """Values of facets, those to have and those to leave out."""
    chosen: dict[str, dict[str, list[str]]] = {"": {}, "-": {}}
    for name, value in pairs:
        sign, facet = name[: name.startswith("-")], name.removeprefix("-")
        if facet not in facets or not value:
            continue
        values = chosen[sign].setdefault(facet, [])
        if len(value) > LONGEST_VALUE or value != clean(value):
            read.note("left_out", name, value=clean(value)[:NOTED])
        elif value not in values and len(values) == VALUES:
            read.note("cut_values", name, limit=VALUES)
        elif value not in values:
            values.append(value)
    kept = [{facet: tuple(values) for facet, values in found.items() if values} for found in chosen.values()]
    return kept[0], kept[1]


def changed(ask: Ask, change: str, facets: Sequence[str]) -> Ask:
    """The question one step further: what a button of its page sends beside it.

    `sort=newest`, `match=any`, `exact=1`, `year=2017`, `page=2` set one thing; `country=TG` takes a value in, or off when it was
    chosen, `-country=TG` leaves it out; `chosen=` takes all off; `without=2` drops the third part of the words.
    """
    name, _, value = change.partition("=")
    if name.removeprefix("-") in facets:
        return _toggled(ask, name, value)
    if name == "chosen":
        return replace(ask, include={}, exclude={}, years=None, page=1)
    if name == "without":
        parsed = parse(ask.q, exact=ask.exact, own=frozenset(facets).difference(BUILT_IN))
        known = value.isascii() and value.isdigit() and int(value[:9]) < len(parsed.parts)
        return replace(ask, q=without(parsed, int(value)), page=1) if known else ask
    if name not in _ONE_THING:
        return ask
    field, read = _ONE_THING[name]
    asked = replace(ask, **{field: read(_Reading([(name, value)]), ask.per_page)})
    return asked if name == "page" else replace(asked, page=1)


def _toggled(ask: Ask, name: str, value: str) -> Ask:
    facet = name.removeprefix("-")
    chosen = {"": dict(ask.include), "-": dict(ask.exclude)}
    was = [sign for sign, found in chosen.items() if value in found.get(facet, ())]
    for sign in was:
        chosen[sign][facet] = tuple(each for each in chosen[sign][facet] if each != value)
    sign = name[: name.startswith("-")]
    if (sign or not was) and 0 < len(value) <= LONGEST_VALUE and len(chosen[sign].get(facet, ())) < VALUES:
        chosen[sign][facet] = (*chosen[sign].get(facet, ()), value)
    include, exclude = ({each: values for each, values in found.items() if values} for found in chosen.values())
    return replace(ask, include=include, exclude=exclude, page=1)


def address(ask: Ask, **changes: Any) -> list[tuple[str, str]]:
    """The parameters of a question, defaults left out; a change of anything but the page starts at page one."""
    if changes and "page" not in changes:
        changes["page"] = 1
    ask = replace(ask, **changes) if changes else ask
    pairs = [("q", ask.q)] if ask.q else []
    pairs += [("match", ask.match)] if ask.match != "auto" else []
    pairs += [("exact", "1")] if ask.exact else []
    pairs += [] if ask.widen else [("widen", "0")]
    pairs += [("sort", ask.sort)] if ask.sort else []
    for sign, chosen in (("", ask.include), ("-", ask.exclude)):
        pairs += [(sign + facet, value) for facet in sorted(chosen) for value in chosen[facet]]
    pairs += [("year", span_of(ask.years))] if ask.years else []
    pairs += [("per_page", str(ask.per_page))] if ask.per_page != PER_PAGE else []
    pairs += [("page", str(ask.page))] if ask.page > 1 else []
    return pairs


def span_of(years: Years) -> str:
    """Years as an address has them."""
    low, high = years
    return str(low) if low == high else f"{'' if low is None else low}..{'' if high is None else high}"


def carried(ask: Ask, pieces: Sequence[Piece]) -> str:
    """What of the typed goes along to a page: all of it, or of a long question the words marked in the passage."""
    if len(ask.q) <= CARRIED:
        return ask.q
    words = dict.fromkeys(piece.text for piece in pieces if piece.match)
    return " ".join(words)[:CARRIED]
