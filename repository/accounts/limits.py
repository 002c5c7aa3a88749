"""Given tries at a password, code or link, how long to wait before the next: by account, by address and for everybody together.

A few are free; from then on each waits twice as long as the one before, up to a limit, and is forgotten after a quiet time.
A try is counted before it is made, so that many at once count as many. Keys are digests: no address is kept.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from repository.accounts.record import Accounts, Tries
from repository.errors import TooMany
from repository.model import Actor

WATCH = Actor("sign-in")


@dataclass(frozen=True, slots=True)
class Rule:
    """Times in seconds."""

    free: int
    first: float
    longest: float
    forget: float

    def wait(self, tries: Tries | None, now: float) -> float:
        """Seconds until the next try is allowed."""
        if tries is None or now - tries.last > self.forget or tries.count < self.free:
            return 0.0
        pause = min(self.first * 2.0 ** min(tries.count - self.free, 30), self.longest)
        return max(0.0, min(tries.last, now) + pause - now)  # a clock that went back never locks anybody out for longer

    def counted(self, tries: Tries | None, now: float) -> Tries:
        """With one more."""
        known = tries is not None and now - tries.last <= self.forget
        return Tries((tries.count if tries and known else 0) + 1, now)


PERSON = Rule(free=5, first=30, longest=900, forget=86_400)
ADDRESS = Rule(free=20, first=30, longest=900, forget=3_600)
EVERYBODY = Rule(free=600, first=1, longest=15, forget=600)
RULES: Mapping[str, Rule] = {"person": PERSON, "address": ADDRESS, "everybody": EVERYBODY}


def network(address: str) -> str:
    """The part of an address that belongs to one connection: all of IPv4, the first 64 bits of IPv6."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    return str(found) if found.version == 4 else found.exploded[:19]


def keys_of(what: str, *, person: str, address: str, secret: bytes) -> dict[str, str]:
    """Under which keys a try is counted."""

    def key(kind: str, value: str) -> str:
        return f"{what}:{kind}:{hmac.new(secret, value.casefold().encode('utf-8', 'replace'), hashlib.sha256).hexdigest()[:40]}"

    return {"person": key("person", person.strip()), "address": key("address", network(address)), "everybody": f"{what}:everybody"}


def count(keys: Mapping[str, str], *, accounts: Accounts, now: float) -> None:
    """Counts one try; raises TooMany `too_many` with the seconds to wait, and then counts nothing."""
    _look(keys, accounts, now)
    with accounts.writing(WATCH) as writing:
        _look(keys, accounts, now)
        for kind, key in keys.items():
            writing.put_tries(key, RULES[kind].counted(accounts.tries(key), now))


def _look(keys: Mapping[str, str], accounts: Accounts, now: float) -> None:
    wait = max(RULES[kind].wait(accounts.tries(key), now) for kind, key in keys.items())
    if wait > 0:
        raise TooMany("too_many", seconds=int(wait) + 1)
