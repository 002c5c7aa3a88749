"""Given the bytes of a vocabulary file, or a facet of the home, the vocabulary in it and what breaks the rules of SKOS in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from repository.catalogue import Catalogue, Writing
from repository.errors import InputError
from repository.exchange import vocabulary_csv
from repository.exchange.vocabulary_file import LARGEST, VocabularyFile
from repository.manifest import decode
from repository.model import Facet
from repository.vocabulary_export import NOWHERE, whole
from repository.vocabulary_import import Imported, take

if TYPE_CHECKING:
    from repository.exchange.integrity import Finding

TABLES = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A vocabulary that came, and what is to be said of it."""

    file: VocabularyFile
    findings: "Sequence[Finding]"


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did, or would do: each entry, its line of history (0 when nothing changed), the reports it concerns."""

    done: Sequence[Imported]
    change: int
    reports: int


def read(data: bytes, name: str, facet: str = "", *, languages: Sequence[str] = ("en",), limit: int = LARGEST) -> Arrival:
    """By the ending of its name CSV, else SKOS; raises InputError for a file that is no vocabulary, or is too large."""
    from repository.exchange import integrity, skos  # rdflib takes long to import, and few ask for it

    if len(data) > limit:
        raise InputError("vocabulary_large", limit=limit // 2**20)
    if PurePath(name).suffix.lower() in TABLES:
        file = vocabulary_csv.read(decode(data), facet)
        return Arrival(file, integrity.findings(skos.graph_of(_alone(file), NOWHERE), languages))
    graph = skos.parsed(data, skos.kind_of(data))
    return Arrival(skos.vocabulary_of(graph, facet), integrity.findings(graph, languages))


def _alone(file: VocabularyFile) -> VocabularyFile:
    """A table by itself: rows without a key are told by their line, and what stands over a row may be in the home instead."""
    names = {entry.key for entry in file.entries}

    def alone(entry_broader: tuple[tuple[str, str], ...] | None) -> tuple[tuple[str, str], ...]:
        return tuple((facet, key) for facet, key in entry_broader or () if facet != file.facet or key in names)

    entries = (replace(entry, ref=f"line-{entry.line}", broader=alone(entry.broader)) for entry in file.entries)
    return replace(file, entries=tuple(entries))


def checked(facet: Facet, *, catalogue: Catalogue, languages: Sequence[str] = ("en",)) -> "Sequence[Finding]":
    """The same of a facet of the home, as it would be given out."""
    from repository.exchange import integrity, skos

    return integrity.findings(skos.graph_of(whole(facet, catalogue=catalogue), NOWHERE), languages)


def bring(file: VocabularyFile, *, catalogue: Catalogue, writing: Writing) -> Brought:
    """Takes it in; one line of history, and one for each merge it tells."""
    before = writing.newest
    done = take(file, facets=catalogue.facets(), terms=catalogue.all_terms(file.facet), writing=writing)
    changed = [each.term for each in done if each.term and each.outcome == "changed"]
    kept = any(each.outcome in ("added", "changed") for each in done) or writing.newest != before
    return Brought(done, writing.newest if kept else 0, writing.used_by(changed)[0] if changed else 0)
