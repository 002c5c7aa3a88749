"""Given a word as printed and a language, the stem its forms share: Snowball, folded, with the plurals it misses.

Sources: the Snowball stemmers (PyStemmer); Arabic prefixes and suffixes after "light10" (Larkey, Ballesteros, Connell 2002).
"""

import re
from threading import local

import Stemmer

from repository.analysis.words import fold

LANGUAGES = ("en", "fr", "es", "pt", "ar")  # a query is always read in these
ANALYSIS_VERSION = "2"
_SNOWBALL = {
    "en": "english", "fr": "french", "es": "spanish", "pt": "portuguese", "ca": "catalan", "cs": "czech", "da": "danish",
    "de": "german", "el": "greek", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
STEMMED = frozenset((*_SNOWBALL, "ar"))
_state = local()
# What printed plurals become before Snowball sees them (on the printed, lower-case word).
_PLURALS = {
    "pt": (
        (re.compile(r"(?:ões|ães|ãos)$"), "ão"),
        (re.compile(r"([aou])is$"), r"\1l"),
        (re.compile(r"éis$"), "el"),
        (re.compile(r"([áâéêíóôú]\w*)eis$"), r"\1el"),
        (re.compile(r"([bcdfglmnprstvz])is$"), r"\1il"),
    ),
    "fr": ((re.compile(r"^(.{2,})aux$"), r"\1al"), (re.compile(r"eaux$"), "eau")),
    "es": ((re.compile(r"^(.+[aeiouáéíóú])ces$"), r"\1z"), (re.compile(r"([áéíóú]\w*)enes$"), r"\1en")),
}
_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال", "و")
_ATTACHED = "لبفك"  # for, by, so, like: written together with the next word
_ACCUSATIVE = "ا"
_SHORTEST = 3  # letters of a stem that may have one of them
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def stem(word: str, language: str) -> str:
    """The folded stem of a lower-case printed word; the folded word itself for a language without a stemmer."""
    if language == "ar":
        return _arabic(fold(word))
    algorithm = _SNOWBALL.get(language)
    if algorithm is None:
        return fold(word)
    for pattern, replacement in _PLURALS.get(language, ()):
        changed, times = pattern.subn(replacement, word)
        if times:
            word = changed
            break
    root = str(_stemmer(algorithm).stemWord(word))
    return root if root.isascii() else fold(root)


def stems(word: str, language: str) -> tuple[str, ...]:
    """The stems a lower-case printed word is kept under: its own, and that of the same word typed without accents."""
    own = stem(word, language)
    plain = own if word.isascii() or language == "ar" else stem(fold(word), language)
    return (own,) if plain == own else (own, plain)


def relatives(root: str, language: str) -> tuple[str, ...]:
    """Further stems of the same word: in Arabic, with and without an attached preposition or the ending of the accusative."""
    if language != "ar" or len(root) < _SHORTEST:
        return ()
    longer = [letter + root for letter in _ATTACHED] + [root + _ACCUSATIVE]
    shorter = [root[1:]] * (root[0] in _ATTACHED) + [root[:-1]] * root.endswith(_ACCUSATIVE)
    return tuple(longer + (shorter if len(root) > _SHORTEST + 1 else []))


def _stemmer(algorithm: str) -> "Stemmer.Stemmer":
    """One a thread: they are not safe to share."""
    known = _state.__dict__
    if algorithm not in known:
        known[algorithm] = Stemmer.Stemmer(algorithm)
    return known[algorithm]


def _arabic(word: str) -> str:
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= (3 if prefix == "و" else 2):
            word = word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 2:
            word = word[: -len(suffix)]
    return word
