"""Given a request, its reader: the language chosen by address, cookie or browser, and where the site is."""

import secrets
from dataclasses import dataclass
from typing import Any, TypedDict
from urllib.parse import parse_qsl, urlencode

from anyio import CapacityLimiter
from starlette.requests import Request

from repository.accounts import Account
from repository.counting import Counts
from repository.engines import Engines
from repository.figures import whole
from repository.identity import account_of, held_by
from repository.kept import Kept
from repository.secret import agrees, signed
from repository.settings import Settings
from repository.turns import Turns
from repository.words import Words, speak

SALT = 16  # hex digits of a form's token that are drawn for each answer


class House(TypedDict):
    """What the lifespan of the application hands to every request."""

    settings: Settings
    engines: Engines
    secret: bytes
    received: CapacityLimiter  # threads that write what comes
    turns: Turns  # of what is answered
    counts: Counts
    answers: Kept[Any]  # pages as they were made, see pages/again.py


def house(request: Request) -> House:
    """The settings and engines behind a request."""
    state = request.state
    return {"settings": state["settings"], "engines": state["engines"], "secret": state["secret"], "received": state["received"],
            "turns": state["turns"], "counts": state["counts"], "answers": state["answers"]}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: `languages` are the ones to prefer for labels, the interface's own first."""

    language: str
    words: Words
    languages: tuple[str, ...]
    base: str  # https://host without a slash at the end
    path: str
    query: str  # without `lang`
    account: Account | None  # who is signed in
    token: str  # for the forms of this page; empty when the browser holds no session


def base_of(request: Request, settings: Settings) -> str:
    """The public address of the site; without a setting the one the (allowed) host was asked by."""
    return settings.url or f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"


def reader_of(request: Request) -> Reader:
    """The reader of a request."""
    settings = house(request)["settings"]
    language = chosen(request, settings)
    held = held_by(request, settings)
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return Reader(
        language=language,
        words=speak(language),
        languages=tuple(dict.fromkeys((language, *settings.languages, "en"))),
        base=base_of(request, settings),
        path=request.scope["path"],
        query=urlencode([pair for pair in pairs if pair[0] != "lang"]),
        account=account_of(request),
        token=form_token(request, held) if held else "",
    )


def form_token(request: Request, held: str) -> str:
    """What a form carries so that it is good with the session a browser holds, and with no other.

    It differs in every answer, so that the size of a compressed page tells nothing about it.
    """
    salt = secrets.token_hex(SALT // 2)
    return salt + signed(house(request)["secret"], "form", salt + held)


def token_agrees(request: Request, held: str, token: str) -> bool:
    """Whether a form's token is good with the session a browser holds."""
    return agrees(house(request)["secret"], "form", token[:SALT] + held, token[SALT:])


def cookie_name(settings: Settings) -> str:
    """The name of the cookie that remembers a language."""
    return "__Host-language" if settings.url.startswith("https:") else "language"


def chosen(request: Request, settings: Settings) -> str:
    """The language of the interface: `?lang=`, the cookie, `Accept-Language`, else the first offered."""
    for wish in (request.query_params.get("lang", ""), request.cookies.get(cookie_name(settings), "")):
        if wish in settings.languages:
            return wish
    return accepted(request.headers.get("accept-language", ""), settings.languages)


def accepted(header: str, offered: tuple[str, ...]) -> str:
    """The best of the offered languages for an `Accept-Language` header (RFC 9110, 12.5.4)."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:1000].split(",")):
        tag, _, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        wishes.append((-quality, place, tag.split("-")[0].lower()))
    for quality, _, language in sorted(wishes):
        if quality < 0 and language in offered:
            return language
    return offered[0]


def page_asked(request: Request, most: int, figures: int = 5) -> int:
    """The page of a list that the address asks for: 1 to `most`, 1 for what is no number."""
    return max(1, min(whole(request.query_params.get("page", ""), figures) or 1, most))
