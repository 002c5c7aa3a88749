"""Given a date, a number, a size or a language code, how a language of the interface says it; nothing is invented."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_interval, format_skeleton, format_timedelta
from babel.numbers import format_decimal
from babel.units import format_unit

from repository.dates import Point, read
from repository.errors import InputError

RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"))
_UNITS = (("digital-gigabyte", 10**9), ("digital-megabyte", 10**6), ("digital-kilobyte", 10**3))
_SKELETONS = {1: "y", 2: "yMMMM", 3: "yMMMd"}  # by precision, for spans


def direction(language: str) -> str:
    """The value of a `dir` attribute for text in a language; `auto` when the language is not known."""
    if not language:
        return "auto"
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse("en_GB" if language == "en" else language)


@lru_cache(2_000)
def _number(value: int, language: str) -> str:
    return str(format_decimal(value, locale=_locale(language)))


def _precision(point: Point) -> int:
    return 3 if point.day else 2 if point.month else 1


def _day(point: Point) -> date:
    return date(point.year or 2000, point.month or 1, point.day or 1)


@dataclass(frozen=True, slots=True)
class Spoken:
    """How one language of the interface says things."""

    language: str

    @property
    def locale(self) -> Locale:
        """The locale of the Common Locale Data Repository."""
        return _locale(self.language)

    def date(self, edtf: str) -> str:
        """`2017-08/2017-10` → `August – October 2017`; as exact as the record and no more; empty when unknown."""
        try:
            span = read(edtf)
        except InputError:
            return edtf
        if span is None:
            return ""
        first, last = span.first, span.last
        if first == last:
            return self._point(first)
        if first.year is None or last.year is None or _precision(first) != _precision(last):
            return f"{self._point(first)} – {self._point(last)}"
        return str(format_interval(_day(first), _day(last), _SKELETONS[_precision(first)], locale=self.locale))

    def _point(self, point: Point) -> str:
        if point.year is None:
            return str(format_skeleton("MMMMd" if point.day else "MMMM", _day(point), locale=self.locale))
        if point.month is None:
            return str(point.year)
        pattern = self.locale.date_formats["long"] if point.day else self.locale.datetime_skeletons["yMMMM"]
        return str(pattern.apply(_day(point), self.locale))

    def day(self, moment: str) -> str:
        """The day of a moment in ISO 8601."""
        return self.date(moment[:10]) if moment else ""

    def span(self, seconds: float) -> str:
        """How long: `3 days`; at least a minute."""
        return str(format_timedelta(timedelta(seconds=max(60.0, seconds)), granularity="minute", threshold=1.5, locale=self.locale))

    def number(self, value: int) -> str:
        """`12345` → `12,345`."""
        return _number(value, self.language)

    def size(self, count: int) -> str:
        """Bytes in the largest unit that keeps a digit before the point: `2.3 MB`."""
        for unit, factor in _UNITS:
            if count >= factor:
                value = round(count / factor, 1 if count < 10 * factor else 0)
                return str(format_unit(value, unit, "short", locale=self.locale))
        return str(format_unit(count, "digital-byte", "short", locale=self.locale))

    def tongue(self, code: str) -> str:
        """The name of a language: `fr` → `French`; the code itself when it has none."""
        return str(self.locale.languages.get(code, code))


def machine_date(edtf: str) -> str:
    """The value of a `datetime` attribute for a single day, month or year; empty for a span or an unknown year."""
    return edtf if edtf and "/" not in edtf and "X" not in edtf else ""
