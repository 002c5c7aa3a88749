"""Given text, its words: where they stand and how they fold.

Folding makes equal what readers expect to be equal: case, accents, full-width letters, Arabic vowel marks, the forms of
alef and ya, digits of other scripts. A token's position is its place in `cut`; `spans` gives the same tokens with places.
"""

import re
import unicodedata

LONGEST = 64  # characters of a token; longer ones are cut
# Letters and digits with the marks that belong to them; tatweel is inside so that stretched words stay whole.
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f\u064b-\u065f\u0670\u0640\u06d6-\u06ed]*)+")
_ARABIC = str.maketrans({
    "\u0622": "\u0627", "\u0623": "\u0627", "\u0625": "\u0627", "\u0671": "\u0627",  # alef with madda, hamza, wasla
    "\u0649": "\u064a", "\u06cc": "\u064a", "\u0626": "\u064a",  # alef maqsura, Persian ya, ya with hamza
    "\u0624": "\u0648", "\u0629": "\u0647", "\u06a9": "\u0643", "\u0640": None,
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "\u02bc": None,
})  # fmt: skip


def fold(text: str) -> str:
    """Lower case, without accents, one form for each Arabic letter, digits 0–9."""
    text = text.lower()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text).lower().translate(_ARABIC)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).translate(_ARABIC)
    if any(c.isdigit() and not c.isascii() for c in text):
        text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    return text


class _Folded(dict[str, str]):
    """Printed word → folded, remembered; emptied when it grows past what a batch needs."""

    def __missing__(self, word: str) -> str:
        if len(self) > 400_000:
            self.clear()
        folded = fold(word)[:LONGEST]
        self[word] = folded
        return folded


_folded = _Folded()


def printed(text: str) -> list[str]:
    """Lower-case words as printed, in order."""
    return _WORD.findall(text.lower())


def cut(text: str) -> list[str]:
    """Folded words in order; a word's position is its index."""
    return list(map(_folded.__getitem__, _WORD.findall(text.lower())))


def spans(text: str) -> list[tuple[int, int, str]]:
    """(start, end, folded) of each word, the same words as `cut` where lower-casing keeps lengths."""
    return [(found.start(), found.end(), _folded[found.group().lower()]) for found in _WORD.finditer(text)]
