"""Given a question, the ways to its neighbours: one value more, one less, another order; short also for a long question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from repository.search import Ask, address, changed, span_of

MANY = 40  # values of a facet, and characters of one: what is more goes the careful way
_MARK = "\x00"  # in no address: stands where a value will
_LAST = 9999  # stands where years will


@dataclass(frozen=True, slots=True)
class Step:
    """A way on. From a long question `change` is what a button sends beside the words of the page; else `href` leads there."""

    path: str
    href: str = ""
    change: str = ""


class Links:
    """The ways from one question: links while its address is short, buttons when every link would repeat a long one."""

    def __init__(self, ask: Ask, facets: Sequence[str]) -> None:
        self.ask = ask
        self.facets = facets
        self.long = ask.long
        self._around: dict[str, tuple[str, str]] = {}  # by facet, what stands before and after a value taken in

    def step(self, change: str) -> Step:
        """To the question changed so (see `repository.search.changed`)."""
        if self.long:
            return Step("/search", change=change)
        return Step("/search", href(changed(self.ask, change, self.facets)))

    def value(self, name: str, value: str) -> Step:
        """As `step(f"{name}={value}")`, for the many values of a facet; `-country` leaves out."""
        facet = name.removeprefix("-")
        chosen = (*self.ask.include.get(facet, ()), *self.ask.exclude.get(facet, ()))
        if self.long or value in chosen or len(chosen) >= MANY or len(value) > MANY:
            return self.step(f"{name}={value}")
        if name not in self._around:
            before, _, after = self.step(f"{name}={_MARK}").href.partition(quote_plus(_MARK))
            self._around[name] = before, after
        before, after = self._around[name]
        return Step("/search", before + quote_plus(value) + after)

    def years(self, first: int, last: int) -> Step:
        """As `step(f"year={first}..{last}")`, for the many bars of a histogram."""
        if self.long:
            return self.step(f"year={first}..{last}")
        if "year" not in self._around:  # nothing that stands in an address looks like a parameter but a parameter
            before, name, after = href(self.ask, years=(_LAST, _LAST)).rpartition(f"year={_LAST}")
            self._around["year"] = before + name.removesuffix(str(_LAST)), after
        before, after = self._around["year"]
        return Step("/search", f"{before}{span_of((first, last))}{after}")

    def aside(self, path: str) -> Step:
        """To the same question somewhere else."""
        return Step(path) if self.long else Step(path, href(self.ask, path=path))


def href(ask: Ask, *, path: str = "/search", **changes: Any) -> str:
    """The address of a question with some of it changed."""
    pairs = address(ask, **changes)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def pairs_without(ask: Ask, *names: str) -> tuple[tuple[str, str], ...]:
    """The parameters of a question but some, for the hidden fields of a form."""
    return tuple(pair for pair in address(ask) if pair[0] not in names)
