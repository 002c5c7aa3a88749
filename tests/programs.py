"""Programs for tests: they hold a key of somebody and speak to the API."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from httpx2 import Response
from starlette.testclient import TestClient

from repository.accounts import Account, tokens
from repository.accounts.record import Role, Scope
from repository.engines import Engines
from tests.people import ME, person

FEES = "The recruitment of workers in Togo must be free of fees. " * 9


@dataclass
class Program:
    """`no waiting` by default: nothing reads files beside a test."""

    client: TestClient
    account: Account
    key: str
    more: dict[str, str] = field(default_factory=lambda: {"prefer": "wait=0"})

    def ask(self, method: str, address: str, *, headers: dict[str, str] | None = None, **how: object) -> Response:
        """One request."""
        sent = {"authorization": f"Bearer {self.key}"} | self.more | (headers or {})
        return self.client.request(method, f"/api/v1{address}", headers=sent, **how)  # type: ignore[arg-type]

    def send(self, metadata: object, *files: tuple[str, bytes], key: str = "", **headers: str) -> Response:
        """A new report."""
        parts: Sequence[tuple[str, object]] = [("metadata", (None, json.dumps(metadata))), *(("file", each) for each in files)]
        return self.ask("POST", "/reports", files=parts, headers=headers | ({"idempotency-key": key} if key else {}))


def program(
    client: TestClient, engines: Engines, email: str = "pat@voices.example", role: Role = "partner", organisation: str = "Voices",
    scope: Scope = "write",
) -> Program:  # fmt: skip
    """One of somebody new, or of somebody who is known."""
    return Program(client, *key_of(engines, email, role, organisation, scope))


def key_of(engines: Engines, email: str, role: Role, organisation: str = "", scope: Scope = "write") -> tuple[Account, str]:
    """Somebody, and a key of theirs."""
    account = engines.accounts.account_of(email) or person(engines, email, role, *([organisation] if organisation else []))
    return account, tokens.make(account, name="test", scope=scope, actor=ME, accounts=engines.accounts)
