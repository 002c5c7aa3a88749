"""Waiting after tries: doubles, ends, is forgotten; many at once count as many; a clock that jumps locks nobody out."""

import threading
from pathlib import Path

from repository.accounts import limits
from repository.accounts.record import Tries
from repository.engines import Engines
from repository.errors import TooMany

RULE = limits.Rule(free=3, first=10, longest=60, forget=1000)


def test_waiting_doubles_up_to_a_limit_and_is_forgotten() -> None:
    assert [RULE.wait(Tries(count, 100), 100) for count in range(8)] == [0, 0, 0, 10, 20, 40, 60, 60]
    assert RULE.wait(Tries(4, 100), 115) == 5
    assert RULE.wait(Tries(9, 100), 1101) == 0
    assert RULE.counted(Tries(9, 100), 1101) == Tries(1, 1101)
    assert RULE.wait(Tries(9, 10_000), 100) <= 60, "a clock put back"
    assert RULE.wait(Tries(10**6, 100), 100) == 60


def test_networks() -> None:
    assert limits.network("192.0.2.7") == "192.0.2.7"
    assert limits.network("::ffff:192.0.2.7") == "192.0.2.7"
    assert limits.network("2001:db8:1:2:3::4") == limits.network("2001:db8:1:2:ffff::1")
    assert limits.network("2001:db8:1:3::4") != limits.network("2001:db8:1:2::4")
    assert limits.network("testclient") == "testclient"


def test_no_address_is_kept(engines: Engines, settings: object, tmp_path: Path) -> None:
    keys = limits.keys_of("password", person="pat@voices.example", address="192.0.2.77", secret=b"x" * 32)
    limits.count(keys, accounts=engines.accounts, now=1000.0)
    engines.catalogue.close()  # everything is in the one file then
    kept = (tmp_path / "home" / "uploads" / "catalogue.sqlite3").read_bytes()
    assert keys["address"].encode() in kept
    assert b"192.0.2.77" not in kept
    assert b"pat@voices" not in kept


def test_many_at_once_count_as_many(engines: Engines) -> None:
    keys = limits.keys_of("password", person="pat@voices.example", address="192.0.2.77", secret=b"x" * 32)
    passed: list[bool] = []

    def one() -> None:
        try:
            limits.count(keys, accounts=engines.accounts, now=1000.0)
        except TooMany:
            return
        passed.append(True)

    threads = [threading.Thread(target=one) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == limits.PERSON.free
