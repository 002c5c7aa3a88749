"""Given new terms of reports that are in the index already, a small file that goes before what their segments say.

Merging two terms, or giving thousands of reports a value, changes what readers narrow by and not one word of a page. To
write the words anew takes as long as it takes; this takes a moment, so facets and filters are right at once. A report
written anew leaves the file; without any report there is no file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from repository.engines.whoosh import bundle
from repository.engines.whoosh.bundle import Array
from repository.engines.whoosh.contents import Ragged
from repository.engines.whoosh.generations import Commit, Files
from repository.engines.whoosh.storage import read_proved, write_file

REFRESHED = ".fct"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Report numbers, ascending, and the terms of each, broader ones included."""

    number: Array
    terms: Ragged

    @staticmethod
    def of(terms: Mapping[int, tuple[int, ...]]) -> "Refreshed":
        """From a mapping."""
        numbers = sorted(terms)
        return Refreshed(np.array(numbers, np.int64), Ragged.of([terms[number] for number in numbers], np.int64))

    def joined(self, newer: "Refreshed") -> "Refreshed":
        """Both; what is newer counts."""
        older = self.without(newer.number.tolist())
        number = np.concatenate([older.number, newer.number])
        order = np.argsort(number)
        return Refreshed(number[order], Ragged.join([older.terms, newer.terms]).take(order))

    def without(self, numbers: Iterable[int]) -> "Refreshed":
        """Less these reports."""
        stays = np.flatnonzero(~np.isin(self.number, np.fromiter(numbers, np.int64)))
        return Refreshed(self.number[stays], self.terms.take(stays))

    def over(self, number: Array, terms: Ragged) -> Ragged:
        """The terms of the reports with these numbers, where there are newer ones those."""
        if not len(self.number):
            return terms
        place = np.minimum(np.searchsorted(self.number, number), len(self.number) - 1)
        newer = self.number[place] == number
        return Ragged.join([terms, self.terms]).take(np.where(newer, len(number) + place, np.arange(len(number))))


def name_of(files: Files) -> str:
    """The file among those of a commit; empty when there is none."""
    return next((name for name in files if name.endswith(REFRESHED)), "")


def read(commit: Commit) -> Refreshed:
    """What a commit has; raises IndexUnavailable when it is damaged."""
    name = name_of(commit.manifest.files)
    if not name:
        return Refreshed.of({})
    arrays, _ = bundle.loads(read_proved(commit.folder / name, *commit.manifest.files[name]))
    return Refreshed(arrays["number"], Ragged(arrays["terms.at"], arrays["terms.values"]))


def write(folder: Path, number: int, refreshed: Refreshed) -> Files:
    """The file for commit `number`, synced, with its digest; no file for nothing."""
    if not len(refreshed.number):
        return {}
    arrays = {"number": refreshed.number, "terms.at": refreshed.terms.at, "terms.values": refreshed.terms.values}
    name = f"terms-{number}{REFRESHED}"
    return {name: write_file(folder / name, bundle.dumps(arrays, {}))}
