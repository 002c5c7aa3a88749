"""Who may do what: the page of the documentation is the table, the table is the application."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from repository import access
from repository.accounts import Account, Role
from repository.endpoint import methods
from repository.engines import Engines
from repository.errors import NotAllowed, NotFound, NotSignedIn
from repository.routes import TABLE
from tests.people import Browser, person
from tests.programs import program

ROOT = Path(__file__).parents[1]


def test_the_documentation_is_the_table() -> None:
    assert (ROOT / "docs" / "access.md").read_text(encoding="utf-8") == access.matrix()


def test_every_method_of_every_address_has_a_line_and_no_other() -> None:
    there = [f"{method} {address.replace(':int}', '}')}" for address, module in TABLE for method in methods(module)]
    assert sorted(there) == sorted(access.RULES)


def test_own_rules_know_whose_the_thing_is() -> None:
    for address, module in TABLE:
        for method in methods(module):
            rule = access.rule_of(method, address)
            if rule is not None and rule.own is not None:
                assert hasattr(module, "owners"), address


def somebody(role: Role, *organisations: int, id_: int = 7) -> Account:
    return Account(id_, "a@b.example", "", role, "active", organisations)


def test_what_has_no_line_nobody_may() -> None:
    assert access.rule_of("PUT", "/search") is None
    assert not access.may(None, somebody("admin"))
    for person_ in (None, somebody("admin")):
        with pytest.raises(NotAllowed):
            access.enter(None, person_)


def test_own_things() -> None:
    rule = access.Rule("curator", own="partner")
    ours, theirs = access.Owners(frozenset(), frozenset({1})), access.Owners(frozenset({8}), frozenset({2}))
    partner = somebody("partner", 1)
    access.enter(rule, partner)
    access.touch(rule, partner, ours)
    access.touch(rule, partner, access.Owners(frozenset({7})))
    with pytest.raises(NotFound):
        access.touch(rule, partner, theirs)
    access.touch(rule, somebody("curator"), theirs)
    with pytest.raises(NotSignedIn):
        access.enter(rule, None)
    with pytest.raises(NotAllowed):
        access.enter(rule, somebody("reader", 1))
    with pytest.raises(NotFound):
        access.touch(rule, somebody("reader", 1), ours)


def test_the_application_does_as_the_table_says(browse: Callable[[], Browser], engines: Engines) -> None:
    browsers: dict[Role | None, Browser] = {None: browse()}
    keys: dict[Role | None, dict[str, str]] = {None: {}}
    for role in get_args(Role):
        person(engines, f"{role}@library.example", role, *(["Voices"] if role == "partner" else []))
        browsers[role] = browse().sign_in(f"{role}@library.example")
        keys[role] = {"authorization": f"Bearer {program(browsers[role].client, engines, f'{role}@library.example').key}"}
        if role in ("curator", "admin"):
            browsers[role].enrol()
    for address, module in TABLE:
        here = re.sub(r"\{\w+:int\}", "999", address.replace("{n:int}", "1")).replace("{format}", "csv")
        here = here.replace("{facet}", "country").replace("{link}", "x").replace("{name}", "x.pdf")
        for method in methods(module):
            rule = access.rule_of(method, address)
            assert rule is not None
            for role, browser in browsers.items():
                least = access.RANK[rule.own or rule.least]
                enters = access.RANK[role] >= least
                headers = keys[role] if address.startswith("/api/") else {"origin": "http://127.0.0.1"}
                answer = browser.client.request(method, here, headers=headers, follow_redirects=False)
                to_sign_in = answer.headers.get("location", "").startswith("/account?to=")
                refused = answer.status_code in (401, 403) or (to_sign_in and role is None and rule.least is not None)
                assert refused is not enters, (method, address, role, answer.status_code)
