"""Given text, its words in order: as printed, folded for finding, and where each stands for marking.

A word is a run of letters and digits with their marks. Apostrophes, hyphens, dots and slashes part words (`l'homme` is
`l` `homme`, `C-189` is `c` `189`: found as written because the parts stand side by side), but single letters with dots
are one word (`U.N.` is `un`). In scripts without spaces (Chinese, Japanese, Thai …) every character is a word.
`cut`, `printed` and `spans` give the same words in the same order; `places` are some of `spans`.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator

import numpy as np

LONGEST = 64  # characters of a word; what is longer is cut
_CACHE_LIMIT = 150_000  # words kept folded; then it starts anew

_NO_SPACES = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ec6\u0ec8-\u0ecd\u1000-\u1049\u1780-\u17b3\u17b6-\u17d2"
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9"
    "\U00020000-\U000323af"
)
# Letters by category that are no words of their own: raised figures (footnote marks), modifier letters, the tatweel.
_NOT_LETTERS = "\u00b2\u00b3\u00b9\u02b0-\u02ff\u0374\u037a\u0559\u0640\u07fa\u2070-\u207f\u1d2c-\u1d6a\ua9cf"
_SILENT = "\u00ad\u02b9-\u02bf\u0640\u200c-\u200f\u2060-\u2064\ufeff"  # inside a word, dropped when folding


def _marks() -> str:
    places = (range(0x0300, 0x2000), range(0x20D0, 0x2100), range(0xA66F, 0xAC00), range(0xFB1E, 0xFB1F),
              range(0xFE00, 0xFE30))  # fmt: skip
    return "".join(chr(code) for place in places for code in place if unicodedata.category(chr(code))[0] == "M")


_LETTER = rf"[^\W_{_NOT_LETTERS}{_NO_SPACES}]"
_TOKEN = re.compile(
    r"[^\W\d_](?:\.[^\W\d_])+(?!\w|\.\w)"
    rf"|{_LETTER}+(?:[{_marks()}{_SILENT}]+{_LETTER}*)*"
    rf"|[{_NO_SPACES}]"
)
_STRIPPED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\ufe00-\ufe0f"
    + _SILENT + "]+"
)  # fmt: skip
_SPACE = re.compile(r"\s+")
FEW = 50  # forms that are looked for one by one
_AROUND = 200  # characters looked back for the white space before a word
_SILENT_RUN = re.compile(f"[{_SILENT}]+")
_LETTERS = str.maketrans({
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n", "ŧ": "t",
    "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ة": "ه", "ہ": "ه", "ھ": "ه",
    "ۀ": "ه", "ە": "ه", "ک": "ك", "ڪ": "ك", "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
    **{chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0, 0x0966, 0x09E6) for digit in range(10)},
})  # fmt: skip


def fold(text: str) -> str:
    """Lower case without accents: Arabic letters unified, digits 0-9, full-width to plain; spaces and signs stay."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return unicodedata.normalize("NFC", _STRIPPED.sub("", parted).translate(_LETTERS))


class _Memory(dict[str, str]):
    """Printed word → what `make` says of it, remembered."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, token: str) -> str:
        made = self.make(token)[:LONGEST]
        if len(token) <= LONGEST:
            if len(self) >= _CACHE_LIMIT:
                self.clear()
            self[token] = made
        return made


def _folded(token: str) -> str:
    folded = fold(token)
    if folded.isalnum():
        return folded
    return "".join(letter for letter in folded if letter.isalnum() or unicodedata.category(letter)[0] == "M")


def _lower(token: str) -> str:
    if token.isalpha():
        return token.lower()
    return _SILENT_RUN.sub("", token.lower()).replace(".", "") if _folded(token) else ""


_FOLDED = _Memory(_folded)
_LOWER = _Memory(_lower)


_HARD, _UNKNOWN = 0, 0xFFFFFFFF
_PLAIN = np.full(0x10000, _UNKNOWN, np.uint32)  # character → itself, a space or `_HARD`; filled as characters are met
_ALONE = np.full(0x10000, _UNKNOWN, np.uint32)  # plain character → what it becomes when folded, or `_HARD`; filled likewise
# A dot that makes single letters one word: `U.N.`, not `un.org`; begins with the dot, which is found fastest.
_DOTTED = re.compile(rf"\.(?<=[^\W\d_]\.)(?<!{_LETTER}{_LETTER}\.)[^\W\d_](?:\.[^\W\d_])*(?!\w|\.\w)")


def _plain(letter: str) -> int:
    """Itself for a plain letter or figure, a space for what parts words, `_HARD` for what needs a closer look."""
    inside = _TOKEN.findall(f"ab{letter}ab")
    if not _TOKEN.findall(letter):
        return ord(" ") if inside == ["ab", "ab"] else _HARD
    return ord(letter) if inside == [f"ab{letter}ab"] and _folded(letter) and _folded(letter.lower()) else _HARD


_ASCII = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}


def _split(text: str) -> list[str] | None:
    """What `_TOKEN` finds in a text of plain characters, in a fraction of the time; None when it is not so plain."""
    if _DOTTED.search(text):
        return None
    tokens = (text.translate(_ASCII) if text.isascii() else _parted(text)).split()
    return tokens if tokens and len(max(tokens, key=len)) <= LONGEST else None


def _parted(text: str) -> str:
    """The text with spaces for what parts words; empty when a character needs a closer look."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    if codes.max() >= len(_PLAIN):
        return ""
    parted = _PLAIN[codes]
    for code in np.unique(codes[parted == _UNKNOWN]).tolist():
        _PLAIN[code] = _plain(chr(code))
        parted[codes == code] = _PLAIN[code]
    return parted.tobytes().decode("utf-32-le") if parted.all() else ""


def cut(text: str) -> list[str]:
    """The folded words in order; a word's place is its position in the list."""
    plain = _split(text)
    if plain is not None:
        return list(map(_FOLDED.__getitem__, plain))
    return list(filter(None, map(_FOLDED.__getitem__, _TOKEN.findall(text))))


def printed(text: str) -> list[str]:
    """The same words as `cut` in lower case with their accents: what a stemmer wants to see."""
    plain = _split(text.lower())
    if plain is not None:
        return plain
    return list(filter(None, map(_LOWER.__getitem__, _TOKEN.findall(text))))


def spans(text: str) -> list[tuple[int, int, str]]:
    """The same words as `cut` with where each starts and ends in `text`."""
    return [(found.start(), found.end(), folded) for found in _TOKEN.finditer(text) if (folded := _FOLDED[found[0]])]


def places(text: str, forms: Collection[str]) -> list[tuple[int, int, str]]:
    """Those of `spans` whose folded word is one of `forms`; many times faster where they are few."""
    if len(forms) <= FEW and (folded := _folded_apart(text)) and max(map(len, forms), default=0) < LONGEST:
        return sorted(_standing(folded, forms))
    plain = _split(text)
    if plain is None:
        return _looked_around(text, forms)
    wanted = [token for token in set(plain) if _FOLDED[token] in forms]
    if sum(map(text.count, wanted)) > len(plain):  # a letter that stands in most words: looking at each word is less work
        return [each for each in spans(text) if each[2] in forms]
    found = []
    for token in wanted:
        form, start = _FOLDED[token], text.find(token)
        while start >= 0:
            end = start + len(token)
            if not (start and _joins(text[start - 1])) and not (end < len(text) and _joins(text[end])):
                found.append((start, end, form))
            start = text.find(token, end)
    return sorted(found)


def _folded_apart(text: str) -> str:
    """The text folded with spaces for what parts words, character by character; empty when a character becomes none or several."""
    if _DOTTED.search(text):
        return ""
    if text.isascii():
        return text.translate(_ASCII).lower()
    parted = _parted(text)
    if not parted:
        return ""
    codes = np.frombuffer(parted.encode("utf-32-le"), np.uint32)
    folded = _ALONE[codes]
    for code in np.unique(codes[folded == _UNKNOWN]).tolist():
        _ALONE[code] = _alone(chr(code))
        folded[codes == code] = _ALONE[code]
    return folded.tobytes().decode("utf-32-le") if folded.all() else ""


def _alone(letter: str) -> int:
    """What a plain letter becomes when folded, `_HARD` when that is not one character whatever stands beside it."""
    folded = _folded(letter) if letter != " " else letter
    return ord(folded) if len(folded) == 1 and (letter == " " or _folded(f"a{letter}a") == f"a{folded}a") else _HARD


def _standing(folded: str, forms: Collection[str]) -> Iterator[tuple[int, int, str]]:
    padded = f" {folded} "
    for form in forms:
        word = f" {form} "
        start = padded.find(word)
        while start >= 0:
            yield start, start + len(form), form
            start = padded.find(word, start + len(form) + 1)


def _joins(letter: str) -> bool:
    """Whether a plain character is part of the word beside it."""
    return letter.isalnum() and (letter.isascii() or int(_PLAIN[ord(letter)]) != ord(" "))


def _looked_around(text: str, forms: Collection[str]) -> list[tuple[int, int, str]]:
    """As `places`, for a text whose words are not told by their neighbours alone."""
    wanted = {token for token in set(_TOKEN.findall(text)) if _FOLDED[token] in forms}
    if not wanted:
        return []
    found: dict[int, tuple[int, int, str]] = {}
    for token in wanted:  # a token may stand inside a longer one: the white space around parts what is cut for itself
        for hit in re.finditer(re.escape(token), text):
            if hit.start() in found:
                continue
            low = max((space.end() for space in _SPACE.finditer(text, max(0, hit.start() - _AROUND), hit.start())), default=-1)
            after = _SPACE.search(text, hit.end())
            if low < 0 and hit.start() > _AROUND:
                return [each for each in spans(text) if each[2] in forms]  # no white space for long: as a whole
            low, high = max(low, 0), after.start() if after else len(text)
            for start, end, form in spans(text[low:high]):
                if form in forms:
                    found[low + start] = (low + start, low + end, form)
    return [found[start] for start in sorted(found)]
