"""Given the kind of a facet and what somebody wrote, the one way its value is kept; and given a range, which values lie in it.

Whatever one narrows by is a term: a year, a number, yes and no are terms whose key is the value.
"""

import re

from repository import dates
from repository.analysis.words import fold
from repository.errors import InputError
from repository.settings import INTERFACE_LANGUAGES
from repository.term import Kind, Text, Texts

RANGED: tuple[Kind, ...] = ("year", "number")
_NUMBER = re.compile(r"^\d{1,12}(?:[.,]\d{1,6})?$", re.ASCII)
_RANGE = re.compile(r"^(\d{1,12}(?:\.\d{1,6})?)?\.\.(\d{1,12}(?:\.\d{1,6})?)?$", re.ASCII)
YES_NO = {
    "yes": ("Yes", "Oui", "Sí", "Sim", "نعم"),
    "no": ("No", "Non", "No", "Não", "لا"),
}  # key → label in each language of the interface


def kept(kind: Kind, value: str) -> str:
    """The key of a year (`2017`, `2017-08`, `2017-08-30`) or a number; raises InputError `value_year`, `value_number`."""
    text = fold(value).strip()
    if kind == "year":
        try:
            span = dates.read(text)
        except InputError:
            span = None
        if span is None or span.first != span.last or span.first.year is None or "/" in text:
            raise InputError("value_year", value=value[:60])
        return text
    if not _NUMBER.match(text):
        raise InputError("value_number", value=value[:60])
    whole, _, part = text.replace(",", ".").partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")


def span(value: str) -> tuple[float, float] | None:
    """The range `2015..2018`, `10..`, `..3.5` means; None when it is none."""
    found = _RANGE.match(value)
    if not found or not any(found.groups()):
        return None
    low, high = float(found[1] or "-inf"), float(found[2] or "inf")
    return (low, high) if low <= high else (high, low)


def amount(key: str) -> float:
    """What a kept value counts as in a range: a date by its year."""
    return float(key[:4]) if re.match(r"^\d{4}-", key) else float(key)


def means(value: str) -> str:
    """`yes` or `no`, in whatever language of the interface it is said; empty when it is neither."""
    said = fold(value).strip()
    return next((key for key, labels in YES_NO.items() if said == key or said in map(fold, labels)), "")


def yes_no(key: str) -> Texts:
    """What `yes` or `no` is called."""
    return tuple(Text(language, label) for language, label in zip(INTERFACE_LANGUAGES, YES_NO[key], strict=True))
