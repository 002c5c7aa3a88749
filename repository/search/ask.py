"""Given the parameters of an address, the question they ask; and back, for links."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from repository.index import Match, Sort
from repository.query import LONGEST

DEEPEST = 1_000  # hits one can page to
PER_PAGE, MOST_PER_PAGE = 10, 100
VALUES = 50  # of one facet in one question
_YEAR = re.compile(r"^(?:(\d{1,4})?\.\.(\d{1,4})?|(\d{1,4}))$")


@dataclass(frozen=True, slots=True)
class Ask:
    """What a reader asks. `languages`: those of the reader, the first is the interface's."""

    q: str = ""
    match: Match = "auto"
    exact: bool = False
    sort: Sort | None = None
    page: int = 1
    per_page: int = PER_PAGE
    include: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    years: tuple[int | None, int | None] | None = None
    languages: tuple[str, ...] = ("en",)
    report: int | None = None

    @property
    def order(self) -> Sort:
        """Relevance when something is typed, else newest."""
        return self.sort or ("relevance" if self.q.strip() else "newest")


def read_address(pairs: Sequence[tuple[str, str]], facets: Sequence[str], languages: tuple[str, ...] = ("en",)) -> Ask:
    """The question; a parameter that makes no sense is left out."""
    first = dict(reversed(list(pairs)))
    include: dict[str, list[str]] = {}
    exclude: dict[str, list[str]] = {}
    for name, value in pairs:
        target, facet = (exclude, name[1:]) if name.startswith("-") else (include, name)
        if facet in facets and 0 < len(value) <= 200 and value not in (values := target.setdefault(facet, [])) and len(values) < VALUES:
            values.append(value)
    per_page = _number(first.get("per_page"), PER_PAGE, MOST_PER_PAGE)
    return Ask(
        q=" ".join(first.get("q", "")[: LONGEST + 1].replace("\x00", " ").encode("utf-8", "replace").decode("utf-8").split()),
        match=_one_of(first.get("match"), get_args(Match)) or "auto",
        exact=first.get("exact") == "1",
        sort=_one_of(first.get("sort"), get_args(Sort)),
        page=_number(first.get("page"), 1, max(1, DEEPEST // per_page)),
        per_page=per_page,
        include={facet: tuple(values) for facet, values in include.items() if values},
        exclude={facet: tuple(values) for facet, values in exclude.items() if values},
        years=read_years(first),
        languages=languages,
    )


def _one_of(value: str | None, known: tuple[Any, ...]) -> Any:
    return value if value in known else None


def _number(value: str | None, default: int, most: int) -> int:
    if not (value and value.isascii() and value.isdigit()):
        return default
    return min(max(int(value), 1), most) if len(value) < 10 else most


def read_years(first: Mapping[str, str]) -> tuple[int | None, int | None] | None:
    """`year=2015..2018`, `year=2017`, or the two boxes of the form: `from=2015&to=2018`."""
    found = _YEAR.match(first.get("year", "").strip())
    if found and found[3]:
        return int(found[3]), int(found[3])
    start, end = (found[1], found[2]) if found else (first.get("from", ""), first.get("to", ""))
    low = int(start) if start and start.isascii() and start.isdigit() and len(start) <= 4 else None
    high = int(end) if end and end.isascii() and end.isdigit() and len(end) <= 4 else None
    return None if low is None and high is None else (low, high)


def address(ask: Ask, **changes: Any) -> list[tuple[str, str]]:
    """The parameters of a question, defaults left out; a change of anything but the page starts at page one."""
    if changes and "page" not in changes:
        changes["page"] = 1
    ask = replace(ask, **changes) if changes else ask
    pairs = [("q", ask.q)] if ask.q else []
    pairs += [("match", ask.match)] if ask.match != "auto" else []
    pairs += [("exact", "1")] if ask.exact else []
    pairs += [("sort", ask.sort)] if ask.sort else []
    for sign, chosen in (("", ask.include), ("-", ask.exclude)):
        pairs += [(sign + facet, value) for facet in sorted(chosen) for value in chosen[facet]]
    if ask.years:
        low, high = ask.years
        text = str(low) if low == high else f"{'' if low is None else low}..{'' if high is None else high}"
        pairs.append(("year", text))
    pairs += [("per_page", str(ask.per_page))] if ask.per_page != PER_PAGE else []
    pairs += [("page", str(ask.page))] if ask.page > 1 else []
    return pairs
