"""Given words as printed on pages of a language, numbers for their folded forms and for their stems.

Kept from batch to batch of one writer, so that each word is folded and stemmed once; started anew when it grows large.
"""

import numpy as np

from repository.analysis.stems import stems
from repository.analysis.words import LONGEST, cut, fold
from repository.engines.whoosh.bundle import Array

LARGEST = 600_000  # printed words remembered; about 150 bytes each


class _Numbers(dict[str, int]):
    """Text → its number, in order of arrival."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class _Language(dict[str, int]):
    """Word as printed → number of its folded form; beside it, for each such word in order, the number of its stem."""

    def __init__(self, language: str, forms: _Numbers) -> None:
        super().__init__()
        self._language = language
        self._forms = forms
        self.roots = _Numbers()
        self.root_of: list[int] = []
        self.also: list[tuple[int, int]] = []  # a word's place and the number of a second stem

    def __missing__(self, word: str) -> int:
        number = self[word] = self._forms[folded(word)]
        own, *others = stems(word, self._language)
        self.also += [(len(self.root_of), self.roots[other]) for other in others]
        self.root_of.append(self.roots[own])
        return number


class Vocabulary:
    """All words a writer has met."""

    def __init__(self) -> None:
        self._forms = _Numbers()
        self._languages: dict[str, _Language] = {}

    @property
    def full(self) -> bool:
        """Whether it is time for a new one."""
        return sum(map(len, self._languages.values())) > LARGEST

    @property
    def size(self) -> int:
        """How many forms have a number."""
        return len(self._forms)

    def numbers(self, words: list[str], language: str) -> Array:
        """Numbers of the folded forms of printed words."""
        known = self._languages.get(language)
        if known is None:
            known = self._languages[language] = _Language(language, self._forms)
        return np.fromiter(map(known.__getitem__, words), np.int32, len(words))

    def names(self, used: Array) -> list[bytes]:
        """The forms with these numbers, UTF-8."""
        forms = list(self._forms)
        return [forms[number].encode() for number in used.tolist()]

    def stems(self, rank: Array) -> "dict[str, Grouping]":
        """By language the stems of forms in use; `rank` gives each form's ordinal, -1 when it is not used."""
        found = {}
        for language, known in self._languages.items():
            form = rank[np.fromiter(known.values(), np.int64, len(known))]
            root = np.array(known.root_of, np.int64)
            if known.also:
                places, others = np.array(known.also, np.int64).T
                form, root = np.concatenate([form, form[places]]), np.concatenate([root, others])
            used = form >= 0
            if used.any():
                found[language] = Grouping.of([name.encode() for name in known.roots], root[used], form[used])
        return found


def folded(word: str) -> str:
    """The folded form of one printed word, as `cut` gives it."""
    return word if word.isascii() else ("".join(cut(word)) or fold(word) or word)[:LONGEST]


class Grouping:
    """Stems of one language, sorted, and the ordinals of the forms of each; `at` is where each stem's forms begin."""

    def __init__(self, roots: list[bytes], at: Array, forms: Array) -> None:
        self.roots = roots
        self.at = at
        self.forms = forms

    @staticmethod
    def of(names: list[bytes], root: Array, form: Array) -> "Grouping":
        """From pairs of a stem's number and a form's ordinal, which may come several times."""
        pairs = np.unique(root << 32 | form)
        root, form = pairs >> 32, pairs & 0xFFFFFFFF
        used, counts = np.unique(root, return_counts=True)
        order = sorted(range(len(used)), key=lambda place: names[int(used[place])])
        starts = np.cumsum(counts) - counts
        counts, starts = counts[order], starts[order]
        at = np.zeros(len(order) + 1, np.uint32)
        np.cumsum(counts, out=at[1:])
        places = np.repeat(starts - (np.cumsum(counts) - counts), counts) + np.arange(len(form))
        return Grouping([names[int(used[place])] for place in order], at, form[places].astype(np.uint32))

    def without_singles(self, names: list[bytes]) -> "Grouping":
        """Leaves out forms that are their own stem and have no company: they are found as forms anyway."""
        sizes = np.diff(self.at)
        first = self.forms[self.at[:-1]].tolist()
        keep = np.array(
            [size > 1 or names[form] != root for root, size, form in zip(self.roots, sizes.tolist(), first, strict=True)],
            bool,
        )
        at = np.zeros(int(keep.sum()) + 1, np.uint32)
        np.cumsum(sizes[keep], out=at[1:])
        roots = [root for root, kept in zip(self.roots, keep.tolist(), strict=True) if kept]
        return Grouping(roots, at, self.forms[np.repeat(keep, sizes)])
