"""Given terms, pairs that may be one thing spelled twice, each with the reason: same words, one letter apart, an abbreviation.

Only what looks the same is proposed; a person decides. Digits must be equal (`Forum 2017`, `Forum 2018`), and of two close
spellings both need five letters at least (Mali, Bali). Two terms each with a name in a language both have count too.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from repository.analysis.words import cut
from repository.model import Term

Reason = Literal["same", "order", "letter", "initials"]
SHORTEST = 5  # letters of a name that may be one letter apart from another
MOST = 500  # pairs
_DIGITS = re.compile(r"\d+")
_INITIALS = re.compile(r"^[A-Z][A-Z.]{2,9}$")
_RANK: dict[Reason, int] = {"same": 0, "order": 1, "letter": 2, "initials": 3}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two terms and why they look like one."""

    one: Term
    other: Term
    reason: Reason


def similar(terms: Sequence[Term], only: int | None = None) -> list[Pair]:
    """Pairs, surest first; with `only`, those of this term."""
    by_id = {term.id: term for term in terms}
    found: dict[tuple[int, int], Reason] = {}
    for reason, groups in _groups(terms):
        for ids in groups:
            chosen = sorted(set(ids))[:20]
            for place, one in enumerate(chosen):
                for other in chosen[place + 1 :]:
                    if only is None or only in (one, other):
                        found.setdefault((one, other), reason)
    pairs = [Pair(by_id[one], by_id[other], reason) for (one, other), reason in found.items() if not _related(by_id[one], by_id[other])]
    return sorted(pairs, key=lambda pair: (_RANK[pair.reason], pair.one.id, pair.other.id))[:MOST]


def _related(one: Term, other: Term) -> bool:
    return one.id in other.broader or other.id in one.broader


def _groups(terms: Sequence[Term]) -> Iterator[tuple[Reason, Iterable[list[int]]]]:
    same: dict[str, list[int]] = defaultdict(list)
    order: dict[str, list[int]] = defaultdict(list)
    letter: dict[str, list[int]] = defaultdict(list)
    initials: dict[str, list[int]] = defaultdict(list)
    for term in terms:
        for text in (*term.labels, *term.synonyms):
            words = cut(text.text)
            name = "".join(words)
            if not name:
                continue
            same[name].append(term.id)
            order["\0".join(sorted(words))].append(term.id)
            if len(name) >= SHORTEST:
                digits = "\0" + " ".join(_DIGITS.findall(name))
                for shorter in {name, *(name[:at] + name[at + 1 :] for at in range(1, len(name)))}:
                    letter[shorter + digits].append(term.id)
            if _INITIALS.match(text.text):
                initials[name].append(term.id)
            elif len(words) > 2:
                initials["".join(word[0] for word in words)].append(term.id)
                initials["".join(word[0] for word in words if len(word) > 3)].append(term.id)
    yield "same", (ids for ids in same.values() if len(ids) > 1)
    yield "order", (ids for ids in order.values() if len(ids) > 1)
    yield "letter", (ids for ids in letter.values() if len(set(ids)) > 1)
    short = {"".join(cut(text.text)) for term in terms for text in (*term.labels, *term.synonyms) if _INITIALS.match(text.text)}
    yield "initials", (ids for name, ids in initials.items() if name in short and len(set(ids)) > 1)
