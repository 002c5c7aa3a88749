"""Given what a person typed, the tree it means, with the parts it was read from and notes on what was left out."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from repository.analysis.words import cut, spans
from repository.model import Note
from repository.query.tree import All, AnyOf, Everything, Field, How, Named, Node, Not, Phrase, Word, Years

Each = TypeVar("Each")
LONGEST, MOST_WORDS, DEEPEST, SHORTEST_PREFIX = 4_000, 256, 5, 3
FIELDS = ("title", "organisation", "country", "language", "year")
_QUOTES = '"“”„‟«»‹›＂″〝〞「」『』'
_WIDE = {"（": "(", "）": ")", "：": ":", "＊": "*", "～": "~", "｜": "|", "．": ".", "\u3000": " ", "\u00a0": " ", "\u202f": " "}
_SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—―−－﹣", "-") | dict.fromkeys("‘’ʼ＇`´", "'") | _WIDE)
_CONTROLS = re.compile("[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffc\ufffd\ud800-\udfff]+")
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]+")  # turn the direction of what follows
_TOKEN = re.compile(
    rf"(?P<quoted>[{_QUOTES}](?P<inner>[^{_QUOTES}]*)[{_QUOTES}](?:~(?P<near>\d{{1,3}}))?)"
    rf"|(?P<open>\()|(?P<close>\))|(?P<stray>[{_QUOTES}])|(?P<text>[^\s(){_QUOTES}]+)"
)
_FIELD = re.compile(r"^(?P<name>[a-z][a-z0-9_]*):(?P<rest>.*)$", re.IGNORECASE | re.DOTALL)
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu)'$", re.IGNORECASE)
_YEARS = re.compile(r"^(?P<first>\d{4})?(?P<dots>\.{2,3}|…|-)?(?P<last>\d{4})?$")
_TYPO = re.compile(r"^(?P<word>[^~*]+)~(?P<edits>\d*)$")


@dataclass(frozen=True, slots=True)
class Part:
    """One part as typed, numbered as in the tree; `field` is what it was asked of; `start`–`end` its place in the query."""

    part: int
    typed: str
    field: str
    start: int
    end: int
    excluded: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was understood. `words` counts words; named parts (organisation: …) are Named nodes for search.py to look up."""

    tree: Node
    parts: tuple[Part, ...]
    notes: tuple[Note, ...]
    words: int
    text: str


@dataclass(slots=True)
class _State:
    text: str
    exact: bool
    fields: Collection[str]
    tokens: list[re.Match[str]]
    at: int = 0
    words: int = 0
    depth: int = 0
    excluding: int = 0  # how many `-` stand before the bracket one is in
    parts: list[Part] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)

    def note(self, key: str, **data: object) -> None:
        self.notes.setdefault(key, Note(key, data))


def clean(text: str) -> str:
    """Without what nobody sees: controls, halves of characters, signs that turn the direction of a line."""
    return _STEERING.sub("", _CONTROLS.sub(" ", text))


@lru_cache(256)
def parse(text: str, *, exact: bool = False, own: frozenset[str] = frozenset()) -> Parsed:
    """Reads a query; never raises: what cannot be read is dropped or cut, and a note says so. `own` are fields beside FIELDS.

    The last ones are remembered: a question is read for its list, its links and each of its pages.
    """
    seen = clean(text)
    plain = unicodedata.normalize("NFC", seen[:LONGEST]).translate(_SIGNS)[:LONGEST]
    state = _State(plain, exact, own.union(FIELDS), list(_TOKEN.finditer(plain)))
    if seen != text:
        state.note("unseen")
    if len(seen) > LONGEST:
        state.note("cut_long", limit=LONGEST)
    node = _any(state)
    while state.at < len(state.tokens):  # a closing bracket nobody opened
        state.note("stray")
        state.at += 1
        more = _any(state)
        node = _join(All, [part for part in (node, more) if part is not None])
    if plain.strip() and not state.parts and not state.notes:
        state.note("stray")
    return Parsed(node or Everything(), tuple(state.parts), tuple(state.notes.values()), state.words, plain)


def _join(kind: "type[All | AnyOf]", parts: list[Node]) -> Node | None:
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else [part])
    return None if not flat else flat[0] if len(flat) == 1 else kind(tuple(flat))


def _any(state: _State) -> Node | None:
    """parts { OR parts }: OR binds the two things beside it, so `a b OR c` is a and (b or c)."""
    parts: list[Node] = []
    pending_or = False
    while state.at < len(state.tokens):
        token = state.tokens[state.at]
        if token["close"]:
            break
        if token["text"] in ("OR", "|", "||"):
            pending_or = bool(parts)
            if not parts:
                state.note("stray")
            state.at += 1
            continue
        if token["text"] in ("AND", "&", "&&", "+"):
            state.at += 1
            continue
        node = _one(state)
        if node is None:
            continue
        if pending_or:
            last = parts.pop()
            joined = _join(AnyOf, [last, node])
            parts.append(joined if joined is not None else last)
            pending_or = False
        else:
            parts.append(node)
    if pending_or:
        state.note("stray")
    return _join(All, parts)


def _one(state: _State, *, excluded: bool = False) -> Node | None:
    token = state.tokens[state.at]
    if token["open"]:
        state.excluding += excluded
        node = _bracket(state)
        state.excluding -= excluded
        return node
    state.at += 1
    if token["stray"]:
        state.note("stray")
        return None
    if token["quoted"] is not None:
        return _phrase(state, token["inner"], token, near=token["near"], excluded=excluded)
    text = token["text"]
    if text.startswith("-") and not excluded:
        return _not(state, text, token)
    found = _FIELD.match(text)
    if found and found["name"].lower() in state.fields:
        node = _named(state, found["name"].lower(), found["rest"], token, excluded=excluded)
        if node is not None:
            return node
    return _words(state, text, token.start(), token.end(), excluded=excluded)


def _bracket(state: _State) -> Node | None:
    state.at += 1
    if state.depth >= DEEPEST:
        state.note("cut_deep", limit=DEEPEST)
        return None
    state.depth += 1
    node = _any(state)
    state.depth -= 1
    if state.at < len(state.tokens) and state.tokens[state.at]["close"]:
        state.at += 1
    else:
        state.note("stray")
    return node


def _not(state: _State, text: str, token: re.Match[str]) -> Node | None:
    rest = text.lstrip("-")
    adjoining = state.at < len(state.tokens) and state.tokens[state.at].start() == token.end()
    if not rest and adjoining and not state.tokens[state.at]["close"]:
        node = _one(state, excluded=True)
        return Not(node) if node is not None else None
    if not rest:
        if text != "-":
            state.note("stray")
        return None
    found = _FIELD.match(rest)
    node = None
    if found and found["name"].lower() in state.fields:
        node = _named(state, found["name"].lower(), found["rest"], token, excluded=True)
    node = node or _words(state, rest, token.start(), token.end(), excluded=True)
    return Not(node) if node is not None else None


def _named(state: _State, name: str, rest: str, token: re.Match[str], *, excluded: bool) -> Node | None:
    """`title:word`, `country:"Côte d'Ivoire"`, `year:2015..2018`; None when nothing follows: then it is text."""
    end = token.end()
    near = None
    quoted = False
    if (
        not rest
        and state.at < len(state.tokens)
        and state.tokens[state.at].start() == token.end()
        and state.tokens[state.at]["quoted"] is not None
    ):
        following = state.tokens[state.at]
        rest, near, end, quoted = following["inner"], following["near"], following.end(), True
        state.at += 1
    if not cut(rest):
        return None
    if name == "year":
        found = _YEARS.match(rest)
        if not found or not (found["first"] or found["last"]):
            return None
        first = int(found["first"]) if found["first"] else None
        last = int(found["last"]) if found["last"] else None if found["dots"] else first
        if first is not None and last is not None and first > last:
            first, last = last, first
        return Years(f"{name}:{rest}", first, last, _part(state, f"{name}:{rest}", name, token.start(), end, excluded=excluded))
    if name == "title":
        if quoted:
            return _phrase(state, rest, token, near=near, excluded=excluded, title=True, end=end)
        return _words(state, rest, token.start(), end, excluded=excluded, title=True)
    return Named(name, rest, _part(state, f"{name}:{rest}", name, token.start(), end, excluded=excluded))


def _part(state: _State, typed: str, name: str, start: int, end: int, *, excluded: bool) -> int:
    number = len(state.parts)
    state.parts.append(Part(number, typed, name, start, end, excluded or state.excluding > 0))
    return number


def _phrase(
    state: _State, inner: str, token: re.Match[str], *, near: str | None, excluded: bool, title: bool = False, end: int | None = None
) -> Node | None:
    words = cut(inner)
    if not words:
        state.note("stray")
        return None
    forms = tuple(_room(state, words))
    if not forms:
        return None
    where: Field = "title" if title else ""
    part = _part(state, inner.strip(), where, token.start(), end or token.end(), excluded=excluded)
    if len(forms) == 1:
        return Word(inner.strip(), forms[0], "exact", where, part)
    if near:
        return Phrase(inner.strip(), forms, "exact" if state.exact else "forms", max(1, min(int(near), 100)), where, part)
    return Phrase(inner.strip(), forms, "exact", 0, where, part)


def _room(state: _State, found: Sequence[Each]) -> list[Each]:
    """As many words as a query may still have; a note when that is not all of them."""
    room = MOST_WORDS - state.words
    if len(found) > room:
        state.note("cut_words", limit=MOST_WORDS)
    state.words += min(len(found), room)
    return list(found[:room])


def _words(state: _State, text: str, start: int, end: int, *, excluded: bool, title: bool = False) -> Node | None:
    typo = _TYPO.match(text)
    if typo and len(spans(typo["word"])) == 1:
        if typo["edits"] not in ("", "1"):
            state.note("one_typo")
        text = f"{typo['word']}~"
    found = spans(text)
    if not found:
        return None
    while len(found) > 1 and _ELISION.match(text[found[0][0] : found[1][0]]):  # l'homme asks for homme
        found = found[1:]
    found = _room(state, found)
    if not found:
        return None
    where: Field = "title" if title else ""
    part = _part(state, text if len(found) > 1 else text[found[0][0] : found[0][1]], where, start, end, excluded=excluded)
    if len(found) > 1:  # C-189, A/RES/73/195: the pieces stand side by side
        if "*" in text or "~" in text:
            state.note("stray")
        return Phrase(text, tuple(form for _, _, form in found), "exact" if state.exact else "forms", 0, where, part)
    first, last, form = found[0]
    return Word(text[first:last], form, _how(state, form, text[:first], text[last:]), where, part)


def _how(state: _State, form: str, before: str, tail: str) -> How:
    """Which forms of a word count, by the sign that follows it."""
    if tail.startswith("*") and len(form) >= SHORTEST_PREFIX:
        return "prefix"
    if tail.startswith("~"):
        return "fuzzy"
    if tail.startswith("*"):
        state.note("short_prefix", limit=SHORTEST_PREFIX)
    elif "*" in before + tail or "~" in before + tail:
        state.note("stray")
    return "exact" if state.exact else "forms"
