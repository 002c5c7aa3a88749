"""Given names of organisations, people, places and topics, what stays of them when spelling does not count.

A word's root is the same for its plural, for its cousins in English, French, Spanish and Portuguese (`national`, `nationale`,
`nacional`), for those of `names.tsv` that mean the same (`network`, `réseau`, `red`) and for their abbreviations (`Int'l`).
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale

from repository.analysis.words import cut, fold

_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`](?=(?:[lnts]|al)\b)")  # of `Int'l`, `women's`; that of `l'homme` parts words
_LITTLE = (
    "a al an and as at au aux by com con d da das de del der des di die do dos du e el em en et for fur in inc l la las le les los ltd na nas "
    "nos o of on os par para pelo pela por pour sur the um un una und une with y zu asbl ev gmbh ong ال"
)  # fmt: skip
_SILENT = frozenset(_LITTLE.split())
# Endings that languages give the same word, the longest first, and what stands for all of them.
_ENDINGS: tuple[tuple[str, str], ...] = tuple(sorted((
    (ending, mark)
    for mark, endings in {
        "T": "tion tions cion ciones cao coes sion sions siones sao soes", "C": "ic ique iques ico ica icos icas ics",
        "L": "al ale ales aux al ais el elle elles", "D": "ty te dad dade dades tes ties",
        "N": "ance ances ancia ancias ence ences encia encias",
        "A": "ant ante antes ants", "E": "ent ente entes ents", "V": "ive ivo iva ivos ivas if ifs ives",
        "M": "ism isme ismo ismos", "S": "ist iste ista istas istes ists", "R": "ary aire aires ario aria arios arias",
        "I": "ia ie y", "Q": "ea ee e", "O": "or eur our ors eurs ores", "G": "ogy ogie ogia ogias", "U": "ure ures ura uras",
    }.items()
    for ending in endings.split()
), key=lambda pair: -len(pair[0])))  # fmt: skip
_SKELETON = (("th", "t"), ("ph", "f"), ("qu", "c"), ("k", "c"), ("z", "s"), ("y", "i"), ("w", "v"))
_DOUBLE = re.compile(r"(.)\1+")
_ROMAN = re.compile(r"[ivx]+")
_LEAST = 5  # letters of a word whose ending is looked at
INITIALS = re.compile(r"^[A-Z][A-Z.]{1,9}$")
_BESIDE = re.compile(r"^(.*\S)\s*(?:\(([^()]+)\)|\s[-–—]\s(.+))$")


def words(name: str) -> list[str]:
    """Its words, folded; `Int'l` and `women's` are one."""
    return cut(_APOSTROPHE.sub("", name))


def telling(found: Sequence[str]) -> list[str]:
    """Those words that tell a name from others: without articles, prepositions and legal forms; all when it has no other."""
    return [word for word in found if word not in _SILENT] or list(found)


@lru_cache(50_000)
def root(word: str) -> str:
    """What a folded word has in common with its cousins; a number is itself."""
    known = _meanings().get(word)
    if known is not None:
        return known
    if _ROMAN.fullmatch(word) or any(sign.isdigit() for sign in word):
        return word
    if word.startswith("ال") and len(word) > _LEAST:
        word = word[2:]
    if len(word) < _LEAST or not word.isascii():
        return word
    for ending, mark in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return skeleton(word[: -len(ending)]) + mark
    return skeleton(word.removesuffix("s"))


@lru_cache(50_000)
def skeleton(word: str) -> str:
    """A folded word as languages that write the same sounds otherwise agree on it: `Mohammed` is `mohamed`."""
    for written, sound in _SKELETON:
        word = word.replace(written, sound)
    return _DOUBLE.sub(r"\1", word)


def given(word: str) -> str:
    """A word of a person's name: endings tell people apart (`Mario`, `María`), double letters do not."""
    return _meanings().get(word) or skeleton(word)


@cache
def _meanings() -> dict[str, str]:
    """Word → the first of its row."""
    rows = Path(__file__).with_name("names.tsv").read_text(encoding="utf-8").splitlines()
    return {word: f"={row.split()[0]}" for row in rows if row and not row.startswith("#") for word in row.split()}


def variants(name: str) -> tuple[str, ...]:
    """The name, and its parts when one is the initials of the other: `Migrant Forum in Asia (MFA)`."""
    found = _BESIDE.match(name.strip())
    if not found:
        return (name,)
    one, other = found[1], found[2] or found[3]
    short, long = (one, other) if INITIALS.match(one) else (other, one)
    if not INITIALS.match(short) or "".join(words(short)) not in initials(words(long)):
        return (name,)
    return (name, long, short)


def initials(found: Sequence[str]) -> set[str]:
    """How the words of a name may be shortened to their first letters; one word is not."""
    return {"".join(word[0] for word in each) for each in (found, telling(found)) if len(each) > 1}


def one_letter_apart(one: str, other: str, *, person: bool = False) -> bool:
    """Whether one word may be the other mistyped: a letter too many, too few, wrong, or two changed round, inside the word.

    The first and the last letter are the same, for most of what differs there is a word of its own (`emigration`, `immigration`;
    `police`, `policy`); names of two places are two places (`Ireland`, `Iceland`).
    """
    short, long = sorted((one, other), key=len)
    if len(short) < _LEAST or one == other or short[0] != long[0] or short[-1] != long[-1] or len(long) - len(short) > 1:
        return False
    if any(sign.isdigit() for sign in short + long) or (one in _places() and other in _places()):
        return False
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :] and (not person or len(short) > 6)
    changed_round = short[at + 1 :] == long[at : at + 1] + long[at + 2 :] and short[at] == long[at + 1]
    return changed_round or (not person and len(short) > _LEAST and short[at + 1 :] == long[at + 1 :])


@cache
def _places() -> frozenset[str]:
    """Countries and continents of one word, folded, in the languages of the interface that have Latin letters."""
    return frozenset(fold(name) for code in ("en", "fr", "es", "pt") for name in Locale(code).territories.values())
