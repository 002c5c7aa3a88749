"""Given a word as printed and a language, the stem its forms share: Snowball, folded, with the plurals it misses.

Sources: the Snowball stemmers (PyStemmer); Arabic prefixes and suffixes after "light10" (Larkey, Ballesteros, Connell 2002).
"""

import re
from functools import lru_cache
from threading import local

import Stemmer

from repository.analysis.words import fold

LANGUAGES = ("en", "fr", "es", "pt", "ar")
ANALYSIS_VERSION = "1"
_SNOWBALL = {"en": "english", "fr": "french", "es": "spanish", "pt": "portuguese"}
_state = local()
# What printed plurals become before Snowball sees them (on the printed, lower-case word).
_PLURALS = {
    "pt": ((re.compile(r"(?:ões|ães|ãos)$"), "ão"), (re.compile(r"([aou])is$"), r"\1l"), (re.compile(r"éis$"), "el")),
    "fr": ((re.compile(r"^(.{2,})aux$"), r"\1al"), (re.compile(r"eaux$"), "eau")),
    "es": ((re.compile(r"^(.+[aeiouáéíóú])ces$"), r"\1z"),),
}
_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال", "و")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


@lru_cache(maxsize=200_000)
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
    return fold(str(_stemmer(algorithm).stemWord(word)))


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
