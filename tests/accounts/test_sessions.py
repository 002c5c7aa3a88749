"""Sessions end after a quiet time, after a time however busy, and when their person changes."""

import time

import pytest

from repository.accounts import keys, sessions, tokens
from repository.accounts.record import Role
from repository.engines import Engines
from tests.people import ME, person

HOUR = sessions.HOUR


def opened(engines: Engines, role: Role, now: float) -> str:
    """A session that is complete."""
    account = person(engines, f"{role}@library.example", role, *(["Voices"] if role == "partner" else []))
    with engines.accounts.writing(ME) as writing:
        return sessions.start(account, "full", agent="x" * 1000, now=now, writing=writing)


@pytest.mark.parametrize(("role", "quiet"), [("reader", 24), ("partner", 24)])
def test_ends_when_quiet(engines: Engines, role: Role, quiet: int) -> None:
    now = time.time()
    held = opened(engines, role, now)
    assert sessions.visit_of(held, accounts=engines.accounts, now=now + quiet * HOUR - 60)
    assert sessions.visit_of(held, accounts=engines.accounts, now=now + 2 * quiet * HOUR - 180), "it was seen meanwhile"
    assert not sessions.visit_of(held, accounts=engines.accounts, now=now + 4 * quiet * HOUR)
    session = engines.accounts.session(keys.digest(held))
    assert session
    assert len(session.agent) == sessions.AGENT


def test_ends_however_busy(engines: Engines) -> None:
    now = time.time()
    held = opened(engines, "partner", now)
    alive = [bool(sessions.visit_of(held, accounts=engines.accounts, now=now + hours * HOUR)) for hours in range(0, 15 * 24, 20)]
    assert alive == [hours < 14 * 24 for hours in range(0, 15 * 24, 20)]


def test_a_clock_put_back_ends_it(engines: Engines) -> None:
    now = time.time()
    held = opened(engines, "partner", now)
    assert not sessions.visit_of(held, accounts=engines.accounts, now=now - 24 * HOUR)


def test_staff_without_a_second_factor_are_not_in(engines: Engines) -> None:
    held = opened(engines, "curator", time.time())
    assert sessions.visit_of(held, accounts=engines.accounts, now=time.time()) is None


def test_nobodys_page_waits_for_a_note(engines: Engines) -> None:
    now = time.time()
    held = opened(engines, "partner", now)
    account = engines.accounts.account_of("partner@library.example")
    assert account
    key = tokens.make(account, name="x", actor=ME, accounts=engines.accounts)
    import threading

    found: list[object] = []

    def look() -> None:
        found.append(sessions.visit_of(held, accounts=engines.accounts, now=now + HOUR))
        found.append(tokens.owner_of(key, accounts=engines.accounts, now=now))

    with engines.accounts.writing(ME):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join(10)
    assert all(found)
    assert len(found) == 2
