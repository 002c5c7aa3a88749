"""Moves by a program: the rules of the pages, whose report it is, the version they were decided on."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from repository.engines import Engines
from tests.api.test_reports import problem
from tests.people import Browser
from tests.programs import Program, program


@pytest.fixture
def client(browse: Callable[[], Browser]) -> TestClient:
    return browse().client


@pytest.fixture
def pat(client: TestClient, engines: Engines) -> Program:
    """A partner's program, that sent something in."""
    made = program(client, engines)
    assert made.ask("POST", "/reports", json={"title": "We ask", "text": "End fees."}).status_code == 201
    return made


@pytest.fixture
def cora(client: TestClient, engines: Engines) -> Program:
    """A curator's."""
    return program(client, engines, "cora@library.example", "curator", "")


def move(program: Program, to: object, *, number: int = 1, headers: dict[str, str] | None = None, **more: object):  # type: ignore[no-untyped-def]
    return program.ask("POST", f"/reports/{number}/transitions", json={"to": to, **more}, headers=headers)


def test_from_review_to_tombstone(pat: Program, cora: Program, engines: Engines) -> None:
    answer = move(cora, "returned", reason="The date is missing")
    assert (answer.status_code, answer.json()["state"], answer.json()["reason"]) == (200, "returned", "The date is missing")
    assert pat.ask("GET", "/reports/1").json()["reason"] == "The date is missing"
    assert move(pat, "submitted").json()["state"] == "submitted"
    assert problem(move(pat, "published")) == (403, "move_not_allowed")
    assert move(cora, "embargoed", until="2999-01-31").json()["until"] == "2999-01-31"
    assert move(cora, "published").json()["state"] == "published"
    assert pat.client.get("/api/v1/reports/1").status_code == 200
    cora.ask("POST", "/reports", json={"title": "The better one"})
    gone = move(cora, "withdrawn", reason="It named people", successor=2)
    assert (gone.json()["state"], gone.json()["successor"]) == ("withdrawn", 2)
    assert problem(pat.ask("GET", "/reports/1")) == (410, "withdrawn")
    assert [letter.kind for letter in engines.accounts.letters(secret=False)] == ["report_withdrawn", "report_published", "report_returned"]


WRONG: tuple[tuple[object, str], ...] = (
    ({"to": "returned"}, "reason_needed"), ({"to": "refused", "reason": "x" * 3000}, "reason_long"), ({"to": "embargoed"}, "embargo_day"),
    ({"to": "embargoed", "until": "2001-01-01"}, "embargo_past"), ({"to": "lost"}, "state_unknown"), ({}, "state_unknown"),
    ({"to": ["published"]}, "state_unknown"), ({"to": "refused", "reason": "x", "successor": 1}, "successor"),
    ({"to": "refused", "reason": "x", "successor": 10**30}, "successor"), ({"to": "refused", "reason": "x", "successor": True}, "successor"),
    ({"to": "refused", "reason": 7}, "row_value"), ({"to": "published", "published": "2001"}, "member_unknown"),
    ({"to": "published", "version": "x"}, "version_form"), ([], "json_object"),
)  # fmt: skip


def test_what_has_to_be_said(pat: Program, cora: Program, engines: Engines) -> None:
    for body, kind in WRONG:
        assert problem(cora.ask("POST", "/reports/1/transitions", json=body)) == (400, kind), body
    assert engines.catalogue.states([1]) == {1: "submitted"}


def test_a_decision_is_made_on_what_was_seen(pat: Program, cora: Program, engines: Engines) -> None:
    version = cora.ask("GET", "/reports/1").json()["version"]
    assert cora.ask("PATCH", "/reports/1", json={"title": "Changed"}).status_code == 200
    assert problem(move(cora, "published", version=version)) == (412, "edited_meanwhile")
    assert problem(move(cora, "published", headers={"if-match": f'"{version}"'})) == (412, "edited_meanwhile")
    assert move(cora, "published", headers={"if-match": cora.ask("GET", "/reports/1").headers["etag"]}).status_code == 200


def test_what_is_of_others_is_not_there(pat: Program, cora: Program, client: TestClient, engines: Engines) -> None:
    sam = program(client, engines, "sam@others.example", organisation="Others")
    for number in (1, 999, 2**31, 10**30):
        assert problem(move(sam, "draft", number=number)) == (404, "not_here")
        assert number == 1 or problem(move(cora, "draft", number=number))[0] == 404
    assert engines.catalogue.states([1]) == {1: "submitted"}
    assert problem(move(cora, "withdrawn", reason="x")) == (409, "move_impossible")
