"""Given what a question counted, where it stands in a text: single words anywhere, phrases only as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf
from statistics import median
from typing import NamedTuple

from repository.analysis.words import cut, places
from repository.index import Reading, Run

LONG = 16  # parts from which a question is a pasted text
BETWEEN = 40  # characters between two words of a phrase at most
Words = tuple[tuple[str, ...], ...]


class Place(NamedTuple):
    """Where a word stands; those of one occurrence of a phrase share the number of it, single words have 0."""

    start: int
    end: int
    form: str
    phrase: int = 0


@dataclass(frozen=True, slots=True)
class Marks:
    """What is to be marked: `words` wherever they stand, phrases by the forms of their first word."""

    words: frozenset[str] = frozenset()
    phrases: dict[str, tuple[Words, ...]] = field(default_factory=dict)
    forms: frozenset[str] = frozenset()  # every word of both
    runs: tuple[Run, ...] = ()  # what it was made of, when languages differ
    made: dict[str, "Marks"] = field(default_factory=dict)  # by language

    def __bool__(self) -> bool:
        return bool(self.forms)

    def on(self, language: str) -> "Marks":
        """Without the words that are others in this language: `contrat` is Spanish *contratación* shortened, and French."""
        if not self.runs:
            return self
        if language not in self.made:
            self.made[language] = _of(run.on(language) for run in self.runs)
        return self.made[language]

    def places(self, text: str) -> list[Place]:
        """Where the words stand, in order; each word of a phrase for itself."""
        found = [Place(*place) for place in places(text, self.forms)] if self.forms else []
        if not self.phrases:
            return found
        kept = {at: place for at, place in enumerate(found) if place.form in self.words}
        for at, place in enumerate(found):
            for run in self.phrases.get(place.form, ()):
                if _stands(run, found[at : at + len(run)], text):
                    number = (kept[at].phrase if at in kept else 0) or at + 1
                    kept.update((each, found[each]._replace(phrase=number)) for each in range(at, at + len(run)))
        return [kept[at] for at in sorted(kept)]


def _stands(run: Words, found: list[Place], text: str) -> bool:
    if len(found) < len(run) or any(place.form not in forms for forms, place in zip(run, found, strict=True)):
        return False
    return all(after.start - before.end <= BETWEEN and not cut(text[before.end : after.start]) for before, after in pairwise(found))


def marks_of(readings: Sequence[Reading]) -> Marks:
    """The marks of an answer; of a pasted text only the rarer half of its words, or all would be marked and none be seen."""
    usual = median(reading.reports for reading in readings) if len(readings) > LONG else inf
    return marks({run for reading in readings if reading.reports <= usual for run in reading.marked})


def marks(runs: Iterable[Run]) -> Marks:
    """What is to be marked wherever the language is not known; `on` tells it for a language."""
    known = tuple(runs)
    made = _of(run.words for run in known)
    return replace(made, runs=known) if any(run.foreign for run in known) else made


def _of(runs: Iterable[Words]) -> Marks:
    """Single words and phrases apart."""
    words: set[str] = set()
    forms: set[str] = set()
    phrases: dict[str, set[Words]] = {}
    for run in runs:
        forms.update(form for each in run for form in each)
        if len(run) == 1:
            words.update(run[0])
        else:
            for form in run[0]:
                phrases.setdefault(form, set()).add(run)
    return Marks(frozenset(words), {form: tuple(found) for form, found in phrases.items()}, frozenset(forms))
