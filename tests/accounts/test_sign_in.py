"""Whoever is unknown costs as much as whoever is known; a right answer is no try."""

import threading
import time

import pytest
from argon2 import PasswordHasher

from repository import letters
from repository.accounts import limits, passwords, sessions, sign_in
from repository.accounts.sign_in import Caller
from repository.engines import Engines
from repository.errors import InputError, TooMany
from tests.people import ME, PASSWORD, person

SECRET = b"s" * 32


def cost(engines: Engines, email: str, number: int) -> float:
    """Seconds of processor for one wrong try, each from elsewhere."""
    engines.accounts.account_of(email)
    before = time.thread_time()
    with pytest.raises(InputError, match="sign_in_wrong"):
        sign_in.with_password(
            email, f"wrong {number}", caller=Caller(f"192.0.2.{number}"), accounts=engines.accounts, secret=SECRET, now=1e6 * number
        )
    return time.thread_time() - before


def test_unknown_and_known_cost_the_same(engines: Engines, dear_passwords: PasswordHasher) -> None:
    person(engines, "pat@voices.example", "reader")
    person(engines, "ina@voices.example", "reader", active=False)
    cost(engines, "warm@voices.example", 1)
    costs = {
        email: sorted(cost(engines, email, number) for number in range(2, 7))[2]
        for email in ("pat@voices.example", "ina@voices.example", "nobody@voices.example")
    }
    assert max(costs.values()) < 1.5 * min(costs.values()), costs


def test_a_right_answer_is_no_try(engines: Engines) -> None:
    person(engines, "pat@voices.example", "reader")
    caller = Caller("192.0.2.1")
    for number in range(limits.PERSON.free + 2):
        opened = sign_in.with_password(
            "pat@voices.example", PASSWORD, caller=caller, accounts=engines.accounts, secret=SECRET, now=time.time() + number
        )
        assert opened.stage == "full"
    keys = limits.keys_of("password", person="pat@voices.example", address="192.0.2.1", secret=SECRET)
    assert [engines.accounts.tries(key) for key in keys.values()] == [None, None, None]


def test_a_hash_costs_what_it_should(dear_passwords: PasswordHasher) -> None:
    assert passwords.made(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_many_at_once_are_told_to_come_back_and_nobody_waits_long(dear_passwords: PasswordHasher) -> None:
    kept = passwords.made(PASSWORD)
    answers: list[bool | str] = []

    def one() -> None:
        try:
            answers.append(passwords.fits(PASSWORD, kept))
        except TooMany as error:
            answers.append(error.key)

    threads = [threading.Thread(target=one) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) == {True, "sign_in_busy"}
    assert passwords.fits(PASSWORD, kept), "room again"


def test_what_ended_long_ago_goes(engines: Engines) -> None:
    account = person(engines, "pat@voices.example", "reader")
    now = time.time()
    with engines.accounts.writing(ME) as writing:
        sessions.start(account, "full", agent="", now=now - 100 * 86_400, writing=writing)
        number = letters.write("invitation", account, site="x", fallback="en", writing=writing, now=now - 100 * 86_400, link="http://x")
        waiting = letters.write("invitation", account, site="x", fallback="en", writing=writing, now=now - 100 * 86_400, link="http://x")
        writing.change_letter(number, "sent", tries=1, due=now - 100 * 86_400, error="")
    sign_in.with_password("pat@voices.example", PASSWORD, caller=Caller("x"), accounts=engines.accounts, secret=SECRET, now=now)
    assert all(now - session.created < 86_400 for session in engines.accounts.sessions(account.id))
    assert [letter.id for letter in engines.accounts.letters(secret=True)] == [waiting]


def test_one_address_that_tries_everybody_waits(engines: Engines) -> None:
    passed = 0
    with pytest.raises(TooMany):
        for number in range(limits.ADDRESS.free + 1):
            keys = limits.keys_of("password", person=f"p{number}@voices.example", address="2001:db8::1", secret=SECRET)
            limits.count(keys, accounts=engines.accounts, now=1000.0 + number / 100)
            passed += 1
    assert passed == limits.ADDRESS.free
    elsewhere = limits.keys_of("password", person="p1@voices.example", address="192.0.2.9", secret=SECRET)
    limits.count(elsewhere, accounts=engines.accounts, now=1001.0)
