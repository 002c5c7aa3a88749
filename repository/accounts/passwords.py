"""Given a password, its Argon2id hash; given both, whether they belong together.

A few are made at a time, so memory stays small; few wait for that, so that many who sign in at once never keep readers waiting.
"""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from repository.errors import InputError, TooMany

SHORTEST, LONGEST = 12, 256  # characters
DISTINCT = 5  # different characters at least
AT_ONCE = 2  # hashes made at the same time in one process, 64 MiB each
WAITING = 8  # more are told to come back
AGAIN = 3  # seconds
HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
_turns, _door = threading.BoundedSemaphore(AT_ONCE), threading.BoundedSemaphore(AT_ONCE + WAITING)


@contextmanager
def _turn() -> Iterator[None]:
    if not _door.acquire(blocking=False):
        raise TooMany("sign_in_busy", seconds=AGAIN)
    try:
        with _turns:
            yield
    finally:
        _door.release()


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def check(password: str, *, email: str) -> None:
    """Raises InputError `password_short`, `password_long`, `password_simple`."""
    text = _plain(password)
    if len(text) < SHORTEST:
        raise InputError("password_short", shortest=SHORTEST)
    if len(text) > LONGEST:
        raise InputError("password_long", longest=LONGEST)
    local = email.partition("@")[0].casefold()
    if len(set(text)) < DISTINCT or text.casefold() == email.casefold() or (len(local) > 3 and local * 2 in text.casefold() + local):
        raise InputError("password_simple")


def made(password: str) -> str:
    """The hash to keep; raises TooMany `sign_in_busy`."""
    with _turn():
        return HASHER.hash(_plain(password))


@cache
def _nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")


def fits(password: str, kept: str) -> bool:
    """Whether it is the password; takes as long when there is none to compare with. Raises TooMany `sign_in_busy`."""
    with _turn():
        if len(password) > LONGEST:
            password = ""
        try:
            return HASHER.verify(kept or _nobody(HASHER), _plain(password)) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False
