"""Given a catalogue, the vocabularies everybody needs: facets, types, countries under regions, languages, topics, processes.

Names of countries, regions and languages come from Unicode CLDR through Babel; the rest is in the tables beside this file.
Sowing again adds what is missing and leaves alone what is there: a curator's work is never overwritten.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from babel import Locale

from repository.analysis.words import cut
from repository.catalogue import Writing
from repository.model import Details, Facet, Text, Texts
from repository.settings import INTERFACE_LANGUAGES

VERSION = 1  # grows when the tables do; a record with an older one is given what is new
FACETS = {"organisation": 0, "country": 1, "region": 2, "topic": 3, "type": 4, "language": 5, "event": 7, "process": 8, "person": 9}
NO_COUNTRY = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}  # in CLDR, but not in ISO 3166-1
NO_LANGUAGE = {"sh"}  # withdrawn from ISO 639-1
FOLDER = Path(__file__).parent
MORE = {path.stem: path for path in sorted((FOLDER / "more").glob("*.csv"))}  # vocabularies that come along, taken in by their name


@dataclass(frozen=True, slots=True)
class Seed:
    """A term to be sown; `broader` are keys of regions."""

    facet: str
    key: str
    labels: Texts
    synonyms: Texts
    broader: tuple[str, ...] = ()
    uri: str = ""
    close: tuple[str, ...] = ()  # addresses of concepts nearly the same


def sow(writing: Writing, known: AbstractSet[tuple[str, str]]) -> None:
    """Writes the facets and terms that are not among the `known` (facet, key); (facet, "") is the facet itself."""
    for key, position in FACETS.items():
        if (key, "") not in known:
            writing.add_facet(Facet(key, position, public=True))
    ids: dict[str, int] = {}
    for seed in seeds():
        if (seed.facet, seed.key) in known:
            found = writing.find_term(seed.facet, seed.key)
            term = found.id if found else 0
        else:
            broader = [ids[key] for key in seed.broader if ids[key]]
            term = writing.add_term(seed.facet, seed.labels, key=seed.key, synonyms=_others(seed), state="approved",
                                    broader=broader, uri=seed.uri, details=Details(close=seed.close)).id  # fmt: skip
        if seed.facet == "region":
            ids[seed.key] = term


def seeds() -> Iterator[Seed]:
    """Every term; a region after its broader ones, countries after all regions."""
    locales = {language: Locale(language) for language in INTERFACE_LANGUAGES}
    own = {(row[0], row[1]): row for row in table("terms.tsv")}
    more = {(row[0], row[1]): sum(_said(row), ()) for row in table("synonyms.tsv")}
    inside: dict[str, list[str]] = {}
    for key, code, above, countries in ((*row, "", "")[:4] for row in table("regions.tsv")):
        if ("region", key) in own:
            labels, synonyms = _said(own[("region", key)])
        else:
            labels = _names(locales, "territories", code)
            synonyms = more.get(("region", key), ())
        yield Seed("region", key, labels, synonyms, tuple(above.split()))
        for country in countries.split():
            inside.setdefault(country, []).append(key)
    for code in _codes(locales, "territories", r"[A-Z]{2}", NO_COUNTRY):
        labels = _names(locales, "territories", code)
        yield Seed("country", code, labels, _spellings(labels) + more.get(("country", code), ()), tuple(inside.get(code, ())))
    for code in _codes(locales, "languages", r"[a-z]{2}", NO_LANGUAGE):
        yield Seed("language", code, _names(locales, "languages", code), ())
    for (facet, key), row in own.items():
        if facet != "region":
            labels, synonyms = _said(row)
            uri, close = (*row[7:9], "", "")[:2]
            yield Seed(facet, key, labels, synonyms, uri=uri, close=tuple(close.split()))


def _others(seed: Seed) -> Texts:
    """Its synonyms without those that are read like a label or another one of the same language."""
    seen = {(text.language, *cut(text.text)) for text in seed.labels}
    found = {(text.language, *cut(text.text)): text for text in reversed(seed.synonyms)}
    return tuple(text for name, text in reversed(found.items()) if name not in seen)


def table(name: str) -> Iterator[list[str]]:
    """Rows of one of our tables."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("\t")]


def _said(row: list[str]) -> tuple[Texts, Texts]:
    """(labels, synonyms): the first of a cell is the label."""
    labels, synonyms = [], []
    for language, cell in zip(INTERFACE_LANGUAGES, row[2:7], strict=False):
        texts = [Text(language, part.strip()) for part in cell.split("|") if part.strip()]
        labels += texts[:1]
        synonyms += texts[1:]
    return tuple(labels), tuple(synonyms)


def _names(locales: dict[str, Locale], kind: str, code: str) -> Texts:
    names = {language: getattr(locale, kind).get(code) for language, locale in locales.items()}
    return tuple(Text(language, _capital(name)) for language, name in names.items() if name)


def _capital(name: str) -> str:
    """CLDR writes some names for the middle of a sentence."""
    return name[:1].upper() + name[1:]


def _codes(locales: dict[str, Locale], kind: str, form: str, without: set[str]) -> list[str]:
    return sorted(code for code in map(str, getattr(locales["en"], kind)) if re.fullmatch(form, code) and code not in without)


def _spellings(labels: Texts) -> Texts:
    """`St. Kitts & Nevis` is also `Saint Kitts and Nevis`; `Myanmar (Burma)` is also `Myanmar`."""
    found = []
    for label in labels:
        if label.language == "en":
            found.append(Text("en", label.text.replace("&", "and").replace("St. ", "Saint ")))
        found.append(Text(label.language, re.sub(r"\s*\(.*\)$", "", label.text)))
    return tuple(text for text in dict.fromkeys(found) if text not in labels)
