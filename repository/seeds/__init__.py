"""Given an empty catalogue, the vocabularies everybody needs: facets, types, countries under regions, languages, topics.

Names of countries, regions and languages come from Unicode CLDR through Babel; the rest is in the tables beside this file.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from babel import Locale

from repository.catalogue import Writing
from repository.model import Facet, Term, Text, Texts
from repository.settings import INTERFACE_LANGUAGES

FACETS = ("organisation", "country", "region", "topic", "type", "language", "event", "process", "person")
FOLDER = Path(__file__).parent
# Names people still write; CLDR has today's only.
COUNTRY_SYNONYMS = {
    "CI": ("Ivory Coast", "Côte d’Ivoire"), "CD": ("DRC", "DR Congo", "RDC", "Democratic Republic of the Congo", "République démocratique du Congo"),
    "SZ": ("Swaziland",), "MM": ("Burma", "Birmanie"), "CZ": ("Czech Republic",), "GB": ("UK", "Great Britain"), "US": ("USA", "United States of America"),
    "SY": ("Syrian Arab Republic",), "VE": ("Bolivarian Republic of Venezuela",), "TR": ("Turkey",), "PS": ("Palestine", "State of Palestine"),
    "CV": ("Cape Verde", "Cabo Verde"), "TL": ("East Timor", "Timor-Leste"), "AE": ("UAE", "Emirates"), "LA": ("Lao PDR",), "MK": ("Macedonia",),
}  # fmt: skip


def table(name: str) -> Iterator[list[str]]:
    """Rows of one of our tables."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("\t")]


def sow(writing: Writing) -> None:
    """Writes them all."""
    for position, key in enumerate(FACETS):
        writing.add_facet(Facet(key, position, public=True))
    locales = {language: Locale(language) for language in INTERFACE_LANGUAGES}
    written = {(row[0], row[1]): row for row in table("terms.tsv")}
    regions = _regions(writing, locales, written)
    _countries(writing, locales, regions)
    for code in sorted(_every_language(locales)):
        writing.add_term("language", _names(locales, "languages", code), key=code, state="approved")
    for (facet, key), row in written.items():
        if facet != "region":
            writing.add_term(facet, _labels(row), key=key, synonyms=_synonyms(row), state="approved")


def _every_language(locales: dict[str, Locale]) -> set[str]:
    return {str(code) for code in locales["en"].languages if re.fullmatch("[a-z]{2}", str(code))}


def _names(locales: dict[str, Locale], kind: str, code: str) -> Texts:
    return tuple(Text(language, names[code]) for language, locale in locales.items() if code in (names := getattr(locale, kind)))


def _labels(row: list[str]) -> Texts:
    return tuple(Text(language, text) for language, text in zip(INTERFACE_LANGUAGES, row[2:7], strict=True))


def _synonyms(row: list[str]) -> Texts:
    pairs = [pair.partition("=") for pair in (row[7].split(";") if len(row) > 7 and row[7] else ())]
    return tuple(Text(language, text) for language, _, text in pairs)


def _regions(writing: Writing, locales: dict[str, Locale], written: dict[tuple[str, str], list[str]]) -> dict[str, list[int]]:
    """Country code → ids of the regions it lies in."""
    made: dict[str, Term] = {}
    members: dict[str, list[int]] = {}
    waiting = list(table("regions.tsv"))
    while waiting:
        row = waiting.pop(0)
        key, code, above, countries = (*row, "", "")[:4]
        if any(name not in made for name in above.split()):
            waiting.append(row)
            continue
        own = written.get(("region", key))
        labels = _labels(own) if own else _names(locales, "territories", code)
        broader = [made[name].id for name in above.split()]
        made[key] = writing.add_term("region", labels, key=key, synonyms=_synonyms(own) if own else (), state="approved", broader=broader)
        for country in countries.split():
            members.setdefault(country, []).append(made[key].id)
    return members


def _countries(writing: Writing, locales: dict[str, Locale], regions: dict[str, list[int]]) -> None:
    for code in sorted(locales["en"].territories):
        if re.fullmatch("[A-Z]{2}", code) and code in regions and code not in ("EU", "EZ", "UN", "ZZ"):
            synonyms = tuple(Text("", name) for name in COUNTRY_SYNONYMS.get(code, ()))
            writing.add_term("country", _names(locales, "territories", code), key=code, synonyms=synonyms, state="approved",
                             broader=regions[code])  # fmt: skip
