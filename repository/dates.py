"""Given an honest date as text, what it says: a day, a month, a year, a span, or unknown; nothing is invented.

The text is a small part of EDTF (Extended Date/Time Format, Library of Congress, level 0 and 1):
`2017` `2017-08` `2017-10-11` `2017-08/2017-10` `2017-12-02/2017-12-03` `XXXX-07-10` and the empty text for unknown.
"""

import re
from dataclasses import dataclass
from datetime import date

from repository.errors import InputError

_POINT = re.compile(r"^(\d{4}|XXXX)(?:-(\d{2})(?:-(\d{2}))?)?$")


@dataclass(frozen=True, slots=True)
class Point:
    """A day, a month or a year; `year` None when only the day or month is known."""

    year: int | None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From one point to another, both included; the same point twice for a single one."""

    first: Point
    last: Point


def _point(text: str) -> Point:
    found = _POINT.match(text)
    if found is None:
        raise InputError("date_form", value=text)
    year = None if found[1] == "XXXX" else int(found[1])
    month = int(found[2]) if found[2] else None
    day = int(found[3]) if found[3] else None
    if year is None and month is None:
        raise InputError("date_form", value=text)
    try:
        date(year or 2000, month or 1, day or 1)
    except ValueError:
        raise InputError("date_impossible", value=text) from None
    return Point(year, month, day)


def read(text: str) -> Span | None:
    """The span a stored date means, None when unknown; raises InputError `date_form`, `date_impossible`, `date_order`."""
    if not text:
        return None
    first, slash, last = text.partition("/")
    span = Span(_point(first), _point(last if slash else first))
    if _first_day(span.first) > _first_day(span.last):
        raise InputError("date_order", value=text)
    return span


def _first_day(point: Point) -> date:
    return date(point.year or 1, point.month or 1, point.day or 1)


def years(text: str) -> tuple[int, ...]:
    """Every year the date touches, at most 100; empty when the year is unknown."""
    span = read(text)
    if span is None or span.first.year is None or span.last.year is None:
        return ()
    return tuple(range(span.first.year, min(span.last.year, span.first.year + 99) + 1))


def sort_key(text: str) -> int:
    """Days since 0001-01-01 of its first day; 0 when the year is unknown."""
    span = read(text)
    return 0 if span is None or span.first.year is None else _first_day(span.first).toordinal()
