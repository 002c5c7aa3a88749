"""Given a key, the six digits of the moment (RFC 6238: SHA-1, 30 seconds), the link an app reads, and its picture; recovery codes."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

import segno

STEP = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps before and after that are good, too
CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def new_key() -> str:
    """160 bits in base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(key: str, step: int, digits: int = DIGITS) -> str:
    """The code of one time step (RFC 4226, 5.3)."""
    mac = hmac.new(base64.b32decode(key), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = mac[-1] & 15
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(key: str, typed: str, now: float, *, after: int = 0) -> int | None:
    """The time step whose code was typed; None when it is wrong, too old, or not later than `after`, the last one used."""
    code = "".join(typed.split())
    here = int(now // STEP)
    found = None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(code_at(key, step).encode(), code.encode("utf-8", "replace")) and step > after:
            found = step
    return found


def app_link(key: str, *, email: str, site: str) -> str:
    """What the picture says to an app."""
    return f"otpauth://totp/{quote(f'{site}:{email}', safe='')}?" + urlencode({"secret": key, "issuer": site})


def picture(link: str) -> tuple[int, str]:
    """The QR code: how many modules wide, and the SVG path of its dark ones."""
    rows = list(segno.make(link, micro=False, error="m").matrix)
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return len(rows), "".join(dark)


def in_fours(key: str) -> str:
    """As people type it."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4)).lower()


def new_codes() -> tuple[str, ...]:
    """Recovery codes, each good once."""
    return tuple("-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(3)) for _ in range(CODES))


def plain_code(typed: str) -> str:
    """A recovery code as it is compared."""
    letters = [letter for letter in typed.lower() if letter.isalnum()][:40]
    return "".join(letters)
